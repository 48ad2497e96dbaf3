"""Who is told of what happens to a use, and how it is recorded."""

from typing import Any

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.orders.models import Order
from hub.orders.region_news import tell_region

# How a region's platform, which knows orders, hears of a use.
AS_ORDERS = {
    "use.created": "order.placed",
    "use.confirmed": "order.accepted",
    "voucher.voided": "order.cancelled",
    "voucher.terminated": "order.cancelled",
}


def record(event: str, order: Order, *, by: Actor, reason: str | None = None, **after: Any) -> None:
    """One audit row about a use, with the decision it rests on; its region's platform hears of it where it wants to."""
    tell_region(AS_ORDERS.get(event, event), order)
    audit.record(
        event,
        by=by,
        subject="use",
        subject_id=order.id,
        subject_no=order.no,
        areas=(order.area,),
        organizations=(order.holder_id, order.institution_id),
        after=after or None,
        reason=reason,
        decision_id=order.decision_id,
    )


def tell_institution(event: str, order: Order, **values: Any) -> None:
    """One message to the carrier."""
    _tell(event, order, "institution", organization_id=order.institution_id, **values)


def tell_holder(event: str, order: Order, **values: Any) -> None:
    """One message to the enterprise."""
    _tell(event, order, "enterprise", organization_id=order.holder_id, **values)


def _tell(event: str, order: Order, side: str, **values: Any) -> None:
    given = {name: value for name, value in values.items() if value}
    messages.tell(event, subject="use", subject_no=order.no, path=f"/{side}/uses/{order.no}", **given)
