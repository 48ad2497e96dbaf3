"""Disputes from the third refusal to their outcome, appeals, red-letter invoices, a hold before the payment, bulk."""

from datetime import date, timedelta

import pytest

from hub import identity, integrity, redemption
from hub.integrity import CheckedByYou, Moment
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden, HubError
from hub.orders import Order
from hub.redemption import Redemption, bulk, clawback, dispute_errors, disputes
from hub.redemption.dispute_models import Dispute, Outcome
from hub.redemption.notices import close_notice
from hub.redemption.settling_disputes import settle_dispute
from hub.reviews import Review, ReviewState
from schemas.terms import OrderState, ReviewDecision, ReviewStage, Role, fen_of_yuan, yuan
from schemas.terms import RedemptionState as S
from tests.orders.world import area_voucher, at, buyer, figures, staff
from tests.redemption.stage import (
    drafted_by_holder,
    holder_case,
    in_service,
    institution_case,
    pdf,
    published,
    reviewed,
)


def thrice_refused() -> tuple[object, Order, Redemption, Dispute]:
    voucher, placed, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    for time in range(3):
        if time:
            redemption.resubmit_redemption(redemption=drafted, by=staff("i02"))
        assert drafted.state is S.AWAITING_HOLDER
        redemption.refuse_redemption(redemption=drafted, reason="报告缺页", by=buyer("E10"))
    found = disputes.find_open(drafted.id)
    assert found is not None
    return voucher, placed, drafted, found


def mediated(found: Dispute, who: str = "maanshan_decider") -> Dispute:
    return disputes.name_mediator(dispute=found, username=who, by=staff("mas_admin"))


def test_the_third_refusal_opens_a_dispute_and_holds_everything(world: None) -> None:
    voucher, placed, drafted, found = thrice_refused()
    assert (drafted.state, placed.state, found.due_on) == (S.DISPUTED, OrderState.IN_SERVICE, date(2021, 4, 6))
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")  # type: ignore[arg-type]
    with pytest.raises(HubError):
        redemption.resubmit_redemption(redemption=drafted, by=staff("i02"))
    disputes.add_statement(dispute=found, words="第 12 页已补", by=staff("i02"), stream=pdf(), name="报告.pdf")
    disputes.add_statement(dispute=found, words="数据不符", by=buyer("E10"))
    with pytest.raises(Forbidden):
        disputes.add_statement(dispute=found, words="旁人", by=staff("i01"))
    assert [one.side for one in disputes.list_statements(found)] == ["institution", "holder"]


def test_only_the_mediator_settles_and_only_within_what_was_applied_for(world: None) -> None:
    _, _, drafted, found = thrice_refused()
    values = {"dispute": found, "outcome": Outcome.PAY, "answer": "核减一项"}
    with pytest.raises(dispute_errors.NotTheMediator):
        settle_dispute(**values, by=staff("mas_admin"), amount_fen=1)  # type: ignore[arg-type]
    mediated(found)
    for amount in (None, 0, fen_of_yuan("3000.01")):
        with pytest.raises(dispute_errors.OutcomeAmountWrong):
            settle_dispute(**values, by=staff("maanshan_decider"), amount_fen=amount)  # type: ignore[arg-type]
    assert drafted.state is S.DISPUTED


def test_an_amount_is_paid_through_the_chain_and_the_rest_returns(world: None) -> None:
    voucher, placed, drafted, found = thrice_refused()
    mediated(found)
    settle_dispute(
        dispute=found, outcome=Outcome.PAY, amount_fen=fen_of_yuan("2000.00"), answer="一项未完成",
        by=staff("maanshan_decider"),
    )  # fmt: skip
    assert (drafted.state, placed.state, yuan(drafted.amount_fen or 0)) == (
        S.SUBMITTED,
        OrderState.COMPLETED,
        "2000.00",
    )
    reviewed(drafted, "2000.00")
    assert figures(voucher) == ("500000.00", "0.00", "498000.00")  # type: ignore[arg-type]


def test_nothing_is_paid_and_quota_and_papers_are_free(world: None) -> None:
    voucher, placed, drafted, found = thrice_refused()
    mediated(found)
    settle_dispute(dispute=found, outcome=Outcome.NOTHING, answer="服务未完成", by=staff("maanshan_decider"))
    assert (drafted.state, placed.state) == (S.REJECTED, OrderState.LAPSED)
    assert figures(voucher) == ("500000.00", "0.00", "500000.00")  # type: ignore[arg-type]
    (paper,) = redemption.parts_of(drafted).invoices
    assert integrity.find_used(paper.code, paper.number, except_by=paper.id) is None


def test_it_may_be_submitted_again_and_the_next_refusal_is_a_dispute_at_once(world: None) -> None:
    _, _, drafted, found = thrice_refused()
    mediated(found)
    settle_dispute(dispute=found, outcome=Outcome.RESUBMIT, answer="补齐后再提交", by=staff("maanshan_decider"))
    assert drafted.state is S.REFUSED_BY_HOLDER
    redemption.resubmit_redemption(redemption=drafted, by=staff("i02"))
    redemption.refuse_redemption(redemption=drafted, reason="仍缺页", by=buyer("E10"))
    assert drafted.state is S.DISPUTED


