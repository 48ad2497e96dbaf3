"""What ends when: the calendar of an enterprise, and the warnings before its vouchers lapse (expiry.remind)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from hub import messages
from hub.identity import letters, list_qualifications
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import count_write, db, unit_of_work
from hub.kernel.jobs import scheduled
from hub.orders.listing import orders_that_lapse
from hub.vouchers import Instrument, held_vouchers, list_instruments
from schemas.terms import InstrumentState, yuan_grouped

REMIND_DAYS = (30, 14, 7, 1)
OPEN = (InstrumentState.ACTIVE, InstrumentState.FROZEN, InstrumentState.SPENT)


@dataclass(frozen=True)
class Ending:
    """One thing that ends on a day: words (zh, en), and where to look."""

    on: date
    zh: str
    en: str
    path: str


def warning_due(days_left: int, told: int | None) -> int | None:
    """Which of the warnings (in days before) is due and was not given yet; pure."""
    due = [days for days in REMIND_DAYS if 0 <= days_left <= days]
    if not due or (told is not None and told <= due[-1]):
        return None
    return due[-1]


def calendar_of(holder_id: UUID, on: date) -> Sequence[Ending]:
    """What of an enterprise ends from this day on, the nearest first."""
    instruments = [one for one in list_instruments(holder_id) if one.valid_until >= on and one.state in OPEN]
    lapsing = orders_that_lapse([one.id for one in instruments])
    endings = [
        _voucher_ends(held.instrument, held.balances.available_fen, lapsing.get(held.instrument.id, 0))
        for held in held_vouchers(instruments, on)
    ]
    endings += [
        Ending(one.valid_until, f"资格 {one.number} 到期", f"Qualification {one.number} ends", "/account/organization")
        for one in list_qualifications(holder_id, on)
        if one.valid_until is not None
    ]
    endings += [
        Ending(
            letter.valid_until,
            f"{account.display_name} 的授权书到期，此后不能代表本单位办理",
            f"The letter of {account.display_name} ends, who then no longer acts for you",
            f"/account/people/{account.id}/letters",
        )
        for letter, account in letters.letters_ending(holder_id, on)
        if letter.valid_until is not None
    ]
    return sorted(endings, key=lambda ending: ending.on)


@scheduled("expiry.remind", cron="0 9 * * *", catch_up="latest")
def remind(*, fire_at: datetime, key: str | None) -> None:  # noqa: ARG001 - every scheduled job takes both
    """Warn of vouchers that end soon and have something to lose, once for each of 30, 14, 7 and 1 days."""
    on = fire_at.astimezone(SHANGHAI).date()
    with unit_of_work():
        soon = _ending_soon(on)
        lapsing = orders_that_lapse([one.id for one in soon])
        for held in held_vouchers(soon, on):
            open_orders = lapsing.get(held.instrument.id, 0)
            if held.balances.available_fen or open_orders:
                _warn(held.instrument, held.balances.available_fen, open_orders, on)


def _ending_soon(on: date) -> Sequence[Instrument]:
    last = date.fromordinal(on.toordinal() + max(REMIND_DAYS))
    found = select(Instrument).where(
        Instrument.state.in_(OPEN), Instrument.valid_until >= on, Instrument.valid_until <= last
    )
    return db.session.execute(found.order_by(Instrument.id)).scalars().all()


def _warn(instrument: Instrument, available_fen: int, open_orders: int, on: date) -> None:
    days = (instrument.valid_until - on).days
    threshold = warning_due(days, instrument.reminded_days)
    if threshold is None or not _take(instrument.id, threshold):
        return
    messages.tell(
        "voucher.expiring",
        organization_id=instrument.holder_id,
        subject="voucher",
        subject_no=instrument.no,
        path=f"/enterprise/vouchers/{instrument.no}",
        until=instrument.valid_until.isoformat(),
        days=str(days),
        available=yuan_grouped(available_fen),
        orders=str(open_orders),
    )


def _take(instrument_id: UUID, threshold: int) -> bool:
    """Whether it is this run that gives the warning; two runs may overlap."""
    taken = db.session.execute(
        update(Instrument)
        .where(
            Instrument.id == instrument_id,
            or_(Instrument.reminded_days.is_(None), Instrument.reminded_days > threshold),
        )
        .values(reminded_days=threshold)
        .execution_options(synchronize_session=False)
    )
    count_write()
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def _voucher_ends(instrument: Instrument, available_fen: int, open_orders: int) -> Ending:
    left = yuan_grouped(available_fen)
    return Ending(
        instrument.valid_until,
        f"券 {instrument.no} 到期：未用的 {left} 元和未提交兑付的 {open_orders} 个订单届时失效",
        f"Voucher {instrument.no} ends: {left} yuan unused and {open_orders} orders not handed in lapse",
        f"/enterprise/vouchers/{instrument.no}",
    )
