"""How far payment has come: settlement, which stands above, says so.

Redemptions in another state than expected are left as they are: a batch also carries the reversal of a paid one.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from hub import orders
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import move, move_all
from hub.redemption import telling
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of
from hub.redemption.whole import whole
from schemas.terms import OrderState, RedemptionState

S = RedemptionState
Ids = Sequence[UUID] | Select[UUID]


@whole
def mark_batched(redemption_ids: Ids, by: Actor) -> int:
    """A batch holds their awards; answers how many were moved."""
    return move_all(Redemption, redemption_ids, S.PAYABLE, S.BATCHED, by=by)


@whole
def mark_unbatched(redemption_ids: Ids, by: Actor, reason: str | None = None) -> int:
    """The batch was discarded before it was signed."""
    return sum(
        move_all(Redemption, redemption_ids, was, S.PAYABLE, by=by, reason=reason) for was in (S.BATCHED, S.DISPUTED)
    )


@whole
def mark_instructed(redemption_ids: Ids, by: Actor) -> int:
    """The treasury was told to pay."""
    move_all(Redemption, redemption_ids, S.PAYABLE, S.BATCHED, by=by)
    return move_all(Redemption, redemption_ids, S.BATCHED, S.INSTRUCTED, by=by)


@whole
def mark_paid(redemption_ids: Ids, by: Actor) -> int:
    """The bank statement shows the payment: the end of the way, and of the holder's orders."""
    paid = 0
    for redemption in _those(redemption_ids, S.PAYABLE, S.BATCHED, S.INSTRUCTED):
        for missed in (S.BATCHED, S.INSTRUCTED):  # the bank was faster than the job that tells
            if redemption.can_move(redemption.state, missed):
                move(redemption, missed, by=by)
        move(redemption, S.PAID, by=by, paid_at=business_now())
        covered = orders.list_orders_by_id([part.order_id for part in parts_of(redemption).orders])
        open_still = [order.id for order in covered if order.state is OrderState.IN_REDEMPTION]
        orders.finish_orders(order_ids=open_still, by=by)
        telling.record("redemption.paid", redemption, by=by, after={"amount_fen": redemption.assessed_fen})
        telling.tell_starter("redemption.paid", redemption)
        paid += 1
    return paid


@whole
def mark_returned(redemption_ids: Ids, by: Actor, reason: str | None = None) -> int:
    """The bank could not pay, or the money came back: the liability is open again (S28)."""
    returned = 0
    for redemption in _those(redemption_ids, S.INSTRUCTED, S.PAID):
        move(redemption, S.PAYABLE, by=by, reason=reason)
        telling.record("redemption.payment_returned", redemption, by=by, reason=reason)
        telling.tell_starter("redemption.payment_returned", redemption, reason=reason)
        returned += 1
    return returned


def _those(redemption_ids: Ids, *states: RedemptionState) -> list[Redemption]:
    found = select(Redemption).where(Redemption.id.in_(redemption_ids), Redemption.state.in_(states))
    return list(db.session.execute(found.order_by(Redemption.id)).scalars())
