"""The end of a voucher's year: its account is closed, what was not submitted lapses (JS-11, G-07)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from hub import audit, ledger, messages
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.states import move
from hub.ledger import Account, AccountKind
from hub.orders.holds import live_hold
from hub.orders.models import Order
from hub.orders.regions import ask_to_release
from hub.orders.telling import record, tell_holder, tell_institution
from hub.vouchers import Instrument, instrument_by_id
from schemas.terms import HoldState, InstrumentState, Mastership, OrderState

REASON = "券已过有效期，未提交兑付的订单失效"
NOT_SUBMITTED = (OrderState.PLACED, OrderState.CONFIRMING_QUOTA, OrderState.IN_SERVICE)
OPEN = (InstrumentState.ACTIVE, InstrumentState.FROZEN, InstrumentState.SPENT)


def list_open_instruments(year: int) -> Sequence[UUID]:
    """The vouchers of a year that have not been closed yet."""
    found = select(Instrument.id).where(Instrument.year == year, Instrument.state.in_(OPEN))
    return db.session.execute(found.order_by(Instrument.id)).scalars().all()


def close_instrument(*, instrument_id: UUID, by: Actor) -> None:
    """Expire one voucher with its quota, and let the orders on it lapse that nobody submitted in time."""
    instrument = instrument_by_id(instrument_id)
    if instrument.state not in OPEN:
        return
    move(instrument, InstrumentState.EXPIRED, by=by, reason="year over")
    for quota_id in _quota_of(instrument_id):
        ledger.expire_quota(quota_id, by=by)
    for order in _not_submitted(instrument_id):
        hold = live_hold(order)
        # A use that its carrier has confirmed counts as used, and is redeemed later (ZJ2-27).
        if hold is None or hold.state is not HoldState.CLAIMED:
            _lapse(order, instrument, by=by)
    audit.record(
        "voucher.expired",
        by=by,
        subject="voucher",
        subject_id=instrument.id,
        subject_no=instrument.no,
        areas=(instrument.area,),
        organizations=(instrument.holder_id,),
    )
    messages.tell(
        "voucher.expired",
        organization_id=instrument.holder_id,
        subject="voucher",
        subject_no=instrument.no,
        path=f"/enterprise/vouchers/{instrument.no}",
    )


def _lapse(order: Order, instrument: Instrument, *, by: Actor) -> None:
    waiting = order.state is OrderState.RESERVING
    move(order, OrderState.CANCELLED if waiting else OrderState.LAPSED, by=by, reason=REASON)
    if instrument.master is Mastership.REGION:
        ask_to_release(order)
    record("order.lapsed", order, by=by, reason=REASON)
    tell_holder("order.lapsed", order, reason=REASON)
    if not waiting:
        tell_institution("order.lapsed", order, reason=REASON)


def _quota_of(instrument_id: UUID) -> Sequence[UUID]:
    found = select(Account.id).where(
        Account.kind == AccountKind.QUOTA, Account.owner_id == instrument_id, Account.closed_at.is_(None)
    )
    return db.session.execute(found).scalars().all()


def _not_submitted(instrument_id: UUID) -> Sequence[Order]:
    states = (*NOT_SUBMITTED, OrderState.RESERVING)
    found = select(Order).where(Order.instrument_id == instrument_id, Order.state.in_(states))
    return db.session.execute(found.order_by(Order.id)).scalars().all()
