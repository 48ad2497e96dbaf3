"""A line of the bank that fits nothing is settled by two people; payer and amount are never overlooked."""

from collections.abc import Callable

import pytest

from hub import ledger, settlement
from hub.kernel.errors import Forbidden
from hub.settlement import Batch, LineAnswer, Payout, StatementLine
from hub.settlement.errors import AnswerNeedsAnother, LineNotOpen, NoAnswerYet, PaymentDoesNotFit
from schemas.terms import BatchState, PayoutState
from tests.ledger.makers import at
from tests.settlement.makers import APPROVER, BOTH, OFFICER, Case, bank, batch_of, instruct, row, settle, unit


@pytest.fixture
def paid(books: None) -> tuple[Batch, Payout]:
    """An acknowledged batch of one payout."""
    case = Case()
    case.owed(unit("I02").id, 4_250_00)
    at("2021-04-15T03:00:00+08:00")
    batch = instruct(batch_of(settle()))
    return batch, settlement.list_payouts(batch)[0]


def blocked(line: str) -> StatementLine:
    """The line as it waits after its import."""
    assert bank(line).blocked == 1
    return settlement.list_blocked("maanshan")[0]


def matched(line: StatementLine, payout: Payout) -> StatementLine:
    """The officer's answer: it is this payment."""
    return settlement.answer_line(
        line=line, answer=LineAnswer.MATCH, ext_ref=payout.ext_ref, reason="银行误写编号", by=OFFICER
    )


def test_a_line_with_a_mistyped_reference_is_booked_once_another_person_confirms(paid: tuple[Batch, Payout]) -> None:
    batch, payout = paid
    line = matched(blocked(row(payout, ref="QS-MISTYPED")), payout)
    assert (payout.state, settlement.list_blocked("maanshan")) == (PayoutState.ACCEPTED, [line])
    settlement.confirm_answer(line=line, by=APPROVER)
    assert (payout.state, batch_of(batch.id).state) == (PayoutState.PAID, BatchState.CLOSED)
    assert settlement.list_blocked("maanshan") == []
    assert bank(row(payout, ref="QS-MISTYPED")).known == 1
    with pytest.raises(LineNotOpen):
        settlement.confirm_answer(line=line, by=APPROVER)
    assert ledger.clearing_fen("maanshan", batch.id) == 0


def test_a_line_that_is_none_of_ours_is_put_aside_and_books_nothing(paid: tuple[Batch, Payout]) -> None:
    batch, payout = paid
    line = blocked(row(payout, ref="X-1", fen=99))
    settlement.answer_line(line=line, answer=LineAnswer.DISMISS, ext_ref=None, reason="水电费", by=OFFICER)
    settlement.confirm_answer(line=line, by=APPROVER)
    assert settlement.list_blocked("maanshan") == []
    assert (payout.state, batch_of(batch.id).state) == (PayoutState.ACCEPTED, BatchState.ACKED)


REFUSED: dict[str, Callable[[Payout], str]] = {
    "one fen more": lambda payout: row(payout, fen=payout.amount_fen + 1),
    "one fen less": lambda payout: row(payout, fen=payout.amount_fen - 1),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_line_of_another_amount_is_never_matched(paid: tuple[Batch, Payout], fault: str) -> None:
    _, payout = paid
    line = blocked(REFUSED[fault](payout))
    assert settlement.list_fitting(line) == []
    with pytest.raises(PaymentDoesNotFit):
        matched(line, payout)
    assert payout.state is PayoutState.ACCEPTED


def test_what_was_paid_meanwhile_is_not_booked_again(paid: tuple[Batch, Payout]) -> None:
    _, payout = paid
    line = matched(blocked(row(payout, ref="QS-MISTYPED")), payout)
    bank(row(payout))
    with pytest.raises(PaymentDoesNotFit):
        settlement.confirm_answer(line=line, by=APPROVER)
    assert payout.state is PayoutState.PAID


def test_nobody_confirms_an_own_answer_or_one_that_was_not_given(paid: tuple[Batch, Payout]) -> None:
    _, payout = paid
    line = blocked(row(payout, ref="QS-MISTYPED"))
    with pytest.raises(NoAnswerYet):
        settlement.confirm_answer(line=line, by=APPROVER)
    with pytest.raises(Forbidden):
        settlement.answer_line(line=line, answer=LineAnswer.DISMISS, ext_ref=None, reason="无关", by=APPROVER)
    matched(line, payout)
    with pytest.raises(AnswerNeedsAnother):
        settlement.confirm_answer(line=line, by=BOTH)
    with pytest.raises(Forbidden):
        settlement.confirm_answer(line=line, by=OFFICER)
    settlement.refuse_answer(line=line, by=APPROVER, reason="请先与银行核对")
    assert (line.answer, line.settled_at) == (None, None)
    assert payout.state is PayoutState.ACCEPTED
