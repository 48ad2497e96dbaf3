"""Uses of a voucher by registration: made of a booking or offline, handed in, confirmed by the carrier, voided."""

from typing import Any

from flask import request

from hub.api.access import caller, unit
from hub.api.operation import Blueprint, operation
from hub.api.uploads import sent_file
from hub.orders import uses
from hub.orders.uses import UseForm, UseRow
from schemas.api import uses as schemas
from schemas.api.common import Nothing

bp = Blueprint("uses", __name__, url_prefix="/api/v1", description="使用创新券 / Uses of a voucher")


def shown(no: str) -> UseRow:
    """A use as the answers show it."""
    return uses.show_use(no)


@operation(bp, "GET", "/bookings", "listBookings", scope="order.read", answers=schemas.BookingList)
def list_bookings() -> Any:
    """Bookings that the institution has confirmed and of which a use can be registered."""
    return {"items": uses.list_bookings(unit())}


@operation(bp, "GET", "/uses", "listUses", scope="order.read", query=schemas.UseQuery, answers=schemas.UseList)
def list_uses(query: dict[str, Any]) -> Any:
    """Uses the organisation registered or received, the newest first."""
    bought = uses.list_uses(holder_id=unit(), state=query["state"])
    sold = uses.list_uses(institution_id=unit(), state=query["state"])
    return {"items": sorted({row.no: row for row in (*bought, *sold)}.values(), key=lambda row: row.no, reverse=True)}


@operation(bp, "GET", "/uses/<no>", "getUse", scope="order.read", answers=schemas.Use)
def get_use(no: str) -> Any:
    """One use."""
    return shown(no)


@operation(bp, "POST", "/uses", "draftUse", scope="order.write", takes=schemas.NewUse, answers=schemas.Use, status=201)
def draft_use(body: dict[str, Any]) -> Any:
    """Begin a use; nothing is drawn before it is handed in."""
    unit()
    voucher, booking, service = (body.pop(name) for name in ("voucher", "booking", "service"))
    use = uses.draft_use(
        instrument_no=voucher, form=UseForm(**body), booking_no=booking, service_no=service, by=caller()
    )
    return next(row for row in uses.list_uses(holder_id=unit()) if row.use.id == use.id)


@operation(
    bp, "POST", "/uses/<no>/files/<slot>", "attachUseFile", scope="order.write", form=Nothing, answers=schemas.Use
)
def attach_file(body: dict[str, Any], no: str, slot: str) -> Any:
    """Put one file into a slot of a draft, as the part named file of a multipart body."""
    del body
    upload = sent_file(request)
    use, order = uses.get_use(no)
    uses.attach_file(use=use, order=order, slot=slot, stream=upload.stream, name=upload.filename or "", by=caller())
    return shown(no)


@operation(
    bp, "POST", "/uses/<no>/submit", "submitUse", scope="order.write", takes=schemas.SubmitUse, answers=schemas.Use
)
def submit_use(body: dict[str, Any], no: str) -> Any:
    """Hand it in: the amount is held in the same moment, and the carrier is asked where the policy wants it."""
    use, order = uses.get_use(no)
    uses.submit_use(use=use, order=order, by=caller(), **body)
    return shown(no)


@operation(bp, "POST", "/uses/<no>/confirm", "confirmUse", scope="order.write", takes=Nothing, answers=schemas.Use)
def confirm_use(body: dict[str, Any], no: str) -> Any:
    """The carrier confirms contract and amount."""
    del body
    uses.confirm_use(order=uses.get_use(no)[1], by=caller())
    return shown(no)


@operation(bp, "POST", "/uses/<no>/void", "voidUse", scope="order.write", takes=schemas.VoidUse, answers=schemas.Use)
def void_use(body: dict[str, Any], no: str) -> Any:
    """Void a use that is not confirmed; what it held returns."""
    uses.void_use(order=uses.get_use(no)[1], by=caller(), **body)
    return shown(no)
