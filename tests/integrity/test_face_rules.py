"""What is written on invoices and receipts against who the parties are: both sides of every limit (F-07, F-08)."""

from datetime import date
from typing import Any

import pytest

from hub.integrity import BorneName, DatedInvoice, Examined, Paid, Party, Severity
from hub.integrity.face_rules import payers, receipts_differ, seller_names, tax_codes
from hub.integrity.thresholds import Thresholds
from hub.kernel.ids import new_id

BLOCK, HOLD, WARN = Severity.BLOCK, Severity.HOLD, Severity.WARN
BUYER, SELLER, OTHER = new_id(), new_id(), new_id()
DAY = date(2024, 5, 6)
OURS = [BorneName("旧企业有限公司", date(2024, 4, 30)), BorneName("买方（苏州）有限公司", None)]
PARTIES: dict[str, Any] = {
    "buyer": Party(id=BUYER, name="买方（苏州）有限公司", uscc="B1", marks={"bank_account": frozenset({"mine"})}),
    "buyer_names": OURS,
    "sellers": [
        Party(id=SELLER, name="卖方检测有限公司", uscc="S1", names=[BorneName("卖方旧名", date(2024, 4, 30)),
                                                             BorneName("卖方检测有限公司", None)]),
        Party(id=OTHER, name="另一家有限公司", uscc="S2"),
    ],
}  # fmt: skip


def examined(**changed: Any) -> Examined:
    values = {"holder_id": BUYER, "on": DAY, "valid_from": date(2024, 1, 1), "valid_until": date(2024, 12, 31)}
    return Examined(**{**values, **PARTIES, **changed})


def found_on(invoice: DatedInvoice, own: dict[str, int] | None = None) -> list[Severity]:
    looked_at = examined(invoices=[invoice], thresholds=Thresholds(own or {}))
    hits = [*seller_names(looked_at), *tax_codes(looked_at)]
    assert all(hit.rule == "F-07" and invoice.number in hit.zh for hit in hits)
    return [hit.severity for hit in hits]


@pytest.mark.parametrize(
    ("written", "dated", "own", "found"),
    [
        ("", DAY, {}, []),
        ("卖方检测有限公司", DAY, {}, []),
        ("卖方检测 有限公司", None, {}, []),
        ("另一家有限公司", DAY, {}, [HOLD]),
        ("路人有限公司", DAY, {}, [HOLD]),
        ("路人有限公司", DAY, {"invoice_seller_severity": 1}, [WARN]),
        ("路人有限公司", DAY, {"invoice_seller_severity": 3}, [BLOCK]),
        ("卖方旧名", date(2024, 4, 30), {}, []),
        ("卖方旧名", date(2024, 5, 30), {}, [WARN]),
        ("卖方旧名", date(2024, 5, 31), {}, [HOLD]),
        ("卖方旧名", date(2024, 5, 2), {"former_name_days": 1}, [HOLD]),
    ],
)
def test_the_seller_on_an_invoice_is_the_institution_of_its_orders(
    written: str, dated: date | None, own: dict[str, int], found: list[Severity]
) -> None:
    assert found_on(DatedInvoice("1", dated, seller_name=written, seller_ids=frozenset({SELLER})), own) == found


@pytest.mark.parametrize(
    ("buyer", "seller", "covers", "found"),
    [
        ("", "", {SELLER}, []),
        ("B1", "S1", {SELLER}, []),
        ("B2", "S1", {SELLER}, [HOLD]),
        ("B1", "S2", {SELLER}, [HOLD]),
        ("B1", "S2", {SELLER, OTHER}, []),
        ("B1", "S2", set(), []),
        ("S1", "B1", {SELLER}, [HOLD, HOLD]),
    ],
)
def test_tax_codes_on_an_invoice_are_those_on_record(
    buyer: str, seller: str, covers: set[Any], found: list[Severity]
) -> None:
    assert found_on(DatedInvoice("1", DAY, "", buyer, "", seller, frozenset(covers))) == found


@pytest.mark.parametrize(
    ("paid", "own", "found"),
    [
        (Paid(), {}, []),
        (Paid("买方(苏州)有限公司", "mine", "0001"), {}, []),
        (Paid("旧企业有限公司"), {}, []),
        (Paid("路人"), {}, [WARN]),
        (Paid("路人"), {"payer_severity": 3}, [BLOCK]),
        (Paid("卖方检测有限公司"), {}, [HOLD]),
        (Paid("卖方旧名"), {}, [HOLD]),
        (Paid("另一家有限公司"), {"payer_severity": 3}, [BLOCK]),
        (Paid("", "theirs", "0002"), {}, [WARN]),
        (Paid("买方（苏州）有限公司", "theirs", "0002"), {"payer_severity": 2}, [HOLD]),
    ],
)
def test_the_enterprise_itself_paid(paid: Paid, own: dict[str, int], found: list[Severity]) -> None:
    hits = payers(examined(receipts=[paid], thresholds=Thresholds(own)))
    assert [hit.severity for hit in hits] == found and all(hit.rule == "F-08" for hit in hits)


def test_an_account_is_compared_only_where_one_is_on_record() -> None:
    unknown = Party(id=BUYER, name="买方（苏州）有限公司")
    assert payers(examined(buyer=unknown, receipts=[Paid("", "theirs", "0002")])) == []


@pytest.mark.parametrize(
    ("receipts", "own", "found"),
    [
        (0, {}, []),
        (1_000_00, {}, []),
        (999_99, {}, [WARN]),
        (1_000_01, {"receipt_difference_severity": 2}, [HOLD]),
        (998_00, {"receipt_difference_yuan": 2}, []),
        (997_99, {"receipt_difference_yuan": 2}, [WARN]),
    ],
)
def test_receipts_may_differ_as_far_as_the_area_says(receipts: int, own: dict[str, int], found: list[Severity]) -> None:
    hits = receipts_differ(examined(receipt_sum_fen=receipts, invoice_sum_fen=1_000_00, thresholds=Thresholds(own)))
    assert [hit.severity for hit in hits] == found
