"""Redemptions follow their money: batched, instructed, paid, come back.

Into a batch and to the treasury they follow by a job, after the batch's own transaction: a million of them are not
held up while a batch is computed.
"""

from uuid import UUID

from sqlalchemy import Select, select

from hub import redemption
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.ledger import Payable, PayableKind, SettleLine
from hub.settlement.models import Batch, PayeeRun, Payout
from schemas.terms import BatchState

BATCHED = (BatchState.COMPUTED, BatchState.REVIEWED, BatchState.SIGNED)
INSTRUCTED = (BatchState.SENT, BatchState.PART_ACKED, BatchState.ACKED, BatchState.PAYING)


def follow(batch: Batch, bucket: int) -> int:
    """Bring the redemptions of one bucket to where their batch stands; again changes nothing. How many moved."""
    db.session.refresh(batch, with_for_update={"read": True})
    awards = _of_batch(batch).where(SettleLine.bucket == bucket)
    if batch.state in BATCHED:
        return redemption.mark_batched(redemption_ids=awards, by=THE_HUB)
    if batch.state in INSTRUCTED:
        return redemption.mark_instructed(redemption_ids=awards, by=THE_HUB)
    return 0


def unbatched(batch: Batch, by: Actor) -> None:
    """The batch was discarded: the awards wait for the next one."""
    redemption.mark_unbatched(redemption_ids=_of_batch(batch), by=by)


def paid(payout: Payout, by: Actor) -> None:
    """The bank has paid."""
    redemption.mark_paid(redemption_ids=_of_payout(payout), by=by)


def came_back(payout: Payout, by: Actor) -> None:
    """The bank has not paid, or the money came back: it is owed again."""
    redemption.mark_returned(redemption_ids=_of_payout(payout), by=by)


def _of_batch(batch: Batch) -> Select[UUID]:
    """The redemptions whose awards stand in the batch, without those whose payment has come back."""
    in_it = (
        select(Payable.redemption_id)
        .join(SettleLine, SettleLine.payable_id == Payable.id)
        .join(PayeeRun, (PayeeRun.batch_id == SettleLine.batch_id) & (PayeeRun.payee_id == SettleLine.payee_id))
    )
    return in_it.where(SettleLine.batch_id == batch.id, Payable.kind == PayableKind.AWARD, PayeeRun.undone.is_(False))


def _of_payout(payout: Payout) -> list[UUID]:
    mine = select(Payable.redemption_id).join(SettleLine, SettleLine.payable_id == Payable.id).distinct()
    in_it = (SettleLine.batch_id == payout.batch_id) & (SettleLine.payee_id == payout.payee_id)
    return sorted(db.session.scalars(mine.where(in_it, Payable.kind == PayableKind.AWARD)))
