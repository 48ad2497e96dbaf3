"""Vouchers order by order: each order with its application, or why it has none, and the form (TJ-12…21)."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import identity, orders, vouchers
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.orders import Candidate, Order
from hub.vouchers import VoucherApplication
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from schemas.order_application import ApplyForOrder
from schemas.terms import HOLDER_ROLES, ApplicationState


@bp.get("/applications/by-order")
@allow(*HOLDER_ROLES)
def list_order_applications() -> ResponseReturnValue:
    """Orders with their applications, those that could have one, and the others with the reason."""
    holder_id = current_actor().organization_id
    assert holder_id is not None
    asked = {name: request.args.get(name, "").strip()[:80] for name in ("product", "seller", "state")}
    found = [one for one in orders.list_candidates(holder_id) if _wanted(one, asked)]
    return render(
        "enterprise/order_applications/list.html",
        applied=[one for one in found if one.application is not None and one.refusal is None],
        possible=[one for one in found if one.application is None and one.refusal is None]
        + [one for one in found if one.application is not None and one.decision is not None],
        others=[one for one in found if one.refusal is not None],
        sellers={one.order.institution_id: _name_of(one.order.institution_id) for one in found},
        states=list(ApplicationState),
        asked=asked,
        allowances=_allowances(holder_id),
    )


@bp.get("/orders/<no>/apply")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def new_order_application(no: str) -> ResponseReturnValue:
    """The form of an application for this order."""
    order = orders.get_order(no)
    return _form_page(order, _apply_form(order))


@bp.post("/orders/<no>/apply")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def draft_order_application(no: str) -> ResponseReturnValue:
    """Keep the draft."""
    order = orders.get_order(no)
    form = _apply_form(order)
    return perform(
        lambda: orders.apply_for_order(order=order, by=current_actor(), **_said(form)),
        then=lambda application: url_for(".show_application", no=application.no),
        back=lambda _: _form_page(order, form),
        form=form,
    )


def describe_form(application: VoucherApplication) -> Form:
    """The form that corrects a draft or a returned application."""
    about = vouchers.about_order(application)
    values = {
        "estimate": about.estimate_fen,
        "starts_on": about.starts_on,
        "ends_on": about.ends_on,
        "activity": about.activity,
    }
    return Form(
        ApplyForOrder(),
        action="application.describe",
        url=url_for("enterprise.describe_order_application", no=application.no),
        values=values,
        submit=t("暂存", "Save"),
        style="outline-primary",
    )


def correct(application: VoucherApplication, form: Form) -> VoucherApplication:
    """Write down what the form says."""
    return orders.correct_application(application=application, by=current_actor(), **_said(form))


def _said(form: Form) -> dict[str, Any]:
    data = form.data
    return {
        "estimate_fen": data["estimate"],
        "starts_on": data["starts_on"],
        "ends_on": data["ends_on"],
        "activity": data["activity"],
    }


def _apply_form(order: Order) -> Form:
    return Form(
        ApplyForOrder(),
        action="application.draft_for_order",
        url=url_for(".draft_order_application", no=order.no),
        values={"estimate": order.service_amount_fen},
        submit=t("保存并继续", "Save and go on"),
    )


def _form_page(order: Order, form: Form) -> str:
    found = next((one for one in orders.list_candidates(order.holder_id) if one.order.id == order.id), None)
    return render(
        "enterprise/order_applications/new.html",
        form=form,
        order=order,
        seller=_name_of(order.institution_id),
        candidate=found,
        allowances=_allowances(order.holder_id),
    )


def _wanted(one: Candidate, asked: dict[str, str]) -> bool:
    state = one.application.state.value if one.application is not None else ""
    return (
        asked["product"] in one.order.service_name
        and (not asked["seller"] or asked["seller"] in _name_of(one.order.institution_id))
        and (not asked["state"] or state == asked["state"])
    )


def _name_of(institution_id: UUID) -> str:
    return identity.get_organization(institution_id).name


def _allowances(holder_id: UUID) -> list[tuple[Any, Any, vouchers.YearsAllowance]]:
    """For each programme that grants order by order to this holder: programme, area, and what the year leaves."""
    on, holder = business_today(), identity.get_organization(holder_id)
    return [
        (
            programme,
            area,
            vouchers.allowance_of(holder_id=holder_id, programme=programme.code, area=area.code, on=on),
        )
        for programme, area in directory.programmes_for(holder.division)
        if orders.grants_by_order(programme.code, area.code, on)
    ]
