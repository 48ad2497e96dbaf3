"""A voucher comes into being: granted here, or mirrored from the region that issued it."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import audit, ledger, messages
from hub.federation import directory
from hub.integrity import sanctions
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.scope import everything
from hub.kernel.states import move, record_birth
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.queries import find_quota
from hub.vouchers.rules import instrument_number, last_day
from schemas.terms import ApplicationState, InstrumentState, Mastership, VoucherMode, yuan_grouped


def grant_instrument(
    *, application: VoucherApplication, amount_fen: int, mode: VoucherMode, by: Actor, order_id: UUID | None = None
) -> Instrument:
    """Issue the voucher of an application and book its quota, in one transaction. ``order_id``: for that order only."""
    now = business_now()
    sanctions.require_free(application.holder_id, programme=application.programme, on=now.date())
    instrument = _new_instrument(application, amount_fen, mode, order_id=order_id)
    db.session.add(instrument)
    db.session.flush()
    record_birth(instrument, by=by)
    failpoint("vouchers.grant.before_quota")
    _book(instrument, amount_fen, cap_fen=application.cap_fen, ref=application.no, on=now.date(), by=by)
    failpoint("vouchers.grant.after_quota")
    move(
        application,
        ApplicationState.GRANTED,
        by=by,
        decision_id=application.decision_id,
        instrument_id=instrument.id,
        amount_fen=amount_fen,
        mode=mode,
    )
    _tell_granted(application, instrument, by=by)
    return instrument


def _new_instrument(
    application: VoucherApplication,
    amount_fen: int,
    mode: VoucherMode,
    *,
    order_id: UUID | None = None,
    in_slices: bool = False,
) -> Instrument:
    """A voucher of the application's year, valid from today."""
    now = business_now()
    return Instrument(
        no=_free_number(application.programme, application.area, application.year, mode),
        programme=application.programme,
        area=application.area,
        holder_id=application.holder_id,
        mode=mode,
        year=application.year,
        amount_fen=amount_fen,
        valid_from=now.date(),
        valid_until=last_day(application.year),
        state=InstrumentState.ACTIVE,
        master=Mastership.HUB,
        in_slices=in_slices,
        application_id=application.id,
        order_id=order_id,
        decision_id=application.decision_id,
        version_label=application.version_label,
        granted_at=now,
    )


@dataclass(frozen=True)
class Mirrored:
    """A voucher as the region that issued it reports it."""

    no: str
    programme: str
    area: str
    holder_id: UUID
    mode: VoucherMode
    year: int
    amount_fen: int
    available_fen: int
    valid_until: date
    state: InstrumentState


def mirror_instrument(*, seen: Mirrored, by: Actor) -> Instrument:
    """Bring our copy of a voucher that the region issued up to what the region says; twice changes nothing."""
    now = business_now()
    with everything():
        instrument = db.session.execute(select(Instrument).where(Instrument.no == seen.no)).scalar_one_or_none()
    if instrument is None:
        instrument = _first_copy(seen, now, by=by)
    instrument.region_available_fen, instrument.mirrored_at = seen.available_fen, now
    if seen.amount_fen > instrument.amount_fen:
        more_fen, ref = seen.amount_fen - instrument.amount_fen, f"{seen.no}+{seen.amount_fen}"
        _book(instrument, more_fen, cap_fen=None, ref=ref, on=now.date(), by=by)
        instrument.amount_fen = seen.amount_fen
    if instrument.state is not seen.state and instrument.can_move(instrument.state, seen.state):
        move(instrument, seen.state, by=by, reason="as the region reports it")
    db.session.flush()
    return instrument


def is_ours_to_mirror(no: str, *, area: str, holder_id: UUID) -> bool:
    """Whether a number is free, or already that of this holder's voucher mirrored from this area's region."""
    with everything():
        found = db.session.execute(select(Instrument).where(Instrument.no == no)).scalar_one_or_none()
    if found is None:
        return True
    return found.master is Mastership.REGION and (found.area, found.holder_id) == (area, holder_id)


