"""Splitting to the fen, and months, for any figures."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.ledger.rules import SHANGHAI, period_of, split_award, split_within

FEN = st.integers(0, 10**13)
WEIGHTS = st.lists(FEN, min_size=1, max_size=12).filter(any)


@settings(max_examples=50)
@given(FEN, WEIGHTS)
def test_the_parts_of_an_award_sum_to_it_and_follow_the_weights(amount: int, weights: list[int]) -> None:
    parts = split_award(amount, weights)
    assert sum(parts) == amount
    earliest = next(i for i, weight in enumerate(weights) if weight)
    for i, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        exact = amount * weight // sum(weights)
        assert part == exact or (i == earliest and exact <= part < exact + len(weights))


@settings(max_examples=50)
@given(WEIGHTS, st.data())
def test_no_order_gives_back_more_than_it_got(limits: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(1, sum(limits)))
    parts = split_within(amount, limits)
    assert sum(parts) == amount
    assert all(0 <= part <= limit for part, limit in zip(parts, limits, strict=True))


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, [0]), (1, [-1, 3])])
def test_an_award_needs_something_to_be_split_over(amount: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="positive"):
        split_award(amount, weights)


@settings(max_examples=50)
@given(st.integers(1_577_808_000, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC)))
def test_a_month_holds_its_moments_in_shanghai(at: datetime) -> None:
    begin = datetime.combine(period_of(at), datetime.min.time(), SHANGHAI)
    after = (begin + timedelta(days=32)).replace(day=1)
    assert begin <= at < after


def test_a_moment_without_zone_has_no_month() -> None:
    with pytest.raises(ValueError, match="time zone"):
        period_of(datetime(2021, 3, 1))  # noqa: DTZ001 - that is the fault
