"""Spot-checks after payment: drawn by a published seed out of a population whose hash is kept, with results."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, String, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, integrity
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import Key, Model, append_only, db
from hub.kernel.errors import Invalid, NotFound
from hub.kernel.numbers import next_number
from hub.redemption import errors
from hub.redemption.models import Redemption
from hub.redemption.whole import whole
from hub.reviews.rules import sample_of
from schemas.terms import RedemptionState, Role

MAY_DRAW = (Role.ASSESSOR, Role.PROVINCE_CENTER, Role.AREA_ADMIN)


class Finding(StrEnum):
    """What a spot-check found."""

    FINE = "FINE"
    FAULTY = "FAULTY"


@append_only
class SpotCheck(Model):
    """A draw among the redemptions that an area paid in a time; public, hence not scoped. Numbers only, no names."""

    __tablename__ = "spot_check"
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    percent: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    population: Mapped[int]
    population_sha256: Mapped[str] = mapped_column(String(64))
    drawn_by: Mapped[UUID | None] = mapped_column(Uuid)
    drawn_by_name: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime]


class SpotCheckLine(Model):
    """A redemption that was drawn, with what was found when somebody looked."""

    __tablename__ = "spot_check_line"
    id: Mapped[Key]
    spot_check_id: Mapped[UUID] = mapped_column(ForeignKey("spot_check.id"), index=True)
    redemption_no: Mapped[str] = mapped_column(String(40), index=True)
    finding: Mapped[Finding | None] = mapped_column(Enum(Finding, native_enum=False, length=10))
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by_name: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime | None]


class NothingPaid(Invalid):
    """Nothing was paid in those days."""

    code = "spot_check.nothing_paid"
    zh = "所选期间没有已拨付的兑付，请调整起止日期。"
    en = "Nothing was paid in those days: choose others."


class SpotCheckUnknown(NotFound):
    """There is no such spot-check."""

    code = "spot_check.unknown"
    zh = "没有找到该抽查。"
    en = "There is no such spot-check."


@whole
def draw(*, area: str, first_day: date, last_day: date, seed: str, by: Actor) -> SpotCheck:
    """Draw the area's share of what was paid in these days; the same seed over the same numbers draws the same.

    Raises:
        NothingPaid: there is nothing to draw from.
    """
    by.require(*MAY_DRAW, area=area)
    nos = _paid(area, first_day, last_day)
    if not nos:
        raise NothingPaid(field="first_day")
    now, seed = business_now(), seed.strip() or secrets.token_hex(16)
    percent = integrity.thresholds_of(area).of("spot_check_percent")
    check = SpotCheck(
        no=f"CC-{now:%Y%m%d}-{next_number('CC', now.date()):03d}", area=area, first_day=first_day, last_day=last_day,
        percent=percent, seed=seed, population=len(nos), population_sha256=population_hash(nos),
        drawn_by=by.account_id, drawn_by_name=by.name, drawn_at=now,
    )  # fmt: skip
    db.session.add(check)
    db.session.flush()
    drawn = sample_of(seed, nos, percent)
    db.session.add_all(SpotCheckLine(spot_check_id=check.id, redemption_no=no, note="") for no in drawn)
    db.session.flush()
    audit.record(
        "spot_check.drawn", by=by, subject="spot_check", subject_id=check.id, subject_no=check.no, areas=(area,),
        after={"seed": seed, "population": len(nos), "sha256": check.population_sha256, "drawn": drawn},
    )  # fmt: skip
    return check


def population_hash(nos: Sequence[str]) -> str:
    """SHA-256 of the numbers in their order, one a line: nobody can add or drop one afterwards unseen."""
    return hashlib.sha256("\n".join(sorted(nos)).encode()).hexdigest()


def _paid(area: str, first_day: date, last_day: date) -> list[str]:
    first = datetime.combine(first_day, datetime.min.time(), SHANGHAI)
    last = datetime.combine(last_day, datetime.max.time(), SHANGHAI)
    found = select(Redemption.no).where(
        Redemption.area == area, Redemption.state == RedemptionState.PAID, Redemption.paid_at.between(first, last)
    )
    return sorted(db.session.scalars(found))


@whole
def record_finding(*, check: SpotCheck, redemption_no: str, finding: Finding, note: str, by: Actor) -> SpotCheckLine:
    """Record what was found; a fault says what, and is followed up by a reversal or a sanction."""
    by.require(*MAY_DRAW, area=check.area)
    line = next((one for one in list_lines(check) if one.redemption_no == redemption_no), None)
    if line is None:
        raise SpotCheckUnknown()
    if finding is Finding.FAULTY and not note.strip():
        raise errors.ReasonMissing(field="note")
    line.finding, line.note = finding, note.strip()
    line.recorded_by_name, line.recorded_at = by.name, business_now()
    db.session.flush()
    audit.record(
        "spot_check.recorded", by=by, subject="spot_check", subject_id=check.id, subject_no=check.no,
        areas=(check.area,), after={"redemption": redemption_no, "finding": finding}, reason=note.strip() or None,
    )  # fmt: skip
    return line


def get_spot_check(no: str) -> SpotCheck:
    """The spot-check with this number; they are public.

    Raises:
        SpotCheckUnknown: there is none.
    """
    found = db.session.execute(select(SpotCheck).where(SpotCheck.no == no)).scalar_one_or_none()
    if found is None:
        raise SpotCheckUnknown()
    return found


def list_lines(check: SpotCheck) -> Sequence[SpotCheckLine]:
    """What was drawn, by number."""
    found = select(SpotCheckLine).where(SpotCheckLine.spot_check_id == check.id)
    return db.session.execute(found.order_by(SpotCheckLine.redemption_no)).scalars().all()


def list_spot_checks(areas: Iterable[str] | None = None) -> Sequence[SpotCheck]:
    """Spot-checks of these areas (of all where None), the newest first."""
    found = select(SpotCheck)
    if areas is not None:
        found = found.where(SpotCheck.area.in_(list(areas)))
    return db.session.execute(found.order_by(SpotCheck.drawn_at.desc()).limit(100)).scalars().all()
