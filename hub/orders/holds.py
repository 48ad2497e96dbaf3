"""What an order holds on its voucher; whoever asks, because not every party sees the holder's quota."""

from hub import ledger, vouchers
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.scope import everything
from hub.ledger import Hold
from hub.orders.models import Order
from schemas.terms import HoldState


def live_hold(order: Order) -> Hold | None:
    """The reservation of an order that is neither spent nor given back."""
    with everything():
        hold = ledger.find_hold("order", order.id)
    return hold if hold is not None and hold.state in (HoldState.HELD, HoldState.CLAIMED) else None


def reserved_fen(order: Order) -> int:
    """What the order holds on its voucher now; nothing once it was awarded or given back."""
    hold = live_hold(order)
    return hold.amount_fen if hold is not None else 0


def let_go(order: Order, *, by: Actor, reason: str) -> None:
    """Release the reservation, if there is one that was not submitted for redemption."""
    hold = live_hold(order)
    if hold is not None and hold.state is HoldState.HELD:
        with everything():
            ledger.release(subject="order", subject_id=order.id, by=by, ref=f"{order.no}/{hold.id}", reason=reason)
    return_unused(order, by=by, reason=reason)


def return_unused(order: Order, *, by: Actor, reason: str) -> None:
    """What a voucher granted for this order alone holds no longer goes back to the year's allowance (G-25)."""
    if order.instrument_id is not None:
        ref = f"{order.no}/{business_now().timestamp()}"
        vouchers.give_back_unused(instrument_id=order.instrument_id, by=by, ref=ref, reason=reason)
