"""The carrier confirms a use, without which it is void (ZJ2-20); where the policy asks for none it counts at once."""

from adapters.contract import Outcome, OutcomeStatus
from hub import ledger
from hub.federation import Exchange
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.scope import everything
from hub.kernel.states import move
from hub.orders.errors import OrderUnknown
from hub.orders.models import Order
from hub.orders.queries import get_order
from hub.orders.uses.queries import use_of_order
from hub.orders.uses.telling import record, tell_holder, tell_institution
from hub.policy import get_decision
from schemas.terms import INSTITUTION_ROLES, OrderState


def announce_use(order: Order, *, by: Actor) -> None:
    """A use was handed in (and its region has reserved): the carrier is asked, or it counts at once."""
    assert order.decision_id is not None
    if any(step.step == "accept" for step in get_decision(order.decision_id).chain):
        tell_institution("use.created", order)
    else:
        commit_use(order, by=by)


def use_reserved(exchange: Exchange, outcome: Outcome) -> None:
    """The region has reserved what a use draws on its voucher: the carrier is asked now."""
    if exchange.subject != "order" or outcome.status is not OutcomeStatus.DONE:
        return
    with everything():
        order = db.session.get_one(Order, exchange.subject_id)
        if order.registered and order.state is OrderState.PLACED:
            announce_use(order, by=THE_HUB)


def confirm_use(*, order: Order, by: Actor) -> Order:
    """The carrier says that contract and amount are right; from here only its office can end the use (ZJ2-24)."""
    by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    commit_use(order, by=by)
    return order


def commit_use(order: Order, *, by: Actor) -> None:
    """The use counts: what it holds is committed, and so outlives the end of its year (ZJ2-27)."""
    move(order, OrderState.IN_SERVICE, by=by, accepted_at=business_now())
    failpoint("uses.commit.after_move")
    with everything():
        ledger.claim(subject="order", subject_id=order.id, by=by)
    _end_booking(order)
    record("use.confirmed", order, by=by)
    tell_holder("use.confirmed", order)


def _end_booking(order: Order) -> None:
    """The booking has become this use."""
    use = use_of_order(order.id)
    if use is None or not use.booking_no:
        return
    with everything():
        try:
            booking = get_order(use.booking_no)
        except OrderUnknown:
            return
    if booking.state is OrderState.IN_SERVICE:
        move(booking, OrderState.COMPLETED, by=THE_HUB, reason=f"已登记用券 {order.no}")
