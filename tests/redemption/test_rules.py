"""The pure rules: which orders an invoice may cover, when receipts are enough, how an award is shared."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.policy import InvoiceRules, MaterialSlot, TextSlot
from hub.redemption.rules import (
    CoveredOrder,
    CoveringInvoice,
    allocation_faults,
    material_faults,
    receipt_faults,
    share_award,
    text_faults,
)
from schemas.policy import Basis
from schemas.terms import Origin

A, B = UUID(int=1), UUID(int=2)


def rules(**changed: Any) -> InvoiceRules:
    given_by_delta: dict[str, Any] = {
        "fields": ("code", "number", "date", "amount"),
        "invoices_per_order": "one",
        "orders_per_invoice": "many",
        "orders_within_invoice": True,
        "receipts_equal_invoices": False,
        "receipts_required": False,
        "excess_method": "top_up_order",
        "types": ("png",),
        "max_bytes": 512_000,
        "size_op": "le",
        "basis": Basis(Origin.SEED),
    }
    return InvoiceRules(**{**given_by_delta, **changed})


CASES = [
    ("one order, one invoice", {A: 300}, [(300, (A,))], []),
    ("two orders on one invoice (rule ①)", {A: 300, B: 300}, [(600, (A, B))], []),
    ("one order on two invoices (rule ①)", {A: 600}, [(300, (A,)), (300, (A,))],
     ["redemption.order_on_several_invoices", "redemption.order_exceeds_invoice", "redemption.order_exceeds_invoice"]),
    ("an order one fen above its invoice (rule ②)", {A: 301}, [(300, (A,))], ["redemption.order_exceeds_invoice"]),
    ("orders one fen above their invoice (rule ③)", {A: 300, B: 300}, [(599, (A, B))],
     ["redemption.orders_exceed_invoice"]),
    ("an order on no invoice", {A: 300, B: 300}, [(600, (A,))], ["redemption.order_without_invoice"]),
    ("no invoice at all", {A: 300}, [], ["redemption.invoice_missing"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "orders", "invoices", "codes"), CASES, ids=[case[0] for case in CASES])
def test_orders_and_invoices_fit_together(name: str, orders: Any, invoices: Any, codes: list[str]) -> None:
    covered = [CoveredOrder(key, f"no{key.int}", fen) for key, fen in orders.items()]
    covering = [CoveringInvoice(f"inv{n}", fen, keys) for n, (fen, keys) in enumerate(invoices)]
    assert [fault.code for fault in allocation_faults(covered, covering, rules())] == codes


def test_a_programme_that_allows_several_invoices_for_an_order_asks_for_no_sums() -> None:
    covered, covering = [CoveredOrder(A, "a", 900)], [CoveringInvoice(str(n), 300, (A,)) for n in range(3)]
    wide = rules(invoices_per_order="many", orders_within_invoice=False)
    assert allocation_faults(covered, covering, wide) == []


@pytest.mark.parametrize(
    ("receipts", "invoices", "code", "difference"),
    [
        ([10_000, 5_000], 15_000, None, None),
        ([12_000_00], 12_100_00, "redemption.receipts_differ", "100.00"),
        ([12_100_01], 12_100_00, "redemption.receipts_differ", "0.01"),
        ([], 12_100_00, "redemption.receipt_missing", None),
    ],
)
def test_receipts_equal_invoices_where_the_policy_asks(
    receipts: list[int], invoices: int, code: str | None, difference: str | None
) -> None:
    asked = rules(receipts_equal_invoices=True, receipts_required=True)
    faults = receipt_faults(receipts=receipts, invoice_sum_fen=invoices, rules=asked)
    assert [fault.code for fault in faults] == ([code] if code else [])
    assert difference is None or f"相差{difference}元" in faults[0].text()
    if receipts:
        assert receipt_faults(receipts=receipts, invoice_sum_fen=invoices, rules=rules()) == []


def slot(code: str, **changed: Any) -> MaterialSlot:
    values = {"label_zh": code, "label_en": code, "required": True, "per": "redemption", "count_min": 1,
              "count_max": 1, "types": ("pdf",), "max_bytes": 1, "size_op": "le"}  # fmt: skip
    return MaterialSlot(code=code, **{**values, **changed})  # type: ignore[arg-type]


def test_required_slots_need_their_files_and_a_group_needs_one() -> None:
    slots = [slot("contract"), slot("report", count_min=2), slot("other", required=False), slot("g1", group="g"),
             slot("g2", group="g")]  # fmt: skip
    assert [f.field for f in material_faults(slots, {"contract": 1, "report": 1, "g2": 1})] == ["slot-report"]
    assert [f.field for f in material_faults(slots, {})] == ["slot-contract", "slot-report", "slot-g1", "slot-g2"]


def test_texts_are_owed_by_the_holder_and_limited_for_everybody() -> None:
    slots = [TextSlot("effect", "服务成效体现", True, 200), TextSlot("remark", "备注", False, 200)]
    assert [f.code for f in text_faults(slots, {}, asked=True)] == ["redemption.text_missing"]
    assert text_faults(slots, {}, asked=False) == []
    assert text_faults(slots, {"effect": "字" * 200}, asked=True) == []
    assert [f.code for f in text_faults(slots, {"effect": "字" * 201}, asked=False)] == ["redemption.text_too_long"]


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=8), st.data())
@settings(max_examples=50)
def test_shares_sum_to_the_award_and_stay_within_what_is_held(held: list[int], data: st.DataObject) -> None:
    amount = data.draw(st.integers(0, sum(held) + 5))
    parts = share_award(amount, held)
    assert sum(parts) == amount and all(part >= 0 for part in parts)
    over = [part - limit for part, limit in zip(parts, held, strict=True) if part > limit]
    assert sum(over) == max(0, amount - sum(held))


@pytest.mark.parametrize(
    ("amount", "held", "parts"),
    [
        (300000, [150000, 150000], [150000, 150000]),
        (3, [1, 1], [2, 1]),  # ⌊ratio·Σ⌋ − Σ⌊ratio·order⌋ goes to the earliest
        (100, [100, 200], [34, 66]),
        (250, [100, 200], [84, 166]),
        (2, [1, 1, 1], [1, 1, 0]),
    ],
)
def test_the_last_fen_goes_to_the_earliest_order(amount: int, held: list[int], parts: list[int]) -> None:
    assert share_award(amount, held) == parts
