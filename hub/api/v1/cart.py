"""The cart of the caller's organisation: what it would become, changing it, placing its orders."""

from typing import Any
from uuid import UUID

from hub import orders
from hub.api.access import caller
from hub.api.operation import Blueprint, operation
from hub.orders import WITHOUT, CartGroup, CartLine, Confirmed
from schemas.api import cart as schemas

bp = Blueprint("cart", __name__, url_prefix="/api/v1", description="购物车 / Cart")


@operation(bp, "GET", "/cart", "getCart", scope="order.read", answers=schemas.Cart)
def get_cart() -> Any:
    """The cart and the orders it would become, one per institution and contract."""
    return _shown()


@operation(
    bp,
    "POST",
    "/cart/items",
    "addToCart",
    scope="order.write",
    takes=schemas.NewCartItem,
    answers=schemas.Cart,
    status=201,
)
def add_to_cart(body: dict[str, Any]) -> Any:
    """Put a service into the cart; what is there for the same contract becomes more of it."""
    orders.add_to_cart(service_no=body.pop("service"), by=caller(), **body)
    return _shown()


@operation(
    bp, "POST", "/cart/items/<uuid:item_id>/set", "setCartItem", scope="order.write", takes=schemas.SetCartItem,
    answers=schemas.Cart,
)  # fmt: skip
def set_cart_item(body: dict[str, Any], item_id: UUID) -> Any:
    """Another quantity, contract or agreed amount of a line; 0 takes it out."""
    if body["quantity"]:
        orders.change_in_cart(item_id=item_id, by=caller(), **body)
    else:
        orders.remove_from_cart(item_id=item_id, by=caller())
    return _shown()


@operation(
    bp, "POST", "/cart/checkout", "checkOut", scope="order.write", takes=schemas.CheckOut, answers=schemas.Checkout
)
def check_out(body: dict[str, Any]) -> Any:
    """Place the chosen orders, each by itself; a refusal of one stops no other and is told in its place."""
    confirmed = [Confirmed(one["key"], one["voucher"] or WITHOUT, one["seen"]) for one in body["orders"]]
    checkout = orders.check_out(confirmed=confirmed, by=caller())
    return {"id": checkout.id, "results": [_result(result) for result in checkout.results]}


def _result(result: dict[str, Any]) -> dict[str, Any]:
    return {**result, "code": result.get("code"), "detail": result.get("zh")}


def _shown() -> dict[str, Any]:
    view = orders.show_cart(by=caller())
    shown = [_order(group) for group in view.groups]
    return {"orders": shown, "total_fen": view.total_fen, "planned_fen": view.planned_fen}


def _order(group: CartGroup) -> dict[str, Any]:
    routing = group.routing
    return {
        "key": group.key,
        "institution": group.institution.name,
        "contract": group.contract,
        "voucher": group.chosen,
        "mode": str(routing.mode) if routing else None,
        "total_fen": group.total_fen,
        "planned_fen": routing.planned_fen if routing else None,
        "own_share_fen": routing.own_share_fen if routing else None,
        "seen": group.seen if routing else None,
        "reasons": [reason["zh"] for reason in routing.reasons] if routing else [],
        "refusal": group.refusal.text("zh") if group.refusal else None,
        "lines": [_line(line) for line in group.lines],
    }


def _line(line: CartLine) -> dict[str, Any]:
    item = line.item
    return {
        "id": item.id,
        "service": item.service_no,
        "name": line.service.name if line.service else item.seen.get("name", item.service_no),
        "quantity": item.quantity,
        "contract": item.contract,
        "amount_fen": line.amount_fen,
        "changes": [zh for zh, _ in line.changes],
    }
