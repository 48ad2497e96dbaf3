"""Through the review chain: who decides, what a return or a rejection gives back, what is held, who stands back."""

from datetime import date
from io import BytesIO

import pytest

from hub import integrity, ledger, messages, orders, redemption, reviews
from hub.kernel.errors import Forbidden, HubError
from hub.kernel.states import MoveNotAllowed
from hub.redemption import Redemption
from hub.reviews import find_pending
from schemas.terms import HoldState, OrderState, ReviewDecision, ReviewStage, fen_of_yuan, yuan
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, figures, hand_out, order, staff
from tests.redemption.stage import (
    attach,
    drafted_by_holder,
    drafted_by_institution,
    holder_case,
    in_service,
    institution_case,
    invoice,
    png,
    reviewed,
)

PASS, RETURN, REFUSE = ReviewDecision.PASS, ReviewDecision.RETURN, ReviewDecision.REFUSE


def handed_in() -> tuple[object, list[orders.Order], Redemption]:
    voucher, placed, drafted = holder_case()
    return voucher, placed, redemption.submit_redemption(redemption=drafted, by=buyer("E10"))


def holds(placed: list[orders.Order]) -> set[HoldState]:
    return {ledger.find_hold("order", one.id).state for one in placed}  # type: ignore[union-attr]


def test_a_return_gives_the_holds_back_and_a_new_submission_begins_a_new_round(world: None) -> None:
    _voucher, placed, found = handed_in()
    assert holds(placed) == {HoldState.CLAIMED}
    redemption.return_redemption(redemption=found, reason="请补充合同", by=staff("mas_admin"))
    assert (found.state, holds(placed)) == (S.RETURNED, {HoldState.HELD})
    assert {one.state for one in placed} == {OrderState.IN_SERVICE}
    assert find_pending("redemption", found.id) is None
    redemption.resubmit_redemption(redemption=found, by=buyer("E10"))
    assert (found.state, found.round, holds(placed)) == (S.SUBMITTED, 2, {HoldState.CLAIMED})
    reviewed(found, "3000.00")
    assert yuan(found.assessed_fen or 0) == "3000.00"


def test_a_rejection_frees_quota_and_invoices_and_the_orders_lapse(world: None) -> None:
    voucher, placed, found = handed_in()
    (paper,) = redemption.parts_of(found).invoices
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    assert found.state is S.IN_REVIEW
    redemption.reject_redemption(redemption=found, reason="不属于研发服务", by=staff("mas_admin"))
    assert (found.state, holds(placed)) == (S.REJECTED, {HoldState.VOIDED})
    assert {one.state for one in placed} == {OrderState.LAPSED}
    assert figures(voucher) == ("500000.00", "0.00", "500000.00")  # type: ignore[arg-type]
    assert integrity.find_used(paper.code, paper.number, except_by=paper.id) is None


def test_withdrawing_before_any_review_leaves_everything_as_it_was(world: None) -> None:
    _voucher, placed, found = handed_in()
    with pytest.raises(Forbidden):
        redemption.withdraw(redemption=found, by=buyer("E11"))
    redemption.withdraw(redemption=found, by=buyer("E10"))
    assert (found.state, holds(placed)) == (S.WITHDRAWN, {HoldState.HELD})
    again = drafted_by_holder("E10", placed, "6000.00", date(2021, 3, 10))
    assert redemption.submit_redemption(redemption=again, by=buyer("E10")).state is S.SUBMITTED


def test_submitting_twice_has_one_effect(world: None) -> None:
    _, _placed, found = handed_in()
    with pytest.raises(MoveNotAllowed):
        redemption.submit_redemption(redemption=found, by=buyer("E10"))
    other = redemption.parts_of(found)
    assert len(other.orders) == 2 and found.round == 1
    with pytest.raises(HubError, match="not_editable"):
        attach(found, "attachment", buyer("E10"))