def test_who_decided_before_does_not_mediate(world: None) -> None:
    _, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    redemption.reject_redemption(redemption=drafted, reason="不属于研发服务", by=staff("mas_admin"))
    found = disputes.appeal(redemption=drafted, words="服务属于研发", by=buyer("E10"))
    with pytest.raises(dispute_errors.AlreadyDisputed):
        disputes.appeal(redemption=drafted, words="再申诉", by=buyer("E10"))
    with pytest.raises(dispute_errors.NoMediator):
        mediated(found, "wj_admin")
    mediated(found)
    with pytest.raises(dispute_errors.OutcomeNotPossible):
        settle_dispute(dispute=found, outcome=Outcome.PAY, amount_fen=1, answer="付", by=staff("maanshan_decider"))
    settle_dispute(dispute=found, outcome=Outcome.NOTHING, answer="维持", by=staff("maanshan_decider"))
    assert drafted.state is S.REJECTED


@pytest.mark.parametrize(("days", "late"), [(60, False), (61, True)])
def test_an_appeal_is_possible_for_the_areas_days(world: None, days: int, late: bool) -> None:
    _, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    redemption.reject_redemption(redemption=drafted, reason="不属于研发服务", by=staff("mas_admin"))
    then = date(2021, 3, 11) + timedelta(days=days)
    at(then.year, then.month, then.day)
    if late:
        with pytest.raises(dispute_errors.AppealTooLate):
            disputes.appeal(redemption=drafted, words="申诉", by=buyer("E10"))
    else:
        assert disputes.appeal(redemption=drafted, words="申诉", by=buyer("E10")).state == "OPEN"


def test_a_red_letter_invoice_holds_before_the_award_and_goes_on_where_it_stood(world: None) -> None:
    _, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    redemption.assign_expert(redemption=drafted, expert="expert01", by=staff("mas_admin"))
    values = {"redemption": drafted, "kind": "RED_INVOICE", "reason": "红字发票 00000009", "by": staff("mas_admin")}
    clawback.report_refund(**values)  # type: ignore[arg-type]
    assert drafted.state is S.HELD
    for who in ("mas_admin", "mas_init"):
        redemption.release_held(redemption=drafted, reason="红票另有其单", by=staff(who))
    assert (drafted.state, drafted.stage) == (S.IN_REVIEW, "EXPERT")


def test_a_red_letter_invoice_after_the_award_is_proposed_to_be_taken_back(world: None) -> None:
    voucher, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    close_notice(notice=published(drafted))
    values = {"redemption": drafted, "kind": "REFUND", "reason": "退款凭证 1", "by": staff("mas_admin")}
    with pytest.raises(HubError, match="amount_missing"):
        clawback.report_refund(**values)  # type: ignore[arg-type]
    clawback.report_refund(**values, amount_fen=fen_of_yuan("1000.00"))  # type: ignore[arg-type]
    assert figures(voucher) == ("500000.00", "0.00", "497000.00")  # type: ignore[arg-type]
    redemption.confirm_reversal(redemption=drafted, by=staff("maanshan_finance2"))
    assert figures(voucher) == ("500000.00", "0.00", "498000.00")  # type: ignore[arg-type]


def test_a_bank_account_changed_before_the_payment_holds_it_out_of_settlement(world: None) -> None:
    _, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    notice = published(drafted)
    unit = identity.get_organization(drafted.holder_id)
    identity.set_bank_account(
        organization=unit, holder_name=unit.name, bank_name="淮河示例银行", number="6200000000001234", by=THE_HUB
    )
    close_notice(notice=notice)
    (hit,) = [one for one in integrity.list_hits("redemption", drafted.id) if one.moment is Moment.PAYMENT]
    assert (drafted.state, hit.rule) == (S.HELD, "F-21")
    for who in ("mas_admin", "mas_init"):
        redemption.release_held(redemption=drafted, reason="已电话核实", by=staff(who))
    assert drafted.state is S.PAYABLE and drafted.payable_at is not None


def test_who_did_the_first_check_does_not_release_nor_the_other_way_round(world: None) -> None:
    _, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    clawback.report_refund(redemption=drafted, kind="REFUND", reason="退款", by=staff("mas_admin"))
    done = Review(
        subject="redemption", subject_id=drafted.id, subject_no=drafted.no, position=0, area="maanshan",
        stage=ReviewStage.INITIAL, role=Role.REVIEWER_INITIAL, state=ReviewState.PASSED, opened_at=business_now(),
        decided_by=staff("mas_init").account_id, decided_at=business_now(),
    )  # fmt: skip
    db.session.add(done)
    db.session.flush()
    with pytest.raises(CheckedByYou):
        redemption.release_held(redemption=drafted, reason="已核", by=staff("mas_init"))


def test_small_ones_are_passed_together_but_for_a_sample_and_each_has_its_result(world: None) -> None:
    at(2021, 3, 8)
    voucher, made = area_voucher("E10", "maanshan", "Q"), []
    for _ in range(3):
        placed = in_service("E10", "V02", voucher, "i02")
        drafted = drafted_by_holder("E10", [placed], "3000.00", date(2021, 3, 8))
        redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
        redemption.assign_expert(redemption=drafted, expert="expert01", by=staff("mas_admin"))
        redemption.give_opinion(redemption=drafted, decision=ReviewDecision.PASS, opinion="好", by=staff("expert01"))
        made.append(drafted)
    done = bulk.pass_in_bulk(nos=[one.no for one in made], by=staff("mas_admin"), seed="7")
    outcomes = sorted(row["outcome"] for row in done.rows)
    assert outcomes == ["passed", "passed", "sampled"] and done.percent == 10
    assert sum(one.assessed_fen is not None for one in made) == 2
    again = bulk.pass_in_bulk(nos=[one.no for one in made], by=staff("mas_admin"), seed="8")
    assert [row["outcome"] for row in again.rows].count("refused") == 2
