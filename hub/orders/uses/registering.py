"""使用创新券登记: a draft with its files, handed in once; from then on nothing in it changes (ZJ1-23…25, ZJ2-26)."""

from uuid import UUID

from sqlalchemy import text

from hub import catalog, vouchers
from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.kernel.numbers import next_number
from hub.kernel.states import move, record_birth
from hub.orders import regions
from hub.orders.models import Order
from hub.orders.placing import hold_planned
from hub.orders.queries import get_order
from hub.orders.rules import order_number
from hub.orders.uses import errors
from hub.orders.uses.confirming import announce_use
from hub.orders.uses.papers import require_draft, require_files
from hub.orders.uses.planning import (
    OFFLINE,
    ONLINE,
    UseForm,
    fill,
    plan,
    refuse_form,
    route_use,
    settle_amount,
)
from hub.orders.uses.queries import earlier_uses, files_of, standing_use_of_booking
from hub.orders.uses.rules import in_the_way
from hub.orders.uses.tables import VoucherUse
from hub.orders.uses.telling import record
from hub.policy import decide
from hub.vouchers import Instrument
from schemas.terms import HOLDER_ROLES, OrderState, VoucherMode

BOOKED = (OrderState.IN_SERVICE, OrderState.COMPLETED)
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('voucher_use:' || :holder))")


def draft_use(
    *, instrument_no: str, form: UseForm, by: Actor, booking_no: str | None = None, service_no: str | None = None
) -> VoucherUse:
    """Begin a use: of a confirmed booking, or offline of a service; nothing is drawn yet.

    Raises:
        BookingNotConfirmed, BookingUsed: the booking cannot be used.
        OrderDenied: the policy says no, e.g. to using offline (ZJ2-17).
    """
    holder_id = by.organization_id
    if holder_id is None:
        raise Forbidden()
    by.require(*HOLDER_ROLES, organization_id=holder_id)
    booking = _confirmed_booking(booking_no, holder_id) if booking_no else None
    service = catalog.get_service(booking.service_no if booking else service_no or "")
    instrument = _quota(instrument_no)
    refuse_form(form)
    at, channel = business_now(), ONLINE if booking else OFFLINE
    prefix = directory.get_programme(instrument.programme).order_number
    order = Order(
        id=new_id(),
        no=order_number(prefix=prefix, at=at, n=next_number(prefix, at.date())),
        holder_id=holder_id,
        institution_id=service.institution_id,
        service_no=service.no,
        service_name=service.name,
        pricing=service.pricing,
        quantity=1,
        unit=service.unit,
        registered=True,
        state=OrderState.DRAFT,
        placed_on=at.date(),
        placed_at=at,
    )
    use = VoucherUse(
        order_id=order.id,
        face_code=new_id().hex,
        booking_no=booking_no or None,
        channel=channel,
        area=instrument.area,
        holder_id=holder_id,
        institution_id=service.institution_id,
    )
    fill(use, order, form)
    plan(use, order, instrument, service, form)
    db.session.add_all([order, use])
    db.session.flush()
    record_birth(order, by=by)
    return use


def describe_use(*, use: VoucherUse, order: Order, form: UseForm, by: Actor) -> None:
    """Change what a draft says."""
    require_draft(use, order, by)
    refuse_form(form)
    fill(use, order, form)
    assert order.instrument_id is not None
    plan(use, order, vouchers.instrument_by_id(order.instrument_id), catalog.get_service(order.service_no), form)
    db.session.flush()


def discard_use(*, use: VoucherUse, order: Order, by: Actor) -> None:
    """Give a draft up."""
    require_draft(use, order, by)
    move(order, OrderState.CANCELLED, by=by, reason="草稿已放弃")


def submit_use(*, use: VoucherUse, order: Order, promised: bool, by: Actor) -> VoucherUse:
    """Hand the form in: the policy decides, the amount is held, and the carrier is asked where the policy wants it.

    Raises:
        OrderDenied, AmountTooHigh, ContractInUse, ContractOfEarlierYear, MaterialsMissing, PromiseMissing,
        BalanceChanged: nothing was drawn, and why.
    """
    require_draft(use, order, by)
    if not promised:
        raise errors.PromiseMissing(field="promise")
    if use.booking_no:
        _confirmed_booking(use.booking_no, use.holder_id)
    at = business_now()
    order.placed_on, order.placed_at = at.date(), at
    routing = route_use(use, order, lambda question: decide(question, subject="order", subject_id=order.id))
    assert routing.decision is not None
    require_files(use, routing.decision.materials)
    _refuse_contract(use)
    settle_amount(use, order, routing)
    use.promised_at = at
    failpoint("uses.submit.before_hold")
    hold_planned(order, by=by)
    to = OrderState.RESERVING if routing.region_reserves else OrderState.PLACED
    move(order, to, by=by, decision_id=routing.decision.id, waiting_since=at if routing.region_reserves else None)
    if routing.region_reserves:
        regions.ask_to_reserve(order)
    record("use.created", order, by=by, planned_fen=order.planned_fen, mode=str(order.mode))
    if to is OrderState.PLACED:
        announce_use(order, by=by)
    return use


def _confirmed_booking(booking_no: str, holder_id: UUID) -> Order:
    booking = get_order(booking_no)
    if booking.holder_id != holder_id or booking.mode is not VoucherMode.NONE or booking.state not in BOOKED:
        raise errors.BookingNotConfirmed(no=booking_no, field="booking")
    used = standing_use_of_booking(booking_no)
    if used is not None:
        raise errors.BookingUsed(no=booking_no, use=used.no, field="booking")
    return booking


def _quota(instrument_no: str) -> Instrument:
    instrument = vouchers.get_instrument(instrument_no)
    if not vouchers.registers_uses(instrument.programme, instrument.area, business_today()):
        raise errors.NotRegistered()
    return instrument


def _refuse_contract(use: VoucherUse) -> None:
    """F-03, G-21; of two tabs with the same contract the second waits for the first."""
    db.session.execute(_ONE_AT_A_TIME, {"holder": str(use.holder_id)})
    sha256s = [file.sha256 for file in files_of(use) if file.slot == "contract"]
    found = in_the_way(earlier_uses(use, sha256s=sha256s))
    if found is None:
        return
    if found.stands:
        raise errors.ContractInUse(no=found.no, field="contract_name")
    raise errors.ContractOfEarlierYear(no=found.no, year=found.year, field="contract_name")
