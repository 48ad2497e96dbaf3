"""Redemptions follow their money: batched, instructed, paid, come back."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import text

from hub import redemption
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.settlement.models import Batch, Payout

AT_ONCE = 500
AWARDED = """
SELECT DISTINCT p.redemption_id FROM settle_line l JOIN payable p ON p.id = l.payable_id
WHERE l.batch_id = :batch AND p.kind = 'AWARD' {narrowed} ORDER BY 1
"""


def batched(batch: Batch) -> None:
    """The awards stand in a batch."""
    _tell(redemption.mark_batched, _of_batch(batch.id), THE_HUB)


def unbatched(batch: Batch, by: Actor) -> None:
    """The batch was discarded: the awards wait for the next one."""
    _tell(redemption.mark_unbatched, _of_batch(batch.id), by)


def instructed(batch: Batch, by: Actor) -> None:
    """The treasury has its instruction."""
    _tell(redemption.mark_instructed, _of_batch(batch.id), by)


def paid(payout: Payout, by: Actor) -> None:
    """The bank has paid."""
    _tell(redemption.mark_paid, _of_payout(payout), by)


def came_back(payout: Payout, by: Actor) -> None:
    """The bank has not paid, or the money came back: it is owed again."""
    _tell(redemption.mark_returned, _of_payout(payout), by)


def _tell(mark: Callable[..., object], redemption_ids: Sequence[UUID], by: Actor) -> None:
    for part in _parts(redemption_ids):
        mark(redemption_ids=part, by=by)


def _parts(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _of_batch(batch_id: UUID) -> list[UUID]:
    return list(db.session.scalars(text(AWARDED.format(narrowed="")), {"batch": batch_id}))


def _of_payout(payout: Payout) -> list[UUID]:
    statement = text(AWARDED.format(narrowed="AND l.payee_id = :payee"))
    return list(db.session.scalars(statement, {"batch": payout.batch_id, "payee": payout.payee_id}))
