"""What a redemption holds on its voucher: one hold for each order, or one of its own where it is direct."""

from collections.abc import Sequence
from uuid import UUID

from hub import ledger
from hub.kernel.actor import Actor
from hub.ledger import Hold, Share
from hub.orders import Order, list_orders_by_id
from hub.redemption.models import Redemption, RedemptionOrder
from hub.redemption.rules import share_award
from schemas.terms import HoldState, RedemptionBasis

LIVE = (HoldState.HELD, HoldState.CLAIMED)


def is_direct(redemption: Redemption) -> bool:
    """Whether it rests on invoices alone."""
    return redemption.basis is RedemptionBasis.DIRECT


def subjects_of(redemption: Redemption, covered: Sequence[RedemptionOrder]) -> list[tuple[str, UUID]]:
    """Under which names the ledger keeps what it holds, in the order of its orders."""
    if is_direct(redemption):
        return [("redemption", redemption.id)]
    return [("order", order.order_id) for order in covered]


def live_hold(subject: str, subject_id: UUID) -> Hold | None:
    """The hold that is neither spent nor given back."""
    hold = ledger.find_hold(subject, subject_id)
    return hold if hold is not None and hold.state in LIVE else None


def held_by(order: RedemptionOrder | Order) -> int:
    """What one order holds now; nothing where it never held or was resolved."""
    hold = live_hold("order", order.order_id if isinstance(order, RedemptionOrder) else order.id)
    return hold.amount_fen if hold is not None else 0


def held_for(redemption: Redemption, covered: Sequence[RedemptionOrder]) -> int:
    """What the redemption holds on the voucher now, in fen."""
    holds = [live_hold(*subject) for subject in subjects_of(redemption, covered)]
    return sum(hold.amount_fen for hold in holds if hold is not None)


def parts_for_orders(redemption: Redemption, covered: Sequence[RedemptionOrder], amount_fen: int) -> list[int]:
    """How an amount falls on the orders: by what each holds, or by its price where none holds anything itself."""
    weights = [order.amount_fen if is_direct(redemption) else held_by(order) for order in covered]
    return share_award(amount_fen, weights)


def shares_of(redemption: Redemption, covered: Sequence[RedemptionOrder], amount_fen: int) -> list[Share]:
    """The award as the ledger posts it, hold by hold."""
    if is_direct(redemption):
        return [Share("redemption", redemption.id, amount_fen)]
    parts = parts_for_orders(redemption, covered, amount_fen)
    return [Share("order", order.order_id, fen) for order, fen in zip(covered, parts, strict=True)]


def committed(redemption: Redemption, covered: Sequence[RedemptionOrder]) -> set[UUID]:
    """Orders that hold for good since their seller confirmed them: uses of a voucher, redeemed or not (ZJ2-27)."""
    if is_direct(redemption):
        return set()
    return {order.id for order in list_orders_by_id([one.order_id for one in covered]) if order.registered}


def claim_all(redemption: Redemption, covered: Sequence[RedemptionOrder], *, by: Actor) -> None:
    """Claim what is held; what never held anything reserves its share now (design.md §8.3)."""
    assert redemption.amount_fen is not None
    if is_direct(redemption):
        _hold_whole(redemption, by=by)
    else:
        _hold_bare(redemption, covered, by=by)
    before = committed(redemption, covered)
    for subject, subject_id in subjects_of(redemption, covered):
        if subject_id not in before:
            ledger.claim(subject=subject, subject_id=subject_id, by=by)


def _hold_whole(redemption: Redemption, *, by: Actor) -> None:
    """One hold of the amount applied for; after a return the amount may be another."""
    assert redemption.amount_fen is not None
    held, ref = live_hold("redemption", redemption.id), f"{redemption.no}/{redemption.round}"
    if held is None:
        ledger.reserve(
            instrument_id=redemption.instrument_id,
            subject="redemption",
            subject_id=redemption.id,
            amount_fen=redemption.amount_fen,
            by=by,
            ref=ref,
        )
    elif held.amount_fen != redemption.amount_fen:
        ledger.replace_reservation(
            subject="redemption", subject_id=redemption.id, amount_fen=redemption.amount_fen, by=by, ref=ref
        )


def _hold_bare(redemption: Redemption, covered: Sequence[RedemptionOrder], *, by: Actor) -> None:
    bare = [order for order in covered if live_hold("order", order.order_id) is None]
    if not bare:
        return
    assert redemption.amount_fen is not None
    parts = share_award(redemption.amount_fen, [order.amount_fen for order in covered])
    for order, amount_fen in zip(covered, parts, strict=True):
        if order in bare and amount_fen:
            ledger.reserve(
                instrument_id=redemption.instrument_id,
                subject="order",
                subject_id=order.order_id,
                amount_fen=amount_fen,
                by=by,
                ref=f"{redemption.no}/{redemption.round}/{order.order_no}",
            )


def unclaim_all(redemption: Redemption, covered: Sequence[RedemptionOrder], *, by: Actor, reason: str) -> bool:
    """What was claimed is held again; false where the voucher's year has ended and something was lost."""
    subjects, before = subjects_of(redemption, covered), committed(redemption, covered)
    for subject, subject_id in subjects:
        if subject_id not in before:
            ledger.unclaim(subject=subject, subject_id=subject_id, by=by, reason=reason)
    return all(live_hold(*subject) is not None for subject in subjects)


def release_all(redemption: Redemption, covered: Sequence[RedemptionOrder], *, by: Actor, reason: str) -> None:
    """Give everything back to the voucher: the redemption was rejected for good (design.md §8.6)."""
    nos = [redemption.no] if is_direct(redemption) else [order.order_no for order in covered]
    for (subject, subject_id), no in zip(subjects_of(redemption, covered), nos, strict=True):
        ledger.release(
            subject=subject,
            subject_id=subject_id,
            by=by,
            ref=f"{redemption.no}/reject/{no}",
            reason=reason,
            claimed=True,
        )


def let_go(redemption: Redemption, *, by: Actor, reason: str) -> None:
    """A direct redemption that is withdrawn held nothing before it began; orders keep what they hold."""
    hold = live_hold("redemption", redemption.id) if is_direct(redemption) else None
    if hold is not None:
        ledger.release(
            subject="redemption",
            subject_id=redemption.id,
            by=by,
            ref=f"{redemption.no}/withdraw/{redemption.round}",
            reason=reason,
            claimed=True,
        )
