"""The redemption half of stories S01, S05 and S07, with their figures to the fen."""

from datetime import date

import pytest

from hub import ledger, orders, redemption
from hub.kernel.errors import HubError
from hub.ledger import Payable, find_award
from hub.redemption.notices import close_notice
from hub.reviews import find_pending
from schemas.terms import OrderState, ReviewDecision, ReviewStage, fen_of_yuan, yuan
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, figures, order, provincial_voucher, staff
from tests.redemption.stage import (
    attach,
    holder_case,
    institution_case,
    invoice,
    png,
    published,
    reviewed,
)


def award_of(done: redemption.Redemption) -> Payable:
    found = find_award(done.id)
    assert found is not None
    return found


def test_two_orders_on_one_invoice_are_paid_at_half_to_the_holder(world: None) -> None:
    voucher, placed, drafted = holder_case(amount="5999.99")
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    assert refused.value.code == "redemption.orders_exceed_invoice"
    assert "6,000.00" in refused.value.text() and "5,999.99" in refused.value.text()
    assert (drafted.state, figures(voucher)) == (S.DRAFT, ("500000.00", "3000.00", "497000.00"))

    (wrong,) = redemption.parts_of(drafted).invoices
    redemption.remove_invoice(redemption=drafted, invoice_id=wrong.id, by=buyer("E10"))
    invoice(drafted, "6000.00", date(2021, 3, 10), buyer("E10"))
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    assert (drafted.state, drafted.stage) == (S.SUBMITTED, ReviewStage.EXPERT)
    assert (yuan(drafted.order_sum_fen), yuan(drafted.amount_fen or 0)) == ("6000.00", "3000.00")
    assert {one.state for one in placed} == {OrderState.IN_REDEMPTION}

    reviewed(drafted, "3000.00")
    assert (drafted.state, drafted.stage, yuan(drafted.assessed_fen or 0)) == (S.IN_REVIEW, None, "3000.00")
    assert figures(voucher) == ("500000.00", "0.00", "497000.00")
    notice = published(drafted)
    assert (drafted.state, notice.closes_on) == (S.ON_NOTICE, date(2021, 3, 18))
    at(2021, 3, 22, 8)
    close_notice(notice=notice)
    owed = award_of(drafted)
    assert (drafted.state, owed.payee_kind, owed.payee_id) == (S.PAYABLE, "enterprise", drafted.holder_id)
    assert (yuan(owed.amount_fen), owed.payer_area, owed.period) == ("3000.00", "maanshan", date(2021, 3, 1))
    assert yuan(ledger.balances(voucher.id).used_fen) == "3000.00"


def test_the_buyer_refuses_and_then_agrees_and_the_institution_is_owed_half(world: None) -> None:
    voucher, placed, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    assert (drafted.state, placed.state) == (S.AWAITING_HOLDER, OrderState.AWAITING_HOLDER)
    redemption.refuse_redemption(redemption=drafted, reason="报告缺页", by=buyer("E10"))
    assert (drafted.state, placed.state) == (S.REFUSED_BY_HOLDER, OrderState.IN_SERVICE)
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")

    redemption.resubmit_redemption(redemption=drafted, by=staff("i02"))
    assert (drafted.state, drafted.round) == (S.AWAITING_HOLDER, 2)
    at(2021, 3, 31, 23, 59)
    redemption.agree_redemption(redemption=drafted, by=buyer("E10"))
    assert (drafted.state, placed.state) == (S.SUBMITTED, OrderState.COMPLETED)
    assert drafted.agreed_at is not None
    assert (yuan(drafted.amount_fen or 0), drafted.payee_id, drafted.payer_area) == (
        "3000.00",
        placed.institution_id,
        "maanshan",
    )
    at(2021, 4, 1)
    reviewed(drafted, "3000.00")
    notice = published(drafted)
    at(2021, 4, 20)
    close_notice(notice=notice)
    owed = award_of(drafted)
    assert (owed.payee_kind, owed.period, figures(voucher)) == (
        "institution",
        date(2021, 3, 1),
        ("500000.00", "0.00", "497000.00"),
    )


def test_the_province_pays_a_quarter_when_receipts_and_invoices_are_equal(world: None) -> None:
    at(2024, 3, 5)
    voucher = provincial_voucher("E01")
    placed = order("E01", "V06", voucher)
    orders.accept_order(order=placed, by=staff("i10"))
    at(2024, 5, 6)
    by = buyer("E01")
    drafted = redemption.draft_redemption(orders=[placed], by=by, contract_fen=fen_of_yuan("15000.00"))
    invoice(drafted, "15000.00", date(2024, 4, 28), by, code=None, number="24322000000012345678")
    for slot in ("contract", "report", "rnd_proof"):
        attach(drafted, slot, by)
    for amount in ("10000.00", "4900.00"):
        redemption.add_receipt(redemption=drafted, amount_fen=fen_of_yuan(amount), stream=png(), name="slip.png", by=by)
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=drafted, by=by)
    assert refused.value.code == "redemption.receipts_differ" and "100.00" in refused.value.text()
    short = redemption.parts_of(drafted).receipts[1]
    redemption.remove_receipt(redemption=drafted, receipt_id=short.id, by=by)
    redemption.add_receipt(redemption=drafted, amount_fen=fen_of_yuan("5000.00"), stream=png(), name="slip2.png", by=by)
    redemption.submit_redemption(redemption=drafted, by=by)
    assert (drafted.state, drafted.stage, yuan(drafted.amount_fen or 0)) == (
        S.SUBMITTED,
        ReviewStage.INITIAL,
        "3750.00",
    )
    bureau, province = staff("js_gaochun_bur"), staff("jsprov_center")
    redemption.give_opinion(redemption=drafted, decision=ReviewDecision.PASS, opinion="材料齐全", by=bureau)
    assert (drafted.state, drafted.stage) == (S.IN_REVIEW, ReviewStage.ASSESSMENT)
    redemption.assess_redemption(redemption=drafted, amount_fen=fen_of_yuan("3750.00"), opinion="同意", by=province)
    assert find_pending("redemption", drafted.id) is None
    notice = redemption.publish_notice(redemptions=[drafted], by=province)
    at(2024, 5, 20, 8)
    close_notice(notice=notice)
    redemption.mark_batched([drafted.id], by=province)
    redemption.mark_instructed([drafted.id], by=province)
    redemption.mark_paid([drafted.id], by=province)
    assert (drafted.state, placed.state) == (S.PAID, OrderState.COMPLETED)
    assert figures(voucher) == ("100000.00", "0.00", "96250.00")
    assert yuan(ledger.balances(voucher.id).used_fen) == "3750.00"
