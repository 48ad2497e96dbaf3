"""An objection to a line of a notice is a case: the unit answers it, and a mediator may end it in three ways."""

from datetime import date

import pytest

from hub import integrity, redemption
from hub.kernel.errors import Forbidden, HubError
from hub.redemption import PublicNotice, Redemption, dispute_errors, disputes
from hub.redemption.dispute_models import Dispute, DisputeState, Outcome
from hub.redemption.notices import close_notice
from hub.redemption.settling_disputes import settle_dispute
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, figures, staff
from tests.redemption.stage import holder_case, pdf, published, reviewed

MEDIATOR = "maanshan_decider"
Case = tuple[object, Redemption, PublicNotice, Dispute]


@pytest.fixture
def objected(world: None) -> Case:
    """A line on notice against which somebody without a name has said something."""
    voucher, _, drafted = holder_case()
    redemption.submit_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    notice = published(drafted)
    redemption.file_objection(notice=notice, redemption_no=drafted.no, words="服务未实际发生")
    case = disputes.find_open(drafted.id)
    assert case is not None
    return voucher, drafted, notice, case


def end(case: Dispute, outcome: Outcome, amount_fen: int | None = None) -> None:
    disputes.name_mediator(dispute=case, username=MEDIATOR, by=staff("mas_admin"))
    settle_dispute(dispute=case, outcome=outcome, amount_fen=amount_fen, answer="经核实", by=staff(MEDIATOR))


def test_the_unit_answers_what_is_said_against_it_and_does_not_learn_by_whom(objected: Case) -> None:
    _, found, notice, case = objected
    assert (found.state, case.kind, case.opened_by, case.opened_by_name) == (
        S.OBJECTED,
        "OBJECTION",
        None,
        "公示异议人",
    )
    disputes.add_statement(dispute=case, words="附检测原始记录", by=buyer("E10"), stream=pdf(), name="记录.pdf")
    with pytest.raises(Forbidden):
        disputes.add_statement(dispute=case, words="旁人", by=buyer("E11"))
    redemption.file_objection(notice=notice, redemption_no=found.no, words="金额偏高")
    said = disputes.list_statements(case)
    assert [one.side for one in said] == ["holder", "objector"]
    assert said[0].file_name == "记录.pdf"
    assert [one.id for one in disputes.list_of_redemption(found.id)] == [case.id]


def test_every_objection_dismissed_ends_the_case(objected: Case) -> None:
    _, found, notice, case = objected
    redemption.file_objection(notice=notice, redemption_no=found.no, words="金额偏高")
    first, second = redemption.list_objections(redemption_id=found.id)
    decide = {"notice": notice, "upheld": False, "answer": "查无此事", "by": staff(MEDIATOR)}
    redemption.decide_objection(objection=first, **decide)  # type: ignore[arg-type]
    assert (found.state, case.state) == (S.OBJECTED, DisputeState.OPEN)
    redemption.decide_objection(objection=second, **decide)  # type: ignore[arg-type]
    assert (found.state, case.state, case.outcome) == (S.ON_NOTICE, DisputeState.SETTLED, Outcome.PAY)


def test_one_objection_upheld_answers_all_of_them(objected: Case) -> None:
    _, found, notice, case = objected
    redemption.file_objection(notice=notice, redemption_no=found.no, words="金额偏高")
    first, _ = redemption.list_objections(redemption_id=found.id)
    redemption.decide_objection(objection=first, notice=notice, upheld=True, answer="属实", by=staff(MEDIATOR))
    assert {one.state for one in redemption.list_objections(redemption_id=found.id)} == {"UPHELD"}
    assert (found.state, case.state, case.outcome) == (S.REJECTED, DisputeState.SETTLED, Outcome.NOTHING)


def test_the_mediator_lets_it_be_paid_as_published_and_no_other_amount(objected: Case) -> None:
    _, found, notice, case = objected
    with pytest.raises(dispute_errors.OutcomeNotPossible):
        end(case, Outcome.PAY, 200_000)
    end(case, Outcome.PAY, 300_000)
    assert (found.state, case.state, case.amount_fen) == (S.ON_NOTICE, DisputeState.SETTLED, 300_000)
    at(2021, 3, 22, 8)
    close_notice(notice=notice)
    assert found.state is S.PAYABLE


def test_with_nothing_quota_and_papers_are_free(objected: Case) -> None:
    voucher, found, _, case = objected
    end(case, Outcome.NOTHING)
    assert found.state is S.REJECTED and figures(voucher) == ("500000.00", "0.00", "500000.00")  # type: ignore[arg-type]
    (paper,) = redemption.parts_of(found).invoices
    assert integrity.find_used(paper.code, paper.number, except_by=paper.id) is None


def test_it_may_be_corrected_and_is_reviewed_and_published_anew(objected: Case) -> None:
    voucher, found, notice, case = objected
    end(case, Outcome.RESUBMIT)
    assert (found.state, found.notice_id, found.assessed_fen) == (S.RETURNED, None, None)
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")  # type: ignore[arg-type]
    assert found.correct_by is not None and found.correct_by > date(2021, 3, 11)
    redemption.resubmit_redemption(redemption=found, by=buyer("E10"))
    reviewed(found, "2500.00")
    again = published(found)
    assert again.id != notice.id and figures(voucher) == ("500000.00", "0.00", "497500.00")  # type: ignore[arg-type]
    at(2021, 3, 22, 8)
    close_notice(notice=notice)
    close_notice(notice=again)
    assert found.state is S.PAYABLE


def test_who_published_does_not_end_the_case(objected: Case) -> None:
    _, found, notice, case = objected
    notice.published_by = staff(MEDIATOR).account_id
    with pytest.raises(HubError, match="published_by_you"):
        end(case, Outcome.NOTHING)
    assert found.state is S.OBJECTED
