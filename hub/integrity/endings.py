"""Units that were deregistered or merged into another: what is open then waits for two people to look (F-16)."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, String, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit
from hub.identity import Organization, get_organization
from hub.integrity.errors import ReasonNeeded, UnitEnded, UnitEndedAlready
from hub.integrity.examined import Lapse
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import Key, Model, append_only, db
from schemas.terms import Role

MAY_RECORD = (Role.ASSESSOR, Role.PROVINCE_CENTER)


class Ending(StrEnum):
    """How a unit ended."""

    DEREGISTERED = "DEREGISTERED"
    MERGED = "MERGED"


WORDS = {
    Ending.DEREGISTERED: ("已注销", "was deregistered"),
    Ending.MERGED: ("已被合并", "was merged into another"),
}


@append_only
class UnitEnding(Model):
    """A unit that no longer exists, since when, and on what evidence; public like the register it stands in."""

    __tablename__ = "unit_ending"
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    kind: Mapped[Ending] = mapped_column(Enum(Ending, native_enum=False, length=20))
    ended_on: Mapped[date]
    successor_uscc: Mapped[str | None] = mapped_column(String(18))
    evidence: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[UUID | None] = mapped_column(Uuid)
    recorded_by_name: Mapped[str] = mapped_column(Text)


def record_ending(
    *,
    unit: Organization,
    kind: Ending,
    on: date,
    evidence: str,
    area: str,
    by: Actor,
    successor_uscc: str | None = None,
) -> UnitEnding:
    """Note that a unit has ended. Nothing is paid of what it has open before two people have looked.

    Raises:
        UnitEndedAlready: it is on record.
        ReasonNeeded: without evidence.
    """
    by.require(*MAY_RECORD, area=area)
    if not evidence.strip():
        raise ReasonNeeded(field="evidence")
    if find_ending(unit.id) is not None:
        raise UnitEndedAlready(name=unit.name)
    ending = UnitEnding(
        organization_id=unit.id,
        kind=kind,
        ended_on=on,
        successor_uscc=successor_uscc,
        evidence=evidence.strip(),
        recorded_by=by.account_id,
        recorded_by_name=by.name,
    )
    db.session.add(ending)
    db.session.flush()
    audit.record(
        "holder.ended",
        by=by,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(area,),
        after={"kind": kind, "on": on, "successor": successor_uscc, "at": business_now()},
        reason=evidence.strip(),
    )
    return ending


def find_ending(organization_id: UUID) -> UnitEnding | None:
    """How and when a unit ended, or None."""
    found = select(UnitEnding).where(UnitEnding.organization_id == organization_id)
    return db.session.execute(found).scalar_one_or_none()


def lapses_of(organization_id: UUID, *, on: date) -> Sequence[Lapse]:
    """The end of a unit as something that makes it no longer eligible."""
    ending = find_ending(organization_id)
    if ending is None or ending.ended_on > on:
        return []
    name, (zh, en) = get_organization(organization_id).name, WORDS[ending.kind]
    return [Lapse(f"“{name}”{zh}", f"“{name}” {en}", ending.ended_on)]


def require_exists(*organization_ids: UUID, on: date) -> None:
    """Refuse what is new where one of the units has ended; what is open already is held and looked at.

    Raises:
        UnitEnded: names unit and day.
    """
    for organization_id in organization_ids:
        ending = find_ending(organization_id)
        if ending is not None and ending.ended_on <= on:
            zh, en = WORDS[ending.kind]
            raise UnitEnded(name=get_organization(organization_id).name, how=zh, how_en=en, on=ending.ended_on)
