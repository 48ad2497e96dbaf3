"""Bookings that came by telephone (JS-38): the institution enters what was agreed, the enterprise confirms or declines.

Nothing is ordered before the enterprise confirms; its confirmation places the order like any other.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid, select, update
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, catalog, messages
from hub.identity import find_organization_by_uscc
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import Fen, Key, Model, count_write, db
from hub.kernel.errors import Invalid, NotFound, Refused
from hub.kernel.numbers import next_number
from hub.kernel.scope import Scoped
from hub.orders.models import Order
from hub.orders.placing import place_order
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES


class PhoneBooking(Scoped, Model):
    """What was agreed by telephone; ``answered_at`` with an order: confirmed, without one: declined."""

    __tablename__ = "phone_booking"
    __scope__ = {"organizations": ("holder_id", "institution_id")}
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(30), unique=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    service_no: Mapped[str] = mapped_column(String(20))
    service_name: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    agreed_fen: Mapped[Fen | None]
    note: Mapped[str] = mapped_column(Text, default="")
    entered_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"))
    reason: Mapped[str | None] = mapped_column(Text)

    @property
    def is_open(self) -> bool:
        """Whether the enterprise has yet to answer."""
        return self.answered_at is None


class BookingUnknown(NotFound):
    """No booking with this number is visible."""

    code = "booking.unknown"


class BookingAnswered(Refused):
    """Somebody answered it before."""

    code = "booking.answered"
    zh = "该预约已确认或已谢绝，不能再次处理。"
    en = "This booking was confirmed or declined already."


class BuyerUnknown(Invalid):
    """Only an enterprise that is on the hub can confirm."""

    code = "booking.buyer_unknown"
    zh = "枢纽中没有该统一社会信用代码的企业，请核对，或请企业先登录一次。"
    en = "No enterprise with this credit code is on the hub: check it, or ask the enterprise to sign in once."


class NotYourService(Invalid):
    """An institution books its own services."""

    code = "booking.not_your_service"
    zh = "只能登记本机构的服务。"
    en = "Only services of your own institution can be booked."


def enter_booking(
    *, uscc: str, service_no: str, quantity: int, agreed_fen: int | None, note: str, by: Actor
) -> PhoneBooking:
    """Write down what an enterprise booked by telephone, and ask it to confirm."""
    by.require(*INSTITUTION_ROLES, organization_id=by.organization_id)
    service, buyer = catalog.get_service(service_no), find_organization_by_uscc(uscc)
    if service.institution_id != by.organization_id:
        raise NotYourService(field="service")
    if buyer is None or not buyer.is_holder:
        raise BuyerUnknown(field="uscc")
    now = business_now()
    booking = PhoneBooking(
        no=f"YY-{now:%Y%m%d}-{next_number('YY', now.date()):05d}",
        institution_id=service.institution_id,
        holder_id=buyer.id,
        service_no=service.no,
        service_name=service.name,
        quantity=quantity,
        agreed_fen=agreed_fen,
        note=note,
        entered_at=now,
    )
    db.session.add(booking)
    db.session.flush()
    _record("booking.entered", booking, by=by)
    _tell("booking.entered", booking, booking.holder_id, "enterprise")
    return booking


def confirm_booking(*, booking: PhoneBooking, instrument_no: str | None, by: Actor) -> Order:
    """The enterprise confirms: the order is placed, with the voucher it chose."""
    by.require(*HOLDER_ROLES, organization_id=booking.holder_id)
    _answer(booking)
    order = place_order(
        service_no=booking.service_no,
        quantity=booking.quantity,
        instrument_no=instrument_no,
        agreed_fen=booking.agreed_fen,
        need=booking.note,
        by=by,
    )
    booking.order_id = order.id
    db.session.flush()
    _record("booking.confirmed", booking, by=by)
    _tell("booking.confirmed", booking, booking.institution_id, "institution")
    return order


def decline_booking(*, booking: PhoneBooking, reason: str, by: Actor) -> None:
    """The enterprise did not book this, or not like this."""
    by.require(*HOLDER_ROLES, organization_id=booking.holder_id)
    _answer(booking)
    booking.reason = reason
    db.session.flush()
    _record("booking.declined", booking, by=by, reason=reason)
    _tell("booking.declined", booking, booking.institution_id, "institution")


def get_booking(no: str) -> PhoneBooking:
    """The booking with this number.

    Raises:
        BookingUnknown: there is none, or it is not visible here.
    """
    found = db.session.execute(select(PhoneBooking).where(PhoneBooking.no == no)).scalar_one_or_none()
    if found is None:
        raise BookingUnknown()
    return found


def list_phone_bookings(*, holder_id: UUID | None = None, institution_id: UUID | None = None) -> Sequence[PhoneBooking]:
    """Bookings of a buyer or of a seller, those that wait first, then the newest."""
    found = select(PhoneBooking)
    if holder_id is not None:
        found = found.where(PhoneBooking.holder_id == holder_id)
    if institution_id is not None:
        found = found.where(PhoneBooking.institution_id == institution_id)
    ordered = found.order_by(PhoneBooking.answered_at.is_not(None), PhoneBooking.entered_at.desc()).limit(200)
    return db.session.execute(ordered).scalars().all()


def _answer(booking: PhoneBooking) -> None:
    """Take the answer, once: of two people who click, one is told."""
    taken = db.session.execute(
        update(PhoneBooking)
        .where(PhoneBooking.id == booking.id, PhoneBooking.answered_at.is_(None))
        .values(answered_at=business_now())
        .execution_options(synchronize_session=False)
    )
    count_write()
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise BookingAnswered()
    db.session.refresh(booking)


def _record(event: str, booking: PhoneBooking, *, by: Actor, reason: str | None = None) -> None:
    audit.record(
        event,
        by=by,
        subject="booking",
        subject_id=booking.id,
        subject_no=booking.no,
        organizations=(booking.holder_id, booking.institution_id),
        reason=reason,
    )


def _tell(event: str, booking: PhoneBooking, organization_id: UUID, side: str) -> None:
    messages.tell(
        event,
        organization_id=organization_id,
        subject="booking",
        subject_no=booking.no,
        path=f"/{side}/phone-bookings",
        service=booking.service_name,
    )
