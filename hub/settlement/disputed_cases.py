"""The case beside a disputed line: opened where redemptions are, and an end there lets the batch go on here."""

from uuid import UUID

from sqlalchemy import select

from hub import redemption
from hub.federation import directory
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.ledger import Payable, PayableKind, SettleLine
from hub.settlement.models import Advice, Batch
from schemas.terms import ExchangeState


def open_case(batch: Batch, region: str, line_ref: str, *, reason: str, stops: bool) -> None:
    """Open the case of a line; a region that names no line of the batch disputes the advice as a whole."""
    redemption_id = redemption_of(batch.id, line_ref)
    if redemption_id is not None:
        words = f"{directory.get_region(region).names.zh}对清算明细提出异议：{reason}"
        redemption.disputed_lines.dispute_line(redemption_id=redemption_id, words=words, stops=stops, by=THE_HUB)


def answer_case(advice: Advice, *, in_full: bool, answer: str, by: Actor) -> None:
    """Finance has answered the region: the line goes on, and with a full payment the case ends."""
    redemption_id = redemption_of(advice.batch_id, advice.disputed_line or "")
    if redemption_id is not None:
        redemption.disputed_lines.answer_line(redemption_id=redemption_id, in_full=in_full, answer=answer, by=by)


def redemption_of(batch_id: UUID, line_ref: str) -> UUID | None:
    """The redemption behind an award's line of the batch, or None."""
    payable_id = _payable_of(line_ref)
    line = (
        select(Payable.redemption_id)
        .join(SettleLine, SettleLine.payable_id == Payable.id)
        .where(SettleLine.batch_id == batch_id, Payable.id == payable_id, Payable.kind == PayableKind.AWARD)
    )
    return None if payable_id is None else db.session.execute(line).scalar_one_or_none()


def disputed_advice(redemption_id: UUID) -> tuple[Batch, Advice] | None:
    """The advice that waits for an answer about this redemption's line, with its batch."""
    waiting = (
        select(Batch, Advice, Payable.id)
        .join(Advice, Advice.batch_id == Batch.id)
        .join(SettleLine, SettleLine.batch_id == Batch.id)
        .join(Payable, Payable.id == SettleLine.payable_id)
        .where(Advice.state == ExchangeState.REFUSED)
        .where(Payable.redemption_id == redemption_id, Payable.kind == PayableKind.AWARD)
    )
    with everything():
        for batch, advice, payable_id in db.session.execute(waiting):
            if _payable_of(advice.disputed_line or "") == payable_id:
                return batch, advice
    return None


def _payable_of(line_ref: str) -> UUID | None:
    try:
        return UUID(line_ref)
    except ValueError:
        return None
