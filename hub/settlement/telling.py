"""Redemptions follow their money: batched, instructed, paid, come back."""

from uuid import UUID

from sqlalchemy import Select, select

from hub import redemption
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.ledger import Payable, PayableKind, SettleLine
from hub.settlement.models import Batch, Payout


def batched(batch: Batch) -> None:
    """The awards stand in a batch."""
    redemption.mark_batched(redemption_ids=_of_batch(batch), by=THE_HUB)


def unbatched(batch: Batch, by: Actor) -> None:
    """The batch was discarded: the awards wait for the next one."""
    redemption.mark_unbatched(redemption_ids=_of_batch(batch), by=by)


def instructed(batch: Batch, by: Actor) -> None:
    """The treasury has its instruction."""
    redemption.mark_instructed(redemption_ids=_of_batch(batch), by=by)


def paid(payout: Payout, by: Actor) -> None:
    """The bank has paid."""
    redemption.mark_paid(redemption_ids=_of_payout(payout), by=by)


def came_back(payout: Payout, by: Actor) -> None:
    """The bank has not paid, or the money came back: it is owed again."""
    redemption.mark_returned(redemption_ids=_of_payout(payout), by=by)


def _of_batch(batch: Batch) -> Select[UUID]:
    """The redemptions whose awards stand in the batch."""
    in_it = select(Payable.redemption_id).join(SettleLine, SettleLine.payable_id == Payable.id)
    return in_it.where(SettleLine.batch_id == batch.id, Payable.kind == PayableKind.AWARD)


def _of_payout(payout: Payout) -> list[UUID]:
    mine = _of_batch(db.session.get_one(Batch, payout.batch_id)).where(SettleLine.payee_id == payout.payee_id)
    return sorted(set(db.session.scalars(mine)))
