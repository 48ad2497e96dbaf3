"""The area confirms or refuses the quota of an accepted order: what was held is checked again, only the state moves."""

from hub import vouchers
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.states import move
from hub.orders import errors, regions
from hub.orders.acting import give_back
from hub.orders.holds import live_hold
from hub.orders.models import Order
from hub.orders.telling import record, tell_holder, tell_institution
from schemas.terms import HoldState, OrderState, Role

CONFIRMING_ROLES = (Role.ASSESSOR,)


def confirm_quota(*, order: Order, by: Actor) -> Order:
    """The area confirms; the hold of placing or accepting must still be there and the voucher still be valid."""
    by.require(*CONFIRMING_ROLES, area=order.area)
    if order.state is OrderState.CONFIRMING_QUOTA:
        _check_again(order)
    move(order, OrderState.IN_SERVICE, by=by)
    record("order.quota_confirmed", order, by=by, after={"planned_fen": order.planned_fen})
    tell_holder("order.quota_confirmed", order)
    tell_institution("order.quota_confirmed", order)
    return order


def refuse_quota(*, order: Order, reason: str, by: Actor) -> Order:
    """The area refuses with a reason; the hold is given back."""
    by.require(*CONFIRMING_ROLES, area=order.area)
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    move(order, OrderState.REJECTED_BY_AREA, by=by, reason=reason)
    give_back(order, by=by, reason=reason)
    record("order.refused_by_area", order, by=by, reason=reason)
    tell_holder("order.refused_by_area", order, reason=reason)
    tell_institution("order.refused_by_area", order, reason=reason)
    return order


def _check_again(order: Order) -> None:
    assert order.instrument_id is not None
    if regions.is_mastered_there(order) and order.region_ref is None:
        raise errors.RegionPending()
    instrument = vouchers.instrument_by_id(order.instrument_id)
    why_not = vouchers.why_not_valid(
        state=instrument.state,
        valid_from=instrument.valid_from,
        valid_until=instrument.valid_until,
        on=business_today(),
    )
    held = live_hold(order)
    covered = held is not None and held.state is HoldState.HELD and held.amount_fen >= order.planned_fen
    if why_not is not None or not (covered or order.planned_fen == 0):
        raise errors.QuotaGone()
