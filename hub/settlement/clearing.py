"""Lines of a bank statement that fit nothing: one person of finance answers, another confirms (four eyes)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.settlement.bank_models import LineAnswer, StatementLine
from hub.settlement.errors import (
    AnswerNeedsAnother,
    LineNotFound,
    LineNotOpen,
    NoAnswerYet,
    PaymentDoesNotFit,
)
from hub.settlement.models import Batch, Payout
from hub.settlement.reconciling import book_line, find_payout, fits, outcomes_of
from hub.settlement.returning import finish_if_settled
from schemas.terms import Role, yuan_grouped


def get_line(line_id: UUID) -> StatementLine:
    """A line of a statement in the scope in force.

    Raises:
        LineNotFound: there is none.
    """
    line = db.session.execute(select(StatementLine).where(StatementLine.id == line_id)).scalar_one_or_none()
    if line is None:
        raise LineNotFound()
    return line


def list_fitting(line: StatementLine) -> Sequence[Payout]:
    """Payouts of the same payer and to the fen the same amount that the line could be about, newest first."""
    open_ones = select(Payout).where(
        Payout.payer_area == line.payer_area, Payout.amount_fen == line.amount_fen, Payout.state.in_(outcomes_of(line))
    )
    return list(db.session.scalars(open_ones.order_by(Payout.ext_ref.desc()).limit(20)))


def answer_line(
    *, line: StatementLine, answer: LineAnswer, ext_ref: str | None, reason: str, by: Actor
) -> StatementLine:
    """Say what a line is about; nothing is booked before another person confirms it.

    Raises:
        Forbidden: not a finance officer of the area.
        LineNotOpen: it was matched or settled before.
        PaymentDoesNotFit: the payment named is of another payer, another amount, or not open.
    """
    if not by.has(Role.FINANCE_OFFICER, area=line.payer_area):
        raise Forbidden()
    _lock_open(line)
    if answer is LineAnswer.MATCH:
        payout = find_payout((ext_ref or "").strip())
        if payout is None or not fits(line, payout):
            raise PaymentDoesNotFit(field="ext_ref", amount=yuan_grouped(line.amount_fen))
    line.answer, line.answer_ref = answer, (ext_ref or "").strip() if answer is LineAnswer.MATCH else None
    line.answer_reason, line.answered_by, line.answered_by_name = reason, by.account_id, by.name
    db.session.flush()
    _record(line, by, {"answer": answer, "ext_ref": line.answer_ref}, reason)
    return line


def confirm_answer(*, line: StatementLine, by: Actor) -> StatementLine:
    """Confirm what another person answered: the payment is booked, or the line is put aside.

    Raises:
        Forbidden: not a finance approver of the area.
        LineNotOpen: it was settled before.
        NoAnswerYet: nobody has answered.
        AnswerNeedsAnother: the same person.
        PaymentDoesNotFit: the payment changed meanwhile.
    """
    _require_approver(line, by)
    if line.answer is LineAnswer.MATCH:
        payout = find_payout(line.answer_ref or "")
        if payout is None or not fits(line, payout):
            raise PaymentDoesNotFit(amount=yuan_grouped(line.amount_fen))
        book_line(line, payout, by)
        finish_if_settled(db.session.get_one(Batch, payout.batch_id), by=by)
    line.settled_at, line.settled_by_name = business_now(), by.name
    db.session.flush()
    _record(line, by, {"settled": line.answer, "ext_ref": line.answer_ref}, line.answer_reason)
    return line


def refuse_answer(*, line: StatementLine, by: Actor, reason: str) -> StatementLine:
    """Send an answer back: the line waits again.

    Raises:
        Forbidden, LineNotOpen, NoAnswerYet, AnswerNeedsAnother: as for confirming.
    """
    _require_approver(line, by)
    _record(line, by, {"answer": None}, reason)
    line.answer = line.answer_ref = line.answer_reason = line.answered_by = line.answered_by_name = None
    db.session.flush()
    return line


def _require_approver(line: StatementLine, by: Actor) -> None:
    if not by.has(Role.FINANCE_APPROVER, area=line.payer_area):
        raise Forbidden()
    _lock_open(line)
    if line.answer is None:
        raise NoAnswerYet()
    if by.account_id is None or by.account_id == line.answered_by:
        raise AnswerNeedsAnother()


def _lock_open(line: StatementLine) -> None:
    db.session.refresh(line, with_for_update=True)
    if line.fault is None or line.settled_at is not None:
        raise LineNotOpen()


def _record(line: StatementLine, by: Actor, after: dict[str, str | None], reason: str | None) -> None:
    audit.record(
        "data.corrected", by=by, subject="statement_line", subject_id=line.id, subject_no=line.ext_ref,
        areas=[line.payer_area], after=after, reason=reason,
    )  # fmt: skip
