"""Taking back one's own decision, substitutes, draws, and a return with its deadline."""

from datetime import date

import pytest

from hub import ledger, redemption, reviews
from hub.identity import delegations, find_account_by_username
from hub.kernel.errors import HubError
from hub.redemption import Redemption, undoing
from hub.reviews import desk, find_pending
from hub.reviews.rules import age_colour, drawn_order, sample_of
from schemas.terms import HoldState, OrderState, ReviewDecision, ReviewStage, Role, fen_of_yuan, yuan
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, figures, staff
from tests.redemption.stage import holder_case, institution_case, pdf, published, reviewed


def handed_in() -> tuple[object, list[object], Redemption]:
    voucher, placed, drafted = holder_case()
    return voucher, placed, redemption.submit_redemption(redemption=drafted, by=buyer("E10"))  # type: ignore[return-value]


def test_an_assessment_is_taken_back_until_the_notice_and_made_again(world: None) -> None:
    voucher, placed, found = handed_in()
    reviewed(found, "2500.00")
    assert figures(voucher) == ("500000.00", "0.00", "497500.00")  # type: ignore[arg-type]
    with pytest.raises(reviews.NotYoursToUndo):
        undoing.undo_decision(redemption=found, reason="录入有误", by=staff("mas_init"))
    with pytest.raises(HubError, match="reason"):
        undoing.undo_decision(redemption=found, reason=" ", by=staff("mas_admin"))
    undoing.undo_decision(redemption=found, reason="录入有误", by=staff("mas_admin"))
    assert (found.state, found.stage, found.assessed_fen) == (S.IN_REVIEW, ReviewStage.ASSESSMENT, None)
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")  # type: ignore[arg-type]
    holds = {ledger.find_hold("order", one.id).state for one in placed}  # type: ignore[attr-defined,union-attr]
    assert holds == {HoldState.CLAIMED}
    redemption.assess_redemption(
        redemption=found, amount_fen=fen_of_yuan("3000.00"), opinion="更正", by=staff("mas_admin")
    )
    assert yuan(found.assessed_fen or 0) == "3000.00"
    assert figures(voucher) == ("500000.00", "0.00", "497000.00")  # type: ignore[arg-type]
    published(found)
    with pytest.raises(reviews.NotYoursToUndo):
        undoing.undo_decision(redemption=found, reason="再改", by=staff("mas_admin"))


def test_an_expert_takes_an_opinion_back_only_while_the_area_has_not_decided(world: None) -> None:
    _, _, found = handed_in()
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    redemption.give_opinion(
        redemption=found, decision=ReviewDecision.PASS, opinion="好", by=staff("expert01"), score=85
    )
    undoing.undo_decision(redemption=found, reason="看错一页", by=staff("expert01"))
    again = find_pending("redemption", found.id)
    assert again is not None and (again.stage, again.assignee_name) == (ReviewStage.EXPERT, "示例专家一")
    redemption.give_opinion(redemption=found, decision=ReviewDecision.PASS, opinion="好", by=staff("expert01"))
    redemption.assess_redemption(redemption=found, amount_fen=fen_of_yuan("3000.00"), opinion="", by=staff("mas_admin"))
    with pytest.raises(reviews.NotYoursToUndo):
        undoing.undo_decision(redemption=found, reason="再看", by=staff("expert01"))


@pytest.mark.parametrize(("score", "fits"), [(-1, False), (0, True), (100, True), (101, False)])
def test_a_score_lies_between_0_and_100(world: None, score: int, fits: bool) -> None:
    _, _, found = handed_in()
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    give = {"redemption": found, "decision": ReviewDecision.PASS, "opinion": "", "by": staff("expert01")}
    if fits:
        redemption.give_opinion(**give, score=score)  # type: ignore[arg-type]
        assert reviews.list_reviews("redemption", found.id)[0].score == score
    else:
        with pytest.raises(HubError, match="score"):
            redemption.give_opinion(**give, score=score)  # type: ignore[arg-type]


def test_a_return_names_the_day_of_the_correction(world: None) -> None:
    _, _, found = handed_in()
    with pytest.raises(HubError, match="correction_date"):
        redemption.return_redemption(
            redemption=found, reason="补合同", by=staff("mas_admin"), correct_by=date(2021, 3, 11)
        )
    redemption.return_redemption(redemption=found, reason="补合同", by=staff("mas_admin"))
    assert found.correct_by == date(2021, 3, 25)  # ten working days
    redemption.resubmit_redemption(redemption=found, by=buyer("E10"))
    assert found.correct_by is None


def test_the_same_seed_draws_the_same_expert_and_never_one_with_an_interest(world: None) -> None:
    _, _, found = handed_in()
    review = find_pending("redemption", found.id)
    assert review is not None
    made = desk.draw_expert(review=review, by=staff("mas_admin"), seed="2024-05-06/42")
    assert made.drawn == drawn_order("2024-05-06/42", made.pool)[0] and review.assignee_id is not None
    reviews.recuse(review=review, reason="曾合作", by=staff(made.drawn))
    second = desk.draw_expert(review=review, by=staff("mas_admin"), seed="2024-05-06/42")
    assert second.drawn != made.drawn and made.drawn in second.passed_over


def test_a_sample_is_at_least_one_and_rounds_up() -> None:
    names = [f"DF-{n}" for n in range(11)]
    assert len(sample_of("s", names, 10)) == 2 and len(sample_of("s", names[:1], 1)) == 1
    assert sample_of("s", [], 10) == [] and sample_of("s", names, 100) == drawn_order("s", names)
    assert sample_of("s", names, 10) != sample_of("t", names, 10)


