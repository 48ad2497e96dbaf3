"""Bookings that an institution entered for this enterprise: confirm with a voucher or without, or decline."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import PhoneBooking
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.labels import word
from hub.web.language import t
from hub.web.page import render
from schemas.order import Reason
from schemas.phone_booking import ConfirmBooking
from schemas.terms import HOLDER_ROLES


@bp.get("/phone-bookings")
@allow(*HOLDER_ROLES)
def list_phone_bookings() -> ResponseReturnValue:
    """What institutions wrote down, those first that wait for an answer."""
    return _page()


@bp.post("/phone-bookings/<no>/confirm")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def confirm_booking(no: str) -> ResponseReturnValue:
    """Confirm: the order is placed."""
    form = _confirm_form(orders.get_booking(no))
    return perform(
        lambda: orders.confirm_booking(
            booking=orders.get_booking(no), instrument_no=form.data["voucher"] or None, by=current_actor()
        ),
        then=lambda order: url_for(".show_order", no=order.no),
        back=lambda _: _page({no: (form, None)}),
        form=form,
    )


@bp.post("/phone-bookings/<no>/decline")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def decline_booking(no: str) -> ResponseReturnValue:
    """Decline, with a reason."""
    form = _decline_form(no)
    return perform(
        lambda: orders.decline_booking(booking=orders.get_booking(no), reason=form.data["reason"], by=current_actor()),
        then=lambda _: url_for(".list_phone_bookings"),
        back=lambda _: _page({no: (None, form)}),
        form=form,
    )


def _page(sent: dict[str, tuple[Form | None, Form | None]] | None = None) -> str:
    bookings = orders.list_phone_bookings(holder_id=current_actor().organization_id)
    forms = {}
    for booking in bookings:
        if booking.is_open:
            confirm, decline = (sent or {}).get(booking.no, (None, None))
            forms[booking.no] = (confirm or _confirm_form(booking), decline or _decline_form(booking.no))
    return render("bookings/enterprise.html", bookings=bookings, forms=forms)


def _confirm_form(booking: PhoneBooking) -> Form:
    options = orders.order_options(
        service_no=booking.service_no,
        quantity=booking.quantity,
        agreed_fen=booking.agreed_fen,
        holder_id=booking.holder_id,
    )
    usable = [one.instrument for one in options if one.instrument is not None and one.routing is not None]
    choices = [
        (one.no, {"zh": f"{one.no}（{word(one.mode)}）", "en": f"{one.no} ({word(one.mode)})"}) for one in usable
    ]
    choices.append(("", {"zh": "无券", "en": "Without a voucher"}))
    return Form(ConfirmBooking(), action="booking.confirm", url=url_for(".confirm_booking", no=booking.no),
                options={"voucher": choices}, values={"voucher": choices[0][0]},
                submit=t("确认并下单", "Confirm and order"))  # fmt: skip


def _decline_form(no: str) -> Form:
    return Form(Reason(), action="booking.decline", url=url_for(".decline_booking", no=no), style="outline-danger",
                submit=t("谢绝", "Decline"))  # fmt: skip
