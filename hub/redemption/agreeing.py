"""What the buyer says to an institution's redemption: agree, which fixes the period, or refuse with a reason."""

from hub import orders
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.failpoints import failpoint
from hub.kernel.states import move
from hub.redemption import chain, disputes, errors, telling
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of
from hub.redemption.submitting import give_back
from hub.redemption.whole import whole
from schemas.terms import HOLDER_ROLES, RedemptionState

S = RedemptionState


@whole
def agree_redemption(*, redemption: Redemption, by: Actor) -> Redemption:
    """The buyer agrees: for it the order is completed (G-17); the review chain begins."""
    by.require(*HOLDER_ROLES, organization_id=redemption.holder_id)
    move(redemption, S.SUBMITTED, by=by, agreed_at=business_now())
    failpoint("redemption.agree.after_move")
    orders.finish_orders(order_ids=[order.order_id for order in parts_of(redemption).orders], by=by)
    telling.record("redemption.agreed", redemption, by=by, after={"amount_fen": redemption.amount_fen})
    telling.tell_starter("redemption.agreed", redemption)
    chain.open_chain(redemption, by=by)
    return redemption


@whole
def refuse_redemption(*, redemption: Redemption, reason: str, by: Actor) -> Redemption:
    """The buyer refuses: the order is back in service, what it holds stays reserved (G-16)."""
    by.require(*HOLDER_ROLES, organization_id=redemption.holder_id)
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    redemption.reason = reason.strip()
    move(redemption, S.REFUSED_BY_HOLDER, by=by, reason=reason.strip())
    give_back(redemption, by=by, reason=reason.strip())
    telling.record("redemption.refused", redemption, by=by, reason=reason.strip())
    telling.tell_starter("redemption.refused", redemption, reason=reason.strip())
    disputes.dispute_after_refusal(redemption, reason=reason.strip())
    return redemption
