"""The cart: what it would become, changing it, one checkout with a result for every order."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import CartLine, CartView, Confirmed
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from schemas.cart import AddToCart, ChangeInCart, CheckOutForm
from schemas.order import Nothing
from schemas.terms import HOLDER_ROLES, PricingMode

CHOICE = "voucher."


@bp.get("/cart")
@allow(*HOLDER_ROLES)
def show_cart() -> ResponseReturnValue:
    """The cart with the orders it would become."""
    return _cart_page()


@bp.post("/cart/items")
@allow(*HOLDER_ROLES)
def add_to_cart() -> ResponseReturnValue:
    """Put a service into the cart."""
    form = Form(AddToCart(), action="cart.add", url=url_for(".add_to_cart"))
    return perform(
        lambda: orders.add_to_cart(
            service_no=form.data["service"],
            quantity=form.data["quantity"],
            contract=form.data["contract"],
            agreed_fen=form.data["agreed_amount"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_cart"),
        back=lambda _: _cart_page(),
        form=form,
    )


@bp.post("/cart/items/<uuid:item_id>")
@allow(*HOLDER_ROLES)
def change_in_cart(item_id: UUID) -> ResponseReturnValue:
    """Another quantity or contract; the − of the last one takes the line out."""
    form = Form(ChangeInCart(), action="cart.change", url=url_for(".change_in_cart", item_id=item_id))
    return perform(
        lambda: _change(item_id, form.data),
        then=lambda _: url_for(".show_cart"),
        back=lambda _: _cart_page(changed=(item_id, form)),
        form=form,
    )


@bp.post("/cart/items/<uuid:item_id>/remove")
@allow(*HOLDER_ROLES)
def remove_from_cart(item_id: UUID) -> ResponseReturnValue:
    """Take a line out; the next page offers to put it back."""
    actor = current_actor()
    item = next((one for one in orders.list_cart(actor) if one.id == item_id), None)
    gone: dict[str, Any] = {}
    if item is not None:
        gone = {"service": item.service_no, "quantity": item.quantity, "contract": item.contract}
    return perform(
        lambda: orders.remove_from_cart(item_id=item_id, by=actor),
        then=lambda _: url_for(".show_cart", **gone),
        back=lambda _: _cart_page(),
    )


@bp.post("/cart/checkout")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def check_out() -> ResponseReturnValue:
    """Place every order that is ticked, each by itself."""
    form = Form(CheckOutForm(), action="cart.checkout", url=url_for(".check_out"))
    return perform(
        lambda: orders.check_out(confirmed=_confirmed(form.data["orders"]), by=current_actor()),
        then=lambda checkout: url_for(".show_checkout", checkout_id=checkout.id),
        back=lambda _: _cart_page(chosen={one["key"]: one["voucher"] for one in form.data.get("orders", ())}),
        form=form,
    )


@bp.get("/cart/checkouts/<uuid:checkout_id>")
@allow(*HOLDER_ROLES)
def show_checkout(checkout_id: UUID) -> ResponseReturnValue:
    """What became of a checkout, order by order."""
    checkout = orders.get_checkout(checkout_id)
    views = [orders.show_order(orders.get_order(result["no"])) for result in checkout.results if result["no"]]
    used = {view.instrument.no: view for view in views if view.instrument}
    refused = [result for result in checkout.results if not result["no"]]
    return render("enterprise/cart/checkout.html", checkout=checkout, views=views, used=used, refused=refused)


@bp.post("/orders/<no>/copy")
@allow(*HOLDER_ROLES)
def copy_order(no: str) -> ResponseReturnValue:
    """Put what an earlier order bought into the cart again."""
    return perform(
        lambda: orders.copy_to_cart(order=orders.get_order(no), by=current_actor()),
        then=lambda _: url_for(".show_cart"),
        back=lambda _: _cart_page(),
    )


def add_form(service_no: str, *, fixed: bool) -> Form:
    """The form 加入购物车 for the page of a service."""
    return Form(
        AddToCart(exclude=("agreed_amount",) if fixed else ()),
        action="cart.add",
        url=url_for("enterprise.add_to_cart"),
        values={"service": service_no, "quantity": 1, "contract": "A"},
        submit=t("加入购物车", "Put into the cart"),
        style="outline-primary",
    )


def _change(item_id: UUID, data: dict[str, Any]) -> None:
    quantity = data["quantity"] + data["step"]
    if quantity < 1:
        orders.remove_from_cart(item_id=item_id, by=current_actor())
        return
    orders.change_in_cart(
        item_id=item_id,
        quantity=quantity,
        contract=data["contract"],
        agreed_fen=data["agreed_amount"],
        by=current_actor(),
    )


def _confirmed(rows: list[dict[str, Any]]) -> list[Confirmed]:
    return [Confirmed(row["key"], row["voucher"], row["seen"], row["planned"]) for row in rows if row["chosen"]]


def _cart_page(*, changed: tuple[UUID, Form] | None = None, chosen: dict[str, str] | None = None) -> str:
    asked = {name[len(CHOICE) :]: value for name, value in request.args.items() if name.startswith(CHOICE) and value}
    view: CartView = orders.show_cart(by=current_actor(), chosen=chosen or asked)
    forms = {line.item.id: _line_form(line) for group in view.groups for line in group.lines}
    if changed is not None:
        forms[changed[0]] = changed[1]
    checkout = Form(CheckOutForm(), action="cart.checkout", url=url_for(".check_out"), submit=t("确认下单", "Order"))
    return render("enterprise/cart/show.html", view=view, forms=forms, checkout=checkout, undo=_undo_form(),
                  WITHOUT=orders.WITHOUT, remove=Form(Nothing(), action="cart.remove"))  # fmt: skip


def _line_form(line: CartLine) -> Form:
    item = line.item
    fixed = line.service is None or line.service.pricing is PricingMode.FIXED
    return Form(
        ChangeInCart(exclude=("agreed_amount",)) if fixed else ChangeInCart(),
        action="cart.change",
        url=url_for(".change_in_cart", item_id=item.id),
        values={"quantity": item.quantity, "contract": item.contract, "agreed_amount": item.agreed_fen},
        submit=t("更新", "Update"),
        style="outline-primary",
    )


def _undo_form() -> Form | None:
    """What was just taken out, to be put back with one click."""
    gone = {name: request.args.get(name) for name in ("service", "quantity", "contract")}
    if not gone["service"] or not str(gone["quantity"]).isdigit():
        return None
    values = {"service": gone["service"], "quantity": int(str(gone["quantity"])), "contract": gone["contract"] or "A"}
    return Form(AddToCart(exclude=("agreed_amount",)), action="cart.undo", url=url_for(".add_to_cart"), values=values,
                submit=t("放回购物车", "Put it back"), style="link")  # fmt: skip