def _first_copy(seen: Mirrored, now: datetime, *, by: Actor) -> Instrument:
    instrument = Instrument(
        no=seen.no,
        programme=seen.programme,
        area=seen.area,
        holder_id=seen.holder_id,
        mode=seen.mode,
        year=seen.year,
        amount_fen=seen.amount_fen,
        valid_from=date(seen.year, 1, 1),
        valid_until=seen.valid_until,
        state=seen.state,
        master=Mastership.REGION,
        granted_at=now,
    )
    db.session.add(instrument)
    db.session.flush()
    record_birth(instrument, by=by)
    _book(instrument, seen.amount_fen, cap_fen=None, ref=seen.no, on=now.date(), by=by)
    audit.record(
        "voucher.mirrored",
        by=by,
        subject="voucher",
        subject_id=instrument.id,
        subject_no=seen.no,
        areas=(seen.area,),
        organizations=(seen.holder_id,),
        after={"amount_fen": seen.amount_fen},
    )
    return instrument


def grant_slice(
    *, application: VoucherApplication, amount_fen: int, mode: VoucherMode, holding_cap_fen: int | None, by: Actor
) -> Instrument:
    """Add a claimed amount to the year's quota, in one transaction with the caps that bound it (ZJ1-16, G-23).

    Raises:
        CapReached, HoldingReached: another claim was faster, and together they are too much.
    """
    today = business_now().date()
    sanctions.require_free(application.holder_id, programme=application.programme, on=today)
    instrument = _quota_of_year(application, mode, by=by)
    failpoint("vouchers.grant.before_quota")
    _book(
        instrument,
        amount_fen,
        cap_fen=application.cap_fen,
        holding_cap_fen=holding_cap_fen,
        ref=application.no,
        on=today,
        by=by,
    )
    failpoint("vouchers.grant.after_quota")
    instrument.amount_fen = Instrument.amount_fen + amount_fen
    db.session.flush()
    db.session.refresh(instrument)
    move(
        application,
        ApplicationState.GRANTED,
        by=by,
        decision_id=application.decision_id,
        instrument_id=instrument.id,
        amount_fen=amount_fen,
        mode=mode,
    )
    _tell_granted(application, instrument, by=by)
    return instrument


def _quota_of_year(application: VoucherApplication, mode: VoucherMode, *, by: Actor) -> Instrument:
    wanted = (application.holder_id, application.programme, application.area, application.year)
    found = find_quota(*wanted)
    if found is not None:
        return found
    instrument = _new_instrument(application, 0, mode, in_slices=True)
    try:
        with db.session.begin_nested():
            db.session.add(instrument)
            db.session.flush()
    except IntegrityError:
        # Another tab has claimed first meanwhile: its quota is ours too.
        faster = find_quota(*wanted)
        assert faster is not None
        return faster
    record_birth(instrument, by=by)
    return instrument


def _book(
    instrument: Instrument,
    amount_fen: int,
    *,
    cap_fen: int | None,
    ref: str,
    on: date,
    by: Actor,
    holding_cap_fen: int | None = None,
) -> None:
    ledger.grant_quota(
        instrument_id=instrument.id,
        holder_id=instrument.holder_id,
        programme=instrument.programme,
        area=instrument.area,
        year=instrument.year,
        amount_fen=amount_fen,
        cap_fen=cap_fen,
        holding_cap_fen=holding_cap_fen,
        business_date=on,
        by=by,
        ref=ref,
    )


def _free_number(programme: str, area: str, year: int, mode: VoucherMode) -> str:
    code = directory.number_code(programme, area)
    with everything():
        while True:
            number = instrument_number(year=year, mode=mode, number_code=code, random_hex=secrets.token_hex(4))
            if db.session.execute(select(Instrument.id).where(Instrument.no == number)).first() is None:
                return number


def _tell_granted(application: VoucherApplication, instrument: Instrument, *, by: Actor) -> None:
    areas, parties = (application.area,), (application.holder_id,)
    audit.record(
        "application.approved",
        by=by,
        subject="application",
        subject_id=application.id,
        subject_no=application.no,
        areas=areas,
        organizations=parties,
        decision_id=application.decision_id,
        after={"amount_fen": application.amount_fen, "mode": str(instrument.mode)},
    )
    audit.record(
        "voucher.granted",
        by=by,
        subject="voucher",
        subject_id=instrument.id,
        subject_no=instrument.no,
        areas=areas,
        organizations=parties,
        decision_id=application.decision_id,
        after={"amount_fen": application.amount_fen},
    )
    messages.tell(
        "application.approved",
        organization_id=application.holder_id,
        subject="application",
        subject_no=application.no,
        path=f"/enterprise/applications/{application.no}",
        voucher=instrument.no,
        amount=yuan_grouped(application.amount_fen or 0),
    )
