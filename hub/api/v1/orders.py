"""Orders of the caller's organisation, as buyer or seller."""

from typing import Any

from sqlalchemy import or_, select

from hub import orders
from hub.api.access import caller, unit
from hub.api.operation import Blueprint, operation
from hub.api.paging import page_of
from hub.orders import Order
from schemas.api import orders as schemas
from schemas.api.common import Nothing, Why

bp = Blueprint("orders", __name__, url_prefix="/api/v1", description="订单 / Orders")


def shown(order: Order) -> dict[str, Any]:
    """An order with what is reserved for it."""
    answer = {name: getattr(order, name) for name in schemas.Order().fields if name != "reserved_fen"}
    return answer | {"reserved_fen": orders.reserved_fen(order)}


@operation(bp, "GET", "/orders", "listOrders", scope="order.read", query=schemas.OrderQuery, answers=schemas.OrderPage)
def list_orders(query: dict[str, Any]) -> Any:
    """Orders the organisation placed or received, the newest first."""
    found = select(Order).where(or_(Order.holder_id == unit(), Order.institution_id == unit()))
    if query["state"] is not None:
        found = found.where(Order.state == query["state"])
    page = page_of(found, Order, cursor=query["cursor"], limit=query["limit"])
    return page | {"items": [shown(order) for order in page["items"]]}


@operation(bp, "GET", "/orders/<no>", "getOrder", scope="order.read", answers=schemas.Order)
def get_order(no: str) -> Any:
    """One order."""
    return shown(orders.get_order(no))


@operation(
    bp,
    "POST",
    "/orders",
    "placeOrder",
    scope="order.write",
    takes=schemas.NewOrder,
    answers=schemas.Order,
    status=201,
)
def place_order(body: dict[str, Any]) -> Any:
    """Order a service; the quota is reserved in the same moment."""
    unit()
    order = orders.place_order(
        service_no=body["service"],
        quantity=body["quantity"],
        instrument_no=body["voucher"] or None,
        agreed_fen=body["agreed_fen"],
        need=body["need"],
        expected_fen=body["expected_planned_fen"],
        by=caller(),
    )
    return shown(order)


@operation(
    bp,
    "POST",
    "/orders/<no>/cancel",
    "cancelOrder",
    scope="order.write",
    takes=schemas.CancelOrder,
    answers=schemas.Order,
)
def cancel_order(body: dict[str, Any], no: str) -> Any:
    """Cancel an order before it is accepted."""
    return shown(orders.cancel_order(order=orders.get_order(no), by=caller(), **body))


@operation(bp, "POST", "/orders/<no>/accept", "acceptOrder", scope="order.write", takes=Nothing, answers=schemas.Order)
def accept_order(body: dict[str, Any], no: str) -> Any:
    """Accept an order."""
    del body
    return shown(orders.accept_order(order=orders.get_order(no), by=caller()))


@operation(bp, "POST", "/orders/<no>/decline", "declineOrder", scope="order.write", takes=Why, answers=schemas.Order)
def decline_order(body: dict[str, Any], no: str) -> Any:
    """Decline an order."""
    return shown(orders.decline_order(order=orders.get_order(no), by=caller(), **body))


@operation(
    bp,
    "POST",
    "/orders/<no>/set-price",
    "setOrderPrice",
    scope="order.write",
    takes=schemas.SetPrice,
    answers=schemas.Order,
)
def set_price(body: dict[str, Any], no: str) -> Any:
    """Fix the price of a negotiated order."""
    return shown(orders.set_price(order=orders.get_order(no), by=caller(), **body))


@operation(
    bp, "POST", "/orders/<no>/complete", "completeOrder", scope="order.write", takes=Nothing, answers=schemas.Order
)
def complete_order(body: dict[str, Any], no: str) -> Any:
    """Say that the service of an order without a voucher is done."""
    del body
    return shown(orders.complete_order(order=orders.get_order(no), by=caller()))
