"""Reading applications and vouchers; what somebody may see is narrowed by the scope."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, select

from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.vouchers.errors import ApplicationUnknown, InstrumentUnknown
from hub.vouchers.models import ApplicationFile, Instrument, VoucherApplication
from schemas.terms import ApplicationState


def get_application(no: str) -> VoucherApplication:
    """The application with this number.

    Raises:
        ApplicationUnknown: there is none, or it is not visible here.
    """
    found = db.session.execute(select(VoucherApplication).where(VoucherApplication.no == no)).scalar_one_or_none()
    if found is None:
        raise ApplicationUnknown()
    return found


def list_applications(
    *, holder_id: UUID | None = None, areas: Sequence[str] | None = None, state: ApplicationState | None = None
) -> Sequence[VoucherApplication]:
    """Applications, the newest first."""
    found = select(VoucherApplication).order_by(VoucherApplication.started_at.desc(), VoucherApplication.no.desc())
    if holder_id is not None:
        found = found.where(VoucherApplication.holder_id == holder_id)
    if areas is not None:
        found = found.where(VoucherApplication.area.in_(areas), VoucherApplication.state != ApplicationState.DRAFT)
    if state is not None:
        found = found.where(VoucherApplication.state == state)
    return db.session.execute(found).scalars().all()


def count_applications(*, areas: Sequence[str]) -> dict[ApplicationState, int]:
    """How many submitted applications of these areas stand in which state."""
    counted = (
        select(VoucherApplication.state, func.count())
        .where(VoucherApplication.area.in_(areas), VoucherApplication.state != ApplicationState.DRAFT)
        .group_by(VoucherApplication.state)
    )
    return {state: count for state, count in db.session.execute(counted)}


def holders_of_applications(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose these applications are, of those that one may see."""
    found = select(VoucherApplication.id, VoucherApplication.holder_id).where(VoucherApplication.id.in_(ids))
    return {row.id: row.holder_id for row in db.session.execute(found)}


def application_of(instrument: Instrument) -> VoucherApplication | None:
    """The application that an instrument was granted on, if there was one and it is visible here."""
    return db.session.get(VoucherApplication, instrument.application_id) if instrument.application_id else None


def find_application_of_year(
    *, holder_id: UUID, programme: str, year: int, other_than: UUID | None = None
) -> VoucherApplication | None:
    """A live or granted application of the holder in that programme and year."""
    dead = (ApplicationState.DRAFT, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
    found = select(VoucherApplication).where(
        VoucherApplication.holder_id == holder_id,
        VoucherApplication.programme == programme,
        VoucherApplication.year == year,
        VoucherApplication.state.not_in(dead),
    )
    if other_than is not None:
        found = found.where(VoucherApplication.id != other_than)
    return db.session.execute(found.order_by(VoucherApplication.started_at)).scalars().first()


def list_files(application_id: UUID) -> Sequence[ApplicationFile]:
    """The files of an application, in the order in which they came."""
    found = select(ApplicationFile).where(ApplicationFile.application_id == application_id)
    return db.session.execute(found.order_by(ApplicationFile.added_at)).scalars().all()


_INSTRUMENT = select(Instrument).where(Instrument.no == bindparam("no"))


def get_instrument(no: str) -> Instrument:
    """The voucher with this number.

    Raises:
        InstrumentUnknown: there is none, or it is not visible here.
    """
    found = db.session.execute(_INSTRUMENT, {"no": no}).scalar_one_or_none()
    if found is None:
        raise InstrumentUnknown(no=no)
    return found


def find_quota(holder_id: UUID, programme: str, area: str, year: int) -> Instrument | None:
    """The holder's quota of a year that grows with each claim, whoever asks; None before the first."""
    found = select(Instrument).where(
        Instrument.holder_id == holder_id,
        Instrument.programme == programme,
        Instrument.area == area,
        Instrument.year == year,
        Instrument.in_slices,
    )
    with everything():
        return db.session.execute(found).scalar_one_or_none()


def instrument_by_id(instrument_id: UUID) -> Instrument:
    """The voucher with this id, for callers who hold an object that names it; whoever owns it."""
    with everything():
        return db.session.execute(select(Instrument).where(Instrument.id == instrument_id)).scalar_one()


def list_instruments(holder_id: UUID, *, programme: str | None = None, on: date | None = None) -> Sequence[Instrument]:
    """The vouchers of a holder, the newest first; with ``on`` only those valid on that day."""
    found = select(Instrument).where(Instrument.holder_id == holder_id).order_by(Instrument.granted_at.desc())
    if programme is not None:
        found = found.where(Instrument.programme == programme)
    if on is not None:
        found = found.where(Instrument.valid_from <= on, Instrument.valid_until >= on)
    return db.session.execute(found).scalars().all()
