"""Prices, shares and numbers: pure rules, for every amount."""

import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.kernel.clock import SHANGHAI
from hub.orders.rules import TABS, NotBargained, order_number, own_share, price_of, tab_of
from schemas.terms import OrderState, PricingMode, VoucherMode, share_fen

FEN = st.integers(min_value=1, max_value=10**12)
AT = datetime(2023, 7, 10, 15, 22, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("pricing", "agreed_fen", "known"),
    [
        (PricingMode.FIXED, None, 6000),
        (PricingMode.FIXED, 6000, 6000),
        (PricingMode.REFERENCE, None, 6000),
        (PricingMode.REFERENCE, 5000, 5000),
        (PricingMode.NEGOTIATED, None, None),
        (PricingMode.NEGOTIATED, 5000, None),
    ],
)
def test_which_prices_are_known_when_ordering(pricing: PricingMode, agreed_fen: int | None, known: int | None) -> None:
    price = price_of(pricing=pricing, unit_price_fen=3000, quantity=2, agreed_fen=agreed_fen)
    assert (price.total_fen, price.quoted_fen) == (known, 6000)


def test_a_fixed_price_takes_no_other_amount() -> None:
    with pytest.raises(NotBargained):
        price_of(pricing=PricingMode.FIXED, unit_price_fen=3000, quantity=2, agreed_fen=5999)


@settings(max_examples=50)
@given(FEN, st.integers(min_value=0, max_value=1_000_000))
def test_share_and_own_share_make_the_price_when_the_institution_redeems(amount_fen: int, rate_ppm: int) -> None:
    planned_fen = share_fen(amount_fen, rate_ppm)
    own_fen = own_share(amount_fen, planned_fen, VoucherMode.INSTITUTION_REDEEMS)
    assert own_fen is not None and own_fen >= 0 and own_fen + planned_fen == amount_fen
    for mode in (VoucherMode.HOLDER_REDEEMS, VoucherMode.NONE):
        assert own_share(amount_fen, planned_fen, mode) == amount_fen


@settings(max_examples=50)
@given(st.integers(min_value=1, max_value=999_999))
def test_numbers_have_the_form_that_people_know(n: int) -> None:
    assert re.fullmatch(r"CSJ-202307101522-\d{6}", order_number(prefix="CSJ", at=AT, n=n))
    if n <= 9999:
        assert re.fullmatch(r"CXQ20230710\d{4}", order_number(prefix="CXQ", at=AT, n=n))


def test_every_state_but_a_draft_stands_in_exactly_one_tab() -> None:
    for state in set(OrderState) - {OrderState.DRAFT}:
        assert sum(state in states for states in TABS.values()) == 1 and tab_of(state) in TABS
    assert tab_of(OrderState.DRAFT) == ""
