"""How a cart is split and summed, and what is said of changes; pure."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from hub.orders.cart_rules import fingerprint, grouped, pricing_of, sum_of, what_changed
from hub.orders.rules import Price
from schemas.terms import PricingMode

ONE, OTHER = UUID(int=1), UUID(int=2)
KNOWN = Price(quoted_fen=100, proposed_fen=None, total_fen=90)
PROPOSED = Price(quoted_fen=None, proposed_fen=50, total_fen=None)
OPEN = Price(quoted_fen=None, proposed_fen=None, total_fen=None)


def item(institution: UUID, contract: str) -> SimpleNamespace:
    return SimpleNamespace(institution_id=institution, contract=contract)


@pytest.mark.parametrize(
    ("items", "sizes"),
    [
        ([], []),
        ([(ONE, "A"), (ONE, "A")], [2]),
        ([(ONE, "A"), (ONE, "B")], [1, 1]),
        ([(ONE, "A"), (OTHER, "A")], [1, 1]),
        ([(ONE, "A"), (OTHER, "A"), (ONE, "A"), (ONE, "B")], [2, 1, 1]),
    ],
)
def test_one_institution_and_one_contract_make_one_order(items: list[tuple[UUID, str]], sizes: list[int]) -> None:
    assert [len(group) for group in grouped([item(*one) for one in items]).values()] == sizes


@pytest.mark.parametrize(
    ("prices", "quoted", "total", "estimate"),
    [
        ([KNOWN, KNOWN], 200, 180, 180),
        ([KNOWN, PROPOSED], None, None, 140),
        ([KNOWN, OPEN], None, None, None),
    ],
)
def test_a_sum_is_known_as_far_as_every_line_is(
    prices: list[Price], quoted: int | None, total: int | None, estimate: int | None
) -> None:
    price = sum_of(prices)
    assert (price.quoted_fen, price.total_fen, price.estimate_fen) == (quoted, total, estimate)


def test_the_freest_line_says_how_the_order_is_priced() -> None:
    assert pricing_of([PricingMode.FIXED, PricingMode.NEGOTIATED, PricingMode.REFERENCE]) is PricingMode.NEGOTIATED


@pytest.mark.parametrize(
    "other",
    [
        {"total_fen": 101},
        {"planned_fen": 26},
        {"version": "v2"},
        {"items": [("V06", 2)]},
    ],
)
def test_a_promise_is_broken_by_a_change_of_price_amount_version_or_quantity(other: dict[str, object]) -> None:
    told = {"total_fen": 100, "planned_fen": 25, "version": "v1", "items": [("V06", 1)]}
    assert fingerprint(**told) == fingerprint(**told)  # type: ignore[arg-type]
    assert fingerprint(**told) != fingerprint(**(told | other))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({}, []),
        ({"price_fen": 16000_00}, ["16,000.00"]),
        ({"pricing": "FIXED"}, ["计价方式"]),
        ({"name": "新名"}, ["名称"]),
        ({"tags": []}, ["区域"]),
        ({"price_fen": None}, ["面议"]),
    ],
)
def test_what_changed_since_is_said_line_by_line(now: dict[str, object], words: list[str]) -> None:
    seen = {"name": "旧名", "price_fen": 15000_00, "pricing": "REFERENCE", "tags": ["x"]}
    told = what_changed(seen, seen | now)
    assert len(told) == len(words)
    assert all(word in zh for word, (zh, _) in zip(words, told, strict=True))
