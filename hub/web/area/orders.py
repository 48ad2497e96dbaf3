"""The area's orders: the queue of quotas to confirm, every order it pays for, and one order."""

from collections.abc import Callable

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import Order
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.redeeming.view import redemption_of
from hub.web.timeline import timeline_of
from schemas.order import Nothing, Reason
from schemas.terms import OrderState, Role

READERS = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER, Role.AREA_ADMIN)


@bp.get("/orders")
@allow(*READERS)
def list_orders() -> ResponseReturnValue:
    """Orders of the officer's areas; those to confirm come first."""
    tab, words = request.args.get("tab", ""), request.args.get("words", "")
    areas = sorted(current_actor().areas(*READERS))
    found = orders.list_orders(areas=areas, tab=tab, words=words, page=page_asked_for())
    paging = Paging(found.page, found.total, orders.PER_PAGE)
    return render("area/orders/list.html", found=found, paging=paging, tab=tab, words=words)


@bp.get("/orders/<no>")
@allow(*READERS)
def show_order(no: str) -> ResponseReturnValue:
    """One order; a use of a voucher has its own page."""
    if orders.get_order(no).registered:
        return redirect(url_for(".show_use", no=no), 303)
    return _order_page(no)


@bp.post("/orders/<no>/confirm-quota")
@allow(Role.ASSESSOR)
def confirm_quota(no: str) -> ResponseReturnValue:
    """Confirm the quota."""
    form = Form(action="order.confirm_quota")
    return _act(no, form, lambda order, _: orders.confirm_quota(order=order, by=current_actor()))


@bp.post("/orders/<no>/refuse-quota")
@allow(Role.ASSESSOR)
def refuse_quota(no: str) -> ResponseReturnValue:
    """Refuse the quota, with a reason."""
    return _act(
        no,
        _refuse_form(no),
        lambda order, form: orders.refuse_quota(order=order, reason=form.data["reason"], by=current_actor()),
    )


def _act(no: str, form: Form, action: Callable[[Order, Form], Order]) -> ResponseReturnValue:
    return perform(
        lambda: action(orders.get_order(no), form),
        then=lambda _: url_for(".show_order", no=no),
        back=lambda _: _order_page(no, form),
        form=form,
    )


def _refuse_form(no: str) -> Form:
    return Form(
        Reason(),
        action="order.refuse_quota",
        url=url_for(".refuse_quota", no=no),
        style="outline-danger",
        submit=t("不予确认", "Refuse"),
    )


def _order_page(no: str, sent: Form | None = None) -> str:
    order = orders.get_order(no)
    forms = []
    if order.state is OrderState.CONFIRMING_QUOTA and current_actor().has(Role.ASSESSOR, area=order.area):
        confirm = t("确认额度", "Confirm the quota")
        forms = [Form(Nothing(), action="order.confirm_quota", url=url_for(".confirm_quota", no=no), submit=confirm)]
        forms.append(sent if sent is not None and sent.action == "order.refuse_quota" else _refuse_form(no))
    history = timeline_of("order", order.id, programme=order.programme)
    return render(
        "area/orders/show.html",
        view=orders.show_order(order),
        redemption=redemption_of(order),
        forms=forms,
        history=history,
    )
