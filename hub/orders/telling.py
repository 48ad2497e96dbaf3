"""Who is told of what happens to an order, and how it is recorded."""

from typing import Any

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.orders.models import Order
from hub.orders.region_news import tell_region
from schemas.terms import OrderState, Role


def record(
    event: str, order: Order, *, by: Actor, reason: str | None = None, after: dict[str, Any] | None = None
) -> None:
    """One audit row about an order, with the decision it rests on."""
    audit.record(
        event,
        by=by,
        subject="order",
        subject_id=order.id,
        subject_no=order.no,
        areas=(order.area,),
        organizations=(order.holder_id, order.institution_id),
        after=after,
        reason=reason,
        decision_id=order.decision_id,
    )
    tell_region(event, order)


def tell_institution(event: str, order: Order, **values: Any) -> None:
    """One message to the selling side."""
    messages.tell(
        event,
        organization_id=order.institution_id,
        subject="order",
        subject_no=order.no,
        path=f"/institution/orders/{order.no}",
        **_given(values),
    )


def tell_holder(event: str, order: Order, **values: Any) -> None:
    """One message to the buying side."""
    messages.tell(
        event,
        organization_id=order.holder_id,
        subject="order",
        subject_no=order.no,
        path=f"/enterprise/orders/{order.no}",
        **_given(values),
    )


def tell_area(event: str, order: Order, **values: Any) -> None:
    """One message to those who confirm quotas in the holder's area."""
    messages.tell(
        event,
        role=Role.ASSESSOR,
        area=order.area,
        subject="order",
        subject_no=order.no,
        path=f"/area/orders/{order.no}",
        **_given(values),
    )


def announce_placed(order: Order, *, by: Actor) -> None:
    """Record a placed order and tell the institution; one that waits for its region is announced later."""
    if order.state is not OrderState.PLACED or order.registered:
        return
    record("order.placed", order, by=by, after={"planned_fen": order.planned_fen, "mode": order.mode})
    tell_institution("order.placed", order)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