def test_an_order_in_one_redemption_cannot_be_submitted_in_another(world: None) -> None:
    _voucher, placed, first = holder_case()
    second = drafted_by_holder("E10", placed, "6000.00", date(2021, 3, 10))
    redemption.submit_redemption(redemption=first, by=buyer("E10"))
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=second, by=buyer("E10"))
    codes = {fault.code for fault in getattr(refused.value, "faults", [refused.value])}
    assert "redemption.order_not_redeemable" in codes and second.state is S.DRAFT


def test_every_fault_is_listed_at_once_with_its_place(world: None) -> None:
    _voucher, placed, _ = holder_case()
    empty = redemption.draft_redemption(orders=placed, by=buyer("E10"))
    with pytest.raises(redemption.SubmissionIncomplete) as refused:
        redemption.submit_redemption(redemption=empty, by=buyer("E10"))
    assert {fault.field for fault in refused.value.faults} >= {"invoices", "slot-attachment", "effect", "innovation"}


def test_the_assessment_may_only_lower_and_says_why(world: None) -> None:
    voucher, _, found = handed_in()
    area, expert = staff("mas_admin"), staff("expert01")
    with pytest.raises(HubError, match="not_at_assessment"):
        redemption.assess_redemption(redemption=found, amount_fen=1, opinion="", by=area)
    redemption.assign_expert(redemption=found, expert="expert01", by=area)
    redemption.give_opinion(redemption=found, decision=REFUSE, opinion="一项未完成", by=expert)
    assert (found.state, found.stage) == (S.IN_REVIEW, ReviewStage.ASSESSMENT)
    for amount, opinion, code in (("3000.01", "多", "amount_too_high"), ("2999.99", "", "reason")):
        with pytest.raises(HubError, match=code):
            redemption.assess_redemption(redemption=found, amount_fen=fen_of_yuan(amount), opinion=opinion, by=area)
    redemption.assess_redemption(redemption=found, amount_fen=fen_of_yuan("2500.01"), opinion="一项未完成", by=area)
    assert figures(voucher) == ("500000.00", "0.00", "497499.99")  # type: ignore[arg-type]
    assert [part.awarded_fen for part in redemption.parts_of(found).orders] == [125001, 125000]


def test_an_expert_employed_by_the_seller_is_never_asked_nor_finds_it(world: None) -> None:
    at(2021, 3, 22)
    voucher = hand_out("E10", "maanshan", "U", "500000.00")
    placed = in_service("E10", "V12", voucher, "i05")
    found = drafted_by_institution(placed, "i05", "800.00", date(2021, 3, 22))
    redemption.submit_redemption(redemption=found, by=staff("i05"))
    redemption.agree_redemption(redemption=found, by=buyer("E10"))
    review = find_pending("redemption", found.id)
    assert review is not None
    assert "expert03" not in {account.username for account in reviews.eligible_experts(review)}
    with pytest.raises(reviews.ConflictOfInterest):
        redemption.assign_expert(redemption=found, expert="expert03", by=staff("mas_admin"))
    with pytest.raises(reviews.NotAnExpert):
        redemption.assign_expert(redemption=found, expert="mas_admin", by=staff("mas_admin"))
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    assert [one.subject_no for one in reviews.list_queue(staff("expert01"))] == [found.no]
    assert reviews.list_queue(staff("expert03")) == []
    with pytest.raises(reviews.ReviewUnknown):
        reviews.get_assigned(review.id, staff("expert03"))
    with pytest.raises(reviews.NotYours):
        redemption.give_opinion(redemption=found, decision=PASS, opinion="", by=staff("expert02"))


