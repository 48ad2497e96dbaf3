"""What buyer and seller do with an order after it was placed: cancel, accept, decline, fix the price, complete."""

from hub import catalog, ledger, vouchers
from hub.identity import get_organization
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import ChangedMeanwhile
from hub.kernel.failpoints import failpoint
from hub.kernel.scope import everything
from hub.kernel.states import move
from hub.ledger import QuotaTooSmall
from hub.orders import errors, regions
from hub.orders.holds import let_go, live_hold, return_unused
from hub.orders.models import Order
from hub.orders.placing import balance_changed, hold_planned
from hub.orders.routing import Routing, route_with_voucher
from hub.orders.rules import Price
from hub.orders.telling import record, tell_area, tell_holder, tell_institution
from hub.policy import decide
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, OrderState, PricingMode, VoucherMode, yuan_grouped

STILL_OPEN = (OrderState.DRAFT, OrderState.RESERVING, OrderState.PLACED)
ALREADY_ENDED = (OrderState.CANCELLED, OrderState.REJECTED_BY_AREA, OrderState.LAPSED, OrderState.TERMINATED)


def cancel_order(*, order: Order, reason: str, by: Actor) -> Order:
    """The buyer cancels, only while nobody has accepted (CSJ-51); the hold is given back."""
    by.require(*HOLDER_ROLES, organization_id=order.holder_id)
    _refuse_use(order)
    if order.state not in (*STILL_OPEN, *ALREADY_ENDED):
        raise errors.AlreadyAccepted()
    was_announced = order.state is OrderState.PLACED
    try:
        move(order, OrderState.CANCELLED, by=by, reason=reason or None)
    except ChangedMeanwhile as error:
        if order.state in ALREADY_ENDED:
            raise
        raise errors.AlreadyAccepted() from error
    give_back(order, by=by, reason=reason or "order cancelled by the buyer")
    vouchers.end_with_order(order.id, by=by, reason=reason or "订单已取消")
    record("order.cancelled", order, by=by, reason=reason or None)
    if was_announced:
        tell_institution("order.cancelled", order, reason=reason)
    return order


def decline_order(*, order: Order, reason: str, by: Actor) -> Order:
    """The institution does not take the order; the hold is given back."""
    by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    _refuse_use(order)
    _require_reason(reason)
    move(order, OrderState.CANCELLED, by=by, reason=reason)
    give_back(order, by=by, reason=reason)
    vouchers.end_with_order(order.id, by=by, reason=reason)
    record("order.declined", order, by=by, reason=reason)
    tell_holder("order.declined", order, reason=reason)
    return order


def accept_order(*, order: Order, by: Actor) -> Order:
    """The institution commits and the price is fixed; the area confirms the quota next where its policy says so."""
    by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    _refuse_use(order)
    if order.contract_fen is None and order.proposed_fen is None and order.state is OrderState.PLACED:
        raise errors.PriceMissing()
    to = OrderState.CONFIRMING_QUOTA if order.needs_quota_confirmation else OrderState.IN_SERVICE
    move(order, to, by=by, accepted_at=business_now())
    failpoint("orders.accept.after_move")
    if order.contract_fen is None:
        assert order.proposed_fen is not None
        price_again(order, order.proposed_fen, by=by)
        if regions.is_mastered_there(order):
            regions.ask_to_reserve(order)
    record("order.accepted", order, by=by)
    if to is OrderState.CONFIRMING_QUOTA:
        tell_holder("order.accepted", order, confirming="1")
        tell_area("order.accepted", order, confirming="1")
    else:
        tell_holder("order.accepted", order)
    return order


def set_price(*, order: Order, amount_fen: int, by: Actor) -> Order:
    """The institution fixes the price before accepting; what was held is replaced in the same transaction."""
    by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    _refuse_use(order)
    if order.pricing is PricingMode.FIXED:
        raise errors.PriceFixed(field="amount")
    if order.state is not OrderState.PLACED:
        raise errors.PriceNoLongerOpen()
    if regions.is_mastered_there(order) and order.region_ref is not None:
        raise errors.ReservedAtRegion()
    price_again(order, amount_fen, by=by)
    record("order.price_set", order, by=by, after={"contract_fen": amount_fen, "planned_fen": order.planned_fen})
    tell_holder("order.price_set", order, amount=yuan_grouped(amount_fen))
    return order


def price_done_offline(*, order: Order, amount_fen: int, by: Actor) -> Order:
    """The holder states the amount of an order that was done without ever being accepted online (CSJ-38)."""
    by.require(*HOLDER_ROLES, organization_id=order.holder_id)
    _refuse_use(order)
    if order.mode is not VoucherMode.HOLDER_REDEEMS:
        raise errors.WrongMode(no=order.no)
    if order.pricing is PricingMode.FIXED or order.state is not OrderState.PLACED:
        raise errors.PriceNoLongerOpen()
    price_again(order, amount_fen, by=by)
    record("order.price_set", order, by=by, after={"contract_fen": amount_fen, "planned_fen": order.planned_fen})
    return order


def complete_order(*, order: Order, by: Actor) -> Order:
    """The service of an order without a voucher is done; either party says so."""
    if not by.has(*HOLDER_ROLES, organization_id=order.holder_id):
        by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    if order.mode is not VoucherMode.NONE:
        raise errors.WrongMode(no=order.no)
    move(order, OrderState.COMPLETED, by=by)
    record("order.completed", order, by=by)
    tell_holder("order.completed", order)
    return order


def give_back(order: Order, *, by: Actor, reason: str) -> None:
    """Release what the order holds, here and at the region that masters the quota."""
    let_go(order, by=by, reason=reason)
    if regions.is_mastered_there(order):
        regions.ask_to_release(order)


def price_again(order: Order, amount_fen: int, *, by: Actor) -> None:
    """Fix another price, decide again under the policy of the order's day, and hold the new share instead."""
    order.contract_fen, order.own_share_fen = amount_fen, amount_fen
    if order.instrument_id is None:
        db.session.flush()
        return
    with everything():
        held = live_hold(order)
        routing = _route_again(order, amount_fen, held.amount_fen if held else 0)
        order.planned_fen, order.own_share_fen = routing.planned_fen, routing.own_share_fen
        order.rate_ppm = routing.decision.rate_ppm if routing.decision else None
        order.decision_id = routing.decision.id if routing.decision else order.decision_id
        order.reasons = routing.reasons
        db.session.flush()
        if held is None:
            hold_planned(order, by=by)
        else:
            _replace_hold(order, by=by)
    return_unused(order, by=by, reason="price settled")


def _replace_hold(order: Order, *, by: Actor) -> None:
    ref = f"{order.no}/{order.decision_id}"
    try:
        ledger.replace_reservation(subject="order", subject_id=order.id, amount_fen=order.planned_fen, by=by, ref=ref)
    except QuotaTooSmall as error:
        raise balance_changed(order) from error


def _route_again(order: Order, amount_fen: int, held_fen: int) -> Routing:
    """The same decision for another price: version, listing and voucher stay those of the day of ordering."""
    assert order.instrument_id is not None
    service = catalog.find_service(order.service_no)
    assert service is not None
    return route_with_voucher(
        service=service,
        institution=get_organization(order.institution_id),
        holder=get_organization(order.holder_id),
        price=Price(order.quoted_fen, None, amount_fen),
        instrument=vouchers.instrument_by_id(order.instrument_id),
        on=order.placed_on,
        ask=lambda question: decide(question, subject="order", subject_id=order.id),
        also_available_fen=held_fen,
    )


def _refuse_use(order: Order) -> None:
    if order.registered:
        raise errors.IsAUse(no=order.no)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
