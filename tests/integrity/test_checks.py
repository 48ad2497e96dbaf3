"""The checks on a submission, one case on each side of every limit, and the two people who release a hold."""

from datetime import date
from typing import Any

import pytest

from hub import integrity
from hub.integrity import BorneName, DatedInvoice, Examined, ReleasedByYou, Severity
from hub.integrity.face_rules import buyer_names
from hub.kernel.actor import Actor
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id

HOLDER, SELLER = new_id(), new_id()


def examined(**changed: Any) -> Examined:
    values: dict[str, Any] = {
        "holder_id": HOLDER, "on": date(2021, 3, 11), "valid_from": date(2021, 3, 4),
        "valid_until": date(2021, 12, 31), "ordered_on": date(2021, 3, 8), "seller_ids": frozenset({SELLER}),
    }  # fmt: skip
    return Examined(**{**values, **changed})


@pytest.mark.parametrize(
    ("written", "dated", "severity"),
    [
        ("新名称（南京）有限公司", date(2021, 3, 10), None),
        ("新名称(南京) 有限公司", date(2021, 3, 10), None),
        ("旧名称有限公司", date(2021, 3, 4), None),
        ("旧名称有限公司", date(2021, 3, 5), None),
        ("旧名称有限公司", date(2021, 3, 6), Severity.WARN),
        ("旧名称有限公司", date(2021, 4, 4), Severity.WARN),
        ("旧名称有限公司", date(2021, 4, 5), Severity.HOLD),
        ("旧名称有限公司", None, Severity.HOLD),
        ("别家有限公司", date(2021, 3, 4), Severity.HOLD),
        ("", date(2021, 3, 4), None),
    ],
)
def test_an_invoice_in_a_former_name_counts_until_the_change_and_holds_long_after_it(written, dated, severity):
    names = [BorneName("旧名称有限公司", date(2021, 3, 5)), BorneName("新名称（南京）有限公司", None)]
    found = buyer_names(examined(invoices=[DatedInvoice("1", dated, written)], buyer_names=names))
    assert [hit.severity for hit in found] == ([severity] if severity else [])
    assert all(hit.rule == "F-07" for hit in found)


@pytest.mark.parametrize(
    ("dated", "severity"),
    [
        (date(2021, 3, 12), Severity.BLOCK),
        (date(2021, 3, 11), None),
        (date(2021, 3, 8), None),
        (date(2021, 3, 7), Severity.WARN),
        (date(2021, 3, 4), Severity.WARN),
        (date(2021, 3, 3), Severity.HOLD),
        (None, None),
    ],
)
def test_an_invoice_date_is_judged_by_submission_voucher_and_order(
    dated: date | None, severity: Severity | None
) -> None:
    hits = integrity.check(examined(invoices=[DatedInvoice("1", dated)]))
    assert [hit.severity for hit in hits] == ([severity] if severity else [])


def test_buying_from_oneself_blocks() -> None:
    (hit,) = integrity.check(examined(seller_ids=frozenset({HOLDER})))
    assert (hit.rule, hit.severity) == ("F-04", Severity.BLOCK)


def test_a_file_of_another_enterprise_holds() -> None:
    (hit,) = integrity.check(examined(files_used_elsewhere=["报告.pdf"]))
    assert (hit.rule, hit.severity) == ("F-02", Severity.HOLD) and "报告.pdf" in hit.zh


@pytest.mark.parametrize(("equal", "receipts", "found"), [(True, 1, False), (False, 1, True), (False, 0, False)])
def test_receipts_that_differ_warn_where_the_policy_does_not_ask(equal: bool, receipts: int, found: bool) -> None:
    hits = integrity.check(examined(invoice_sum_fen=2, receipt_sum_fen=receipts, receipts_must_equal=equal))
    assert bool(hits) is found


def test_two_different_people_release_a_hold(session: None) -> None:
    subject: dict[str, Any] = {"subject": "redemption", "subject_id": new_id(), "round": 1}
    one, other = Actor(new_id(), "审核一"), Actor(new_id(), "审核二")
    integrity.keep_hits(**subject, hits=integrity.check(examined(files_used_elsewhere=["a.pdf"])))
    assert integrity.is_held(**subject)
    with pytest.raises(HubError, match="reason_missing"):
        integrity.release_hold(**subject, reason=" ", by=one)
    assert integrity.release_hold(**subject, reason="已核实", by=one) is False
    with pytest.raises(ReleasedByYou):
        integrity.release_hold(**subject, reason="再次", by=one)
    assert integrity.release_hold(**subject, reason="属实", by=other) is True
    assert not integrity.is_held(**subject)
