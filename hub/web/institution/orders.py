"""The seller's orders: list, and one order with accepting, declining and fixing the price."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import Order
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.language import t
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.redeeming.view import redemption_of
from hub.web.timeline import timeline_of
from schemas.order import Nothing, Reason, SetPrice
from schemas.terms import INSTITUTION_ROLES, OrderState, PricingMode, VoucherMode


@bp.get("/orders")
@allow(*INSTITUTION_ROLES)
def list_orders() -> ResponseReturnValue:
    """All orders the institution received, by tab and words."""
    tab, words = request.args.get("tab", ""), request.args.get("words", "")
    institution_id = current_actor().organization_id
    found = orders.list_orders(institution_id=institution_id, tab=tab, words=words, page=page_asked_for())
    paging = Paging(found.page, found.total, orders.PER_PAGE)
    return render("institution/orders/list.html", found=found, paging=paging, tab=tab, words=words)


@bp.get("/orders/<no>")
@allow(*INSTITUTION_ROLES)
def show_order(no: str) -> ResponseReturnValue:
    """One order; a use of a voucher has its own page."""
    if orders.get_order(no).registered:
        return redirect(url_for(".show_use", no=no), 303)
    return _order_page(no)


@bp.post("/orders/<no>/accept")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def accept_order(no: str) -> ResponseReturnValue:
    """Accept."""
    return _act(no, Form(action="order.accept"), lambda order, _: orders.accept_order(order=order, by=current_actor()))


@bp.post("/orders/<no>/decline")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def decline_order(no: str) -> ResponseReturnValue:
    """Decline, with a reason."""
    return _act(
        no,
        _decline_form(no),
        lambda order, form: orders.decline_order(order=order, reason=form.data["reason"], by=current_actor()),
    )


@bp.post("/orders/<no>/set-price")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def set_price(no: str) -> ResponseReturnValue:
    """Fix the price."""
    return _act(
        no,
        _price_form(no),
        lambda order, form: orders.set_price(order=order, amount_fen=form.data["amount"], by=current_actor()),
    )


@bp.post("/orders/<no>/complete")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def complete_order(no: str) -> ResponseReturnValue:
    """The service of an order without a voucher is done."""
    form = Form(action="order.complete")
    return _act(no, form, lambda order, _: orders.complete_order(order=order, by=current_actor()))


def _act(no: str, form: Form, action: Callable[[Order, Form], Order]) -> ResponseReturnValue:
    return perform(
        lambda: action(orders.get_order(no), form),
        then=lambda _: url_for(".show_order", no=no),
        back=lambda _: _order_page(no, form),
        form=form,
    )


def _decline_form(no: str) -> Form:
    return Form(
        Reason(),
        action="order.decline",
        url=url_for(".decline_order", no=no),
        style="outline-danger",
        submit=t("不接单", "Decline"),
    )


def _price_form(no: str) -> Form:
    return Form(
        SetPrice(),
        action="order.set_price",
        url=url_for(".set_price", no=no),
        style="outline-primary",
        submit=t("确定金额", "Fix the price"),
    )


def _forms_for(order: Order) -> list[Form]:
    """What the seller can do in the order's state."""
    no = order.no
    if order.state is OrderState.PLACED:
        accept = Form(
            Nothing(), action="order.accept", url=url_for(".accept_order", no=no), submit=t("接单", "Accept the order")
        )
        price = [] if order.pricing is PricingMode.FIXED else [_price_form(no)]
        return [accept, *price, _decline_form(no)]
    if order.state is OrderState.IN_SERVICE and order.mode is VoucherMode.NONE:
        done = t("确认服务完成", "The service is done")
        return [Form(Nothing(), action="order.complete", url=url_for(".complete_order", no=no), submit=done)]
    return []


def _order_page(no: str, sent: Form | None = None) -> str:
    order = orders.get_order(no)
    forms = [sent if sent is not None and sent.action == form.action else form for form in _forms_for(order)]
    history = timeline_of("order", order.id, programme=order.programme)
    return render(
        "institution/orders/show.html",
        view=orders.show_order(order),
        redemption=redemption_of(order),
        forms=forms,
        history=history,
    )