def test_the_invoice_of_one_programme_is_refused_in_another_until_it_is_free(world: None) -> None:
    at(2024, 5, 6)
    province = hand_out("E06", "jiangsu", "Q", "100000.00", programme="js-provincial")
    county = hand_out("E06", "wujiang", "Q", "300000.00")
    by = buyer("E06")
    first = order("E06", "V16", province)
    second = order("E06", "V16", county)
    for one in (first, second):
        orders.accept_order(order=one, by=staff("i03"))
    orders.confirm_quota(order=second, by=staff("wj_admin"))
    at(2024, 5, 28)
    found = redemption.draft_redemption(orders=[first], by=by, contract_fen=fen_of_yuan("9600.00"))
    invoice(found, "9600.00", date(2024, 5, 20), by, code="3200223130", number="12345678")
    redemption.add_receipt(
        redemption=found, amount_fen=fen_of_yuan("9600.00"), stream=png(), name="slip.png", by=by
    )  # fmt: skip
    for slot in ("contract", "report", "rnd_proof"):
        attach(found, slot, by)
    redemption.submit_redemption(redemption=found, by=by)
    assert (yuan(found.amount_fen or 0), figures(province)) == ("2400.00", ("100000.00", "2400.00", "97600.00"))

    texts = {"effect": "成效", "innovation": "创新"}
    other = redemption.draft_redemption(orders=[second], by=by, texts=texts)
    invoice(other, "9600.00", date(2024, 5, 20), by, code=" 3200223130 ", number="1234 5678")
    attach(other, "attachment", by)
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=other, by=by)
    said = refused.value.text()
    assert refused.value.code == "invoice.already_used" and "江苏" in said and "2024-05-28" in said
    assert "9600" not in said and "V16" not in said

    redemption.reject_redemption(redemption=found, reason="不属于研发活动", by=staff("jsprov_center"))
    assert (found.state, figures(province)) == (S.REJECTED, ("100000.00", "0.00", "100000.00"))
    redemption.submit_redemption(redemption=other, by=by)
    assert (other.state, yuan(other.amount_fen or 0)) == (S.SUBMITTED, "4800.00")


def test_a_file_of_another_enterprise_holds_until_two_people_release(world: None) -> None:
    at(2021, 3, 8)
    same = png().getvalue()
    for key in ("E10", "E11"):
        voucher = hand_out(key, "maanshan", "Q", "500000.00")
        placed = in_service(key, "V02", voucher, "i02")
        by = buyer(key)
        texts = {"effect": "成效", "innovation": "创新"}
        found = redemption.draft_redemption(orders=[placed], by=by, texts=texts)
        invoice(found, "3000.00", date(2021, 3, 8), by)
        redemption.attach_material(
            redemption=found, slot="attachment", stream=BytesIO(same), name="报告.png", by=by
        )  # fmt: skip
        redemption.submit_redemption(redemption=found, by=by)
    assert (found.state, find_pending("redemption", found.id)) == (S.HELD, None)
    (hit,) = integrity.list_hits("redemption", found.id)
    assert hit.rule == "F-02"
    redemption.release_held(redemption=found, reason="同一检测机构模板", by=staff("mas_admin"))
    assert found.state is S.HELD
    with pytest.raises(integrity.ReleasedByYou):
        redemption.release_held(redemption=found, reason="再次", by=staff("mas_admin"))
    redemption.release_held(redemption=found, reason="核实", by=staff("mas_init"))
    assert (found.state, found.stage) == (S.IN_REVIEW, ReviewStage.EXPERT)


def test_an_institution_redeems_its_own_order_and_nobody_elses(world: None) -> None:
    _, placed, _ = institution_case()
    for who in (buyer("E10"), staff("i01")):
        with pytest.raises(HubError, match="other_side"):
            redemption.draft_redemption(orders=[placed], by=who)


def test_the_assessor_is_told_first_to_assign_and_then_to_assess_in_other_words(world: None) -> None:
    _, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    told = [one.text_zh for one in messages.inbox(staff("mas_admin")) if one.event == "redemption.submitted"]
    assert len(told) == 2 and "请指派专家" in told[1] and "现由您办理" in told[0]
