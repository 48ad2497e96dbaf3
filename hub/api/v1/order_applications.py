"""Vouchers order by order: which orders can be applied for and why not, and the application for one."""

from typing import Any

from hub import orders
from hub.api.access import caller, unit
from hub.api.operation import Blueprint, operation
from schemas.api import order_applications as schemas
from schemas.api.vouchers import Application

bp = Blueprint(
    "order_applications", __name__, url_prefix="/api/v1", description="按订单申请创新券 / Vouchers order by order"
)


@operation(
    bp, "GET", "/applications/by-order", "listOrderCandidates", scope="voucher.read", answers=schemas.CandidateList
)
def list_candidates() -> Any:
    """The organisation's orders: with their application, with what could be applied for, or with the reason why not."""
    return {"items": orders.list_candidates(unit())}


@operation(
    bp,
    "POST",
    "/orders/<no>/apply",
    "applyForOrder",
    scope="voucher.apply",
    takes=schemas.NewOrderApplication,
    answers=Application,
    status=201,
)
def apply_for_order(body: dict[str, Any], no: str) -> Any:
    """Begin the application for an order; attach the files its policy asks for, then submit."""
    return orders.apply_for_order(order=orders.get_order(no), by=caller(), **body)
