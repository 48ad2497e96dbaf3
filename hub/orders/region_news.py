"""What the hub tells a region's platform about orders of its programmes, and what the platform says of them.

Which platforms are told stands in their region.toml; the message is queued in the transaction of the event itself.
"""

from sqlalchemy import select

from adapters.contract import OrderNotice, OrderStateReported
from hub import audit
from hub.federation import directory, exchanges
from hub.identity import get_parties
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.kernel.scope import everything
from hub.orders.models import Order
from schemas.terms import OrderState

TOLD = frozenset(
    {
        "order.placed",
        "order.accepted",
        "order.declined",
        "order.price_set",
        "order.quota_confirmed",
        "order.refused_by_area",
        "order.cancelled",
        "order.completed",
        "order.lapsed",
    }
)


def tell_region(event: str, order: Order) -> None:
    """Send an order of a region's own programme as it stands, where the platform wants to hear of orders."""
    if event not in TOLD or order.programme is None or order.area is None:
        return
    region = directory.get_region(directory.get_area(order.area).region)
    if "orders" not in region.told:
        return
    with everything():
        holder, institution = get_parties(order.holder_id, order.institution_id)
    notice = OrderNotice(
        key=f"order-{order.id}-{new_id().hex[-12:]}",
        order_no=order.no,
        uscc=holder.uscc,  # type: ignore[arg-type]
        institution_uscc=institution.uscc,  # type: ignore[arg-type]
        service_name=order.service_name,
        contract_fen=order.service_amount_fen or order.proposed_fen or 0,
        applied_fen=order.planned_fen,
        mode=order.mode,
        state=order.state.value,
        at=business_now(),
    )
    exchanges.send(region=region.code, verb="send_order", request=notice, subject="order", subject_id=order.id)


def state_reported(region: str, event: OrderStateReported) -> None:
    """A platform says how an order stands: an acceptance or completion there counts; what differs is put on record."""
    from hub.orders.acting import accept_order, complete_order
    from hub.orders.uses.confirming import commit_use

    with everything():
        order = db.session.execute(select(Order).where(Order.no == event.order_no)).scalar_one_or_none()
        if order is None or not _is_theirs(order, region):
            return  # kept with the message; nothing of ours stands differently
        if event.state == order.state:
            return
        try:
            with db.session.begin_nested():
                if event.state == OrderState.IN_SERVICE and order.state is OrderState.PLACED:
                    # Of a use the institution's confirmation there is its confirmation here.
                    commit_use(order, by=THE_HUB) if order.registered else accept_order(order=order, by=THE_HUB)
                elif event.state == OrderState.COMPLETED:
                    complete_order(order=order, by=THE_HUB)
                else:
                    _differs(region, event, f"here it is {order.state}", order)
        except HubError as refusal:
            _differs(region, event, refusal.code, order)


def _is_theirs(order: Order, region: str) -> bool:
    return order.area is not None and directory.get_area(order.area).region == region


def _differs(region: str, event: OrderStateReported, why: str, order: Order) -> None:
    audit.record(
        "exchange.refused",
        by=THE_HUB,
        subject="order",
        subject_id=order.id,
        subject_no=event.order_no,
        areas=(order.area,),
        reason=f"{region}: {event.state} ({event.reason or '-'}): {why}",
    )