@pytest.mark.parametrize(("days", "colour"), [(2, ""), (3, "yellow"), (4, "yellow"), (5, "red")])
def test_what_waits_turns_yellow_and_red(days: int, colour: str) -> None:
    assert age_colour(days, yellow=3, red=5) == colour


def away(absent: str, substitute: str, first: date, last: date) -> delegations.RoleDelegation:
    people = [find_account_by_username(name) for name in (absent, substitute)]
    assert people[0] is not None and people[1] is not None
    return delegations.name_substitute(
        account=people[0], substitute=people[1], area="maanshan", starts_on=first, ends_on=last, reason="年休假",
        by=staff(absent),
    )  # fmt: skip


def test_a_substitute_holds_the_roles_on_the_days_of_the_absence_only(world: None) -> None:
    at(2021, 3, 8)
    away("mas_init", "maanshan_decider", date(2021, 3, 9), date(2021, 3, 10))
    for day, held in ((8, False), (9, True), (10, True), (11, False)):
        at(2021, 3, day)
        assert staff("maanshan_decider").has(Role.REVIEWER_INITIAL, area="maanshan") is held
    assert not staff("maanshan_decider").has(Role.REVIEWER_INITIAL, area="wujiang")


def test_nobody_gets_by_delegation_what_excludes_their_own_role(world: None) -> None:
    at(2021, 3, 8)
    with pytest.raises(delegations.NothingToHandOn):
        away("mas_init", "mas_admin", date(2021, 3, 9), date(2021, 3, 10))
    with pytest.raises(delegations.NoSubstitute):
        away("mas_init", "wj_admin", date(2021, 3, 9), date(2021, 3, 10))
    with pytest.raises(delegations.NoSubstitute):
        away("mas_init", "mas_init", date(2021, 3, 9), date(2021, 3, 10))
    with pytest.raises(delegations.DaysWrong):
        away("mas_init", "maanshan_decider", date(2021, 3, 10), date(2021, 3, 9))


def returned(by: str = "mas_admin") -> tuple[object, list[object], Redemption]:
    voucher, placed, found = handed_in()
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    redemption.give_opinion(redemption=found, decision=ReviewDecision.PASS, opinion="好", by=staff("expert01"))
    redemption.return_redemption(redemption=found, reason="缺第二联", by=staff(by))
    return voucher, placed, found


def test_a_return_is_taken_back_while_the_firm_has_changed_nothing(world: None) -> None:
    voucher, placed, found = returned()
    assert undoing.undoable(found, staff("mas_init")) is None
    undoing.undo_decision(redemption=found, reason="第二联在附件中", by=staff("mas_admin"))
    assert (found.state, found.stage, found.reason, found.correct_by) == (
        S.SUBMITTED,
        ReviewStage.ASSESSMENT,
        None,
        None,
    )
    assert {one.state for one in placed} == {OrderState.IN_REDEMPTION}  # type: ignore[attr-defined]
    holds = {ledger.find_hold("order", one.id).state for one in placed}  # type: ignore[attr-defined,union-attr]
    assert holds == {HoldState.CLAIMED}
    redemption.assess_redemption(
        redemption=found, amount_fen=fen_of_yuan("2500.00"), opinion="核减", by=staff("mas_admin")
    )
    undoing.undo_decision(redemption=found, reason="再核", by=staff("mas_admin"))
    redemption.assess_redemption(redemption=found, amount_fen=fen_of_yuan("3000.00"), opinion="", by=staff("mas_admin"))
    assert figures(voucher) == ("500000.00", "0.00", "497000.00")  # type: ignore[arg-type]


def test_a_return_stands_once_the_firm_has_begun_to_correct(world: None) -> None:
    _, _, found = returned()
    (paper,) = redemption.parts_of(found).materials
    redemption.describe_redemption(redemption=found, contract_fen=None, texts={"effect": "另一说法"}, by=buyer("E10"))
    with pytest.raises(reviews.NotYoursToUndo):
        undoing.undo_decision(redemption=found, reason="看错", by=staff("mas_admin"))
    redemption.resubmit_redemption(redemption=found, by=buyer("E10"))
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    redemption.give_opinion(redemption=found, decision=ReviewDecision.PASS, opinion="好", by=staff("expert01"))
    redemption.return_redemption(redemption=found, reason="仍缺", by=staff("mas_admin"))
    assert undoing.undoable(found, staff("mas_admin")) is not None
    redemption.attach_material(redemption=found, slot=paper.slot, stream=pdf(), name="b.pdf", by=buyer("E10"))
    assert undoing.undoable(found, staff("mas_admin")) is None


def test_an_experts_refusal_is_taken_back_like_a_pass(world: None) -> None:
    _, _, found = handed_in()
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    redemption.give_opinion(redemption=found, decision=ReviewDecision.REFUSE, opinion="不符", by=staff("expert01"))
    undoing.undo_decision(redemption=found, reason="看错", by=staff("expert01"))
    again = find_pending("redemption", found.id)
    assert again is not None and (again.stage, again.assignee_name) == (ReviewStage.EXPERT, "示例专家一")


def test_a_return_to_an_institution_is_taken_back_too(world: None) -> None:
    voucher, placed, found = institution_case()
    redemption.submit_redemption(redemption=found, by=staff("i02"))
    redemption.agree_redemption(redemption=found, by=buyer("E10"))
    redemption.return_redemption(redemption=found, reason="缺第二联", by=staff("mas_admin"))
    undoing.undo_decision(redemption=found, reason="在附件中", by=staff("mas_admin"))
    assert (found.state, placed.state) == (S.SUBMITTED, OrderState.COMPLETED)
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")
    reviewed(found, "3000.00")
