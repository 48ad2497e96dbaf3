"""The institution's bookings by telephone: entering one, and what became of them."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import catalog, orders
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.language import t
from hub.web.page import render
from schemas.phone_booking import EnterBooking
from schemas.terms import INSTITUTION_ROLES


@bp.get("/phone-bookings")
@allow(*INSTITUTION_ROLES)
def list_phone_bookings() -> ResponseReturnValue:
    """The bookings, and the form to enter one."""
    return _page(_form())


@bp.post("/phone-bookings")
@allow(*INSTITUTION_ROLES)
@needs_assurance("substantial")
def enter_booking() -> ResponseReturnValue:
    """Enter one; the enterprise is asked to confirm."""
    form = _form()
    return perform(
        lambda: orders.enter_booking(
            uscc=form.data["uscc"],
            service_no=form.data["service"],
            quantity=form.data["quantity"],
            agreed_fen=form.data["agreed_amount"],
            note=form.data["note"],
            by=current_actor(),
        ),
        then=lambda _: url_for(".list_phone_bookings"),
        back=lambda _: _page(form),
        form=form,
    )


def _form() -> Form:
    unit = current_actor().organization_id
    own = catalog.list_services_of(unit) if unit else []
    options = {"service": [(one.no, f"{one.no} {one.name}") for one in own if one.published]}
    return Form(EnterBooking(), action="booking.enter", values={"quantity": 1}, options=options,
                submit=t("登记，待企业确认", "Enter it for the enterprise to confirm"))  # fmt: skip


def _page(form: Form) -> str:
    bookings = orders.list_phone_bookings(institution_id=current_actor().organization_id)
    return render("bookings/institution.html", form=form, bookings=bookings)
