"""The buyer's orders: list, new with a preview of every way to order, one order with its cancellation."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub import catalog, identity, orders, vouchers
from hub.federation import directory
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.enterprise.cart import add_form
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.labels import word
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming.view import redemption_of
from hub.web.timeline import timeline_of
from schemas.order import CancelOrder, Nothing, PlaceOrder
from schemas.terms import HOLDER_ROLES, OrderState, PricingMode, VoucherMode, yuan_grouped

CANCEL_SHOWN = (OrderState.RESERVING, OrderState.PLACED, OrderState.CONFIRMING_QUOTA)


@bp.get("/orders/new")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def new_order() -> ResponseReturnValue:
    """The order form of one service, with what each way of ordering would mean."""
    begin = {"quantity": _quantity(), **_as_before()}
    options = _options(begin["quantity"], begin.get("agreed_amount"))
    best = next((one.instrument.no for one in options if one.instrument and one.routing), "")
    wished = request.args.get("voucher", best)
    return _new_page(_order_form(options, {"voucher": wished, **begin}), options, begin)


@bp.post("/orders/new")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def place_order() -> ResponseReturnValue:
    """Order."""
    form = _order_form(_options(1, None), {})
    return perform(
        lambda: _place(form),
        then=lambda order: url_for(".show_order", no=order.no),
        back=lambda _: _new_page(
            form, _options(form.data.get("quantity", 1), form.data.get("agreed_amount")), form.data
        ),
        form=form,
    )


@bp.get("/orders/<no>")
@allow(*HOLDER_ROLES)
def show_order(no: str) -> ResponseReturnValue:
    """One order; a use of a voucher has its own page."""
    if orders.get_order(no).registered:
        return redirect(url_for(".show_use", no=no), 303)
    return _order_page(no, _cancel_form(no))


@bp.post("/orders/<no>/cancel")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def cancel_order(no: str) -> ResponseReturnValue:
    """Cancel, while nobody has accepted."""
    form = _cancel_form(no)
    return perform(
        lambda: orders.cancel_order(order=orders.get_order(no), reason=form.data["reason"], by=current_actor()),
        then=lambda _: url_for(".show_order", no=no),
        back=lambda _: _order_page(no, form),
        form=form,
    )


@bp.post("/orders/<no>/complete")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def complete_order(no: str) -> ResponseReturnValue:
    """The service of an order without a voucher is done."""
    return perform(
        lambda: orders.complete_order(order=orders.get_order(no), by=current_actor()),
        then=lambda _: url_for(".show_order", no=no),
        back=lambda _: _order_page(no, _cancel_form(no)),
    )


def _place(form: Form) -> orders.Order:
    return orders.place_order(
        service_no=request.args.get("service", ""),
        quantity=form.data["quantity"],
        instrument_no=form.data["voucher"] or None,
        agreed_fen=form.data.get("agreed_amount"),
        need=form.data["need"],
        promised=form.data["seen"],
        by=current_actor(),
    )


def _as_before() -> dict[str, Any]:
    """What stood on an earlier order (``like``) of this enterprise, to begin with."""
    if "like" not in request.args:
        return {}
    earlier = orders.get_order(request.args["like"])
    agreed = {} if _is_fixed() else {"agreed_amount": earlier.contract_fen}
    return {"quantity": earlier.quantity, "need": earlier.need, **agreed}


def _is_fixed() -> bool:
    return catalog.get_service(request.args.get("service", "")).pricing is PricingMode.FIXED


def _quantity() -> int:
    typed = request.args.get("quantity", "1")
    return min(int(typed), 9999) if typed.isascii() and typed.isdigit() and int(typed) else 1


def _options(quantity: int, agreed_fen: int | None) -> list[orders.Option]:
    holder_id = current_actor().organization_id
    assert holder_id is not None
    no = request.args.get("service", "")
    catalog.get_service(no)
    return list(orders.order_options(service_no=no, quantity=quantity, agreed_fen=agreed_fen, holder_id=holder_id))


def _order_form(options: list[orders.Option], values: dict[str, object]) -> Form:
    choices = [("", {"zh": "无券", "en": "Without a voucher"})]
    for option in options:
        if option.instrument is not None and option.routing is not None:
            left = yuan_grouped(option.routing.available_fen)
            kind = word(option.instrument.mode)
            choices.insert(0, (option.instrument.no, {
                "zh": f"{option.instrument.no}（{kind}，可用 {left} 元）",
                "en": f"{option.instrument.no} ({kind}, {left} yuan left)",
            }))  # fmt: skip
    schema = PlaceOrder(exclude=("agreed_amount",) if _is_fixed() else ())
    return Form(schema, action="order.place", submit=t("提交订单", "Place the order"), values=values,
                options={"voucher": choices})  # fmt: skip


def _new_page(form: Form, options: list[orders.Option], asked: Mapping[str, Any]) -> str:
    """The page with what each way means for what was ``asked``, which the form promises."""
    quantity, agreed_fen = asked.get("quantity") or _quantity(), asked.get("agreed_amount")
    form.replace("seen", orders.promise_of_options(options, quantity=quantity, agreed_fen=agreed_fen))
    service = catalog.get_service(request.args.get("service", ""))
    institution = identity.get_organization(service.institution_id)
    return render(
        "enterprise/orders/new.html",
        form=form,
        options=options,
        service=service,
        institution=institution,
        quantity=quantity,
        to_cart=add_form(service.no, fixed=service.pricing == "FIXED"),
        quotas=_quotas_for(service.no),
        **_around(service),
    )


def _around(service: catalog.Service) -> dict[str, object]:
    """What an order form shows beside its fields: the buyer, masked, and what the service is (JS-46, JS-47)."""
    unit = current_actor().organization_id
    assert unit is not None
    holder = identity.get_organization(unit)
    names = [directory.get_programme(code).names.text(t("zh", "en")) for code in service.programme_badges]
    areas = [directory.area_name(code, t("zh", "en")) for code in service.area_tags]
    return {
        "holder": holder,
        "contact": (
            identity.mask_name(holder.contact_name) if holder.contact_name else None,
            identity.mask_phone(holder.contact_phone) if holder.contact_phone else None,
        ),
        "path": catalog.category_path(service.category_code),
        "badges": [*names, *areas],
    }


def _quotas_for(service_no: str) -> list[vouchers.Instrument]:
    """The quota that could be used for this service, by the registration form (ZJ1-21)."""
    holder_id, service = current_actor().organization_id, catalog.get_service(service_no)
    quotas = orders.uses.usable_quotas(holder_id) if holder_id else []
    return [quota for quota in quotas if orders.accepts_voucher(service, quota)]


def _may_use(order: orders.Order) -> bool:
    """Whether this is a confirmed booking for which there is quota."""
    bookings = orders.uses.list_bookings(order.holder_id)
    return order.no in {one.no for one in bookings} and bool(_quotas_for(order.service_no))


def _cancel_form(no: str) -> Form:
    return Form(CancelOrder(), action="order.cancel", url=url_for(".cancel_order", no=no), style="outline-danger",
                submit=t("取消订单", "Cancel the order"))  # fmt: skip


def _order_page(no: str, cancel: Form) -> str:
    order = orders.get_order(no)
    complete = None
    if order.mode is VoucherMode.NONE and order.state is OrderState.IN_SERVICE:
        complete = Form(Nothing(), action="order.complete", url=url_for(".complete_order", no=no),
                        submit=t("确认服务完成", "The service is done"))  # fmt: skip
    return render(
        "enterprise/orders/show.html",
        view=orders.show_order(order),
        redemption=redemption_of(order),
        cancel=cancel if order.state in CANCEL_SHOWN else None,
        complete=complete,
        copy=Form(
            Nothing(),
            action="order.copy",
            url=url_for(".copy_order", no=no),
            style="outline-primary",
            submit=t("再次购买（放入购物车）", "Buy again (into the cart)"),
        ),
        lines=orders.lines_of(order),
        in_charge=identity.charges.person_in_charge(order.holder_id, "order", order.id),
        may_use=_may_use(order),
        history=timeline_of("order", order.id, programme=order.programme),
    )
