"""Sanctions: who may not use vouchers, in which programme, from when to when and why; grants and orders ask here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import String, Text, Uuid, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, messages
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.integrity import endings
from hub.integrity.errors import ReasonNeeded
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import Key, Model, db
from hub.kernel.errors import Invalid, NotFound, Refused
from schemas.terms import Role

MAY_IMPOSE = (Role.ASSESSOR, Role.PROVINCE_CENTER)
MAY_CONFIRM = (Role.OBJECTION_DECIDER, Role.ASSESSOR, Role.PROVINCE_CENTER)


class Sanction(Model):
    """A unit barred from a programme (all where empty) for a time. It counts once a second person has confirmed it.

    Read by all areas: money of one must not go to whom another has barred.
    """

    __tablename__ = "sanction"
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    programme: Mapped[str | None] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    imposed_by: Mapped[UUID | None] = mapped_column(Uuid)
    imposed_by_name: Mapped[str] = mapped_column(Text)
    imposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(Uuid)
    confirmed_by_name: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    lifted_by_name: Mapped[str | None] = mapped_column(Text)
    lifted_at: Mapped[datetime | None]
    lifted_why: Mapped[str | None] = mapped_column(Text)


class Sanctioned(Refused):
    """The unit may not use vouchers now."""

    code = "integrity.sanctioned"
    zh = "“{name}”自{since}起{until}被限制使用科技创新券（{area}），原因已告知该单位；如有异议可向该区域主管部门申诉。"
    en = "“{name}” is barred from using vouchers from {since} {until_en} ({area_en}); the unit was told why."


class SanctionDaysWrong(Invalid):
    """It ends before it begins."""

    code = "integrity.sanction_days_wrong"
    zh = "结束日期早于开始日期，请更正。"
    en = "The last day lies before the first: correct it."


class SanctionUnknown(NotFound):
    """There is no such sanction here."""

    code = "integrity.sanction_unknown"
    zh = "没有找到该惩戒记录。"
    en = "There is no such sanction."


class ConfirmedByYou(Refused):
    """Two people bar a unit."""

    code = "integrity.sanction_four_eyes"
    zh = "该惩戒由您提出，须由另一人确认。"
    en = "You proposed it: another person has to confirm."


def impose(
    *,
    unit: Organization,
    programme: str | None,
    area: str,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: Actor,
) -> Sanction:
    """Propose to bar a unit; nothing is refused before another person confirms."""
    by.require(*MAY_IMPOSE, area=area)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if ends_on is not None and ends_on < starts_on:
        raise SanctionDaysWrong(field="ends_on")
    sanction = Sanction(
        organization_id=unit.id, programme=programme, area=area, starts_on=starts_on, ends_on=ends_on,
        reason=reason.strip(), imposed_by=by.account_id, imposed_by_name=by.name, imposed_at=business_now(),
    )  # fmt: skip
    db.session.add(sanction)
    db.session.flush()
    _record("sanction.imposed", sanction, unit, by=by, reason=reason.strip())
    return sanction


def confirm(*, sanction: Sanction, by: Actor) -> Sanction:
    """Confirm what another proposed; from here it counts, and the unit is told why.

    Raises:
        ConfirmedByYou: the same person.
    """
    by.require(*MAY_CONFIRM, area=sanction.area)
    if sanction.imposed_by == by.account_id:
        raise ConfirmedByYou()
    if sanction.confirmed_at is None:
        sanction.confirmed_by, sanction.confirmed_by_name = by.account_id, by.name
        sanction.confirmed_at = business_now()
        db.session.flush()
        unit = get_organization(sanction.organization_id)
        _record("sanction.imposed", sanction, unit, by=by, reason=sanction.reason)
        _tell("sanction.imposed", sanction, reason=sanction.reason)
    return sanction


def lift(*, sanction: Sanction, reason: str, by: Actor) -> Sanction:
    """End a sanction before its time, with a reason."""
    by.require(*MAY_CONFIRM, area=sanction.area)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if sanction.lifted_at is None:
        sanction.lifted_at, sanction.lifted_by_name, sanction.lifted_why = business_now(), by.name, reason.strip()
        db.session.flush()
        _record("sanction.lifted", sanction, get_organization(sanction.organization_id), by=by, reason=reason.strip())
        if sanction.confirmed_at is not None:
            _tell("sanction.lifted", sanction, reason=reason.strip())
    return sanction


def find_in_force(organization_id: UUID, *, programme: str | None, on: date) -> Sanction | None:
    """The confirmed sanction that bars a unit from a programme on a day, or None."""
    return _in_force([organization_id], programme=programme, on=on)


def _in_force(organization_ids: Iterable[UUID], *, programme: str | None, on: date) -> Sanction | None:
    found = select(Sanction).where(
        Sanction.organization_id.in_(list(organization_ids)),
        Sanction.confirmed_at.is_not(None),
        Sanction.lifted_at.is_(None),
        Sanction.starts_on <= on,
        or_(Sanction.ends_on.is_(None), Sanction.ends_on >= on),
        or_(Sanction.programme.is_(None), Sanction.programme == programme),
    )
    return db.session.execute(found.order_by(Sanction.starts_on).limit(1)).scalar_one_or_none()


def require_free(*organization_ids: UUID, programme: str | None, on: date) -> None:
    """Refuse where one of the units is barred or does not exist any more.

    Raises:
        UnitEnded: it was deregistered or merged.
        Sanctioned: names unit, area and days, and not why.
    """
    endings.require_exists(*organization_ids, on=on)
    found = _in_force(organization_ids, programme=programme, on=on)
    if found is not None:
        raise Sanctioned(
            name=get_organization(found.organization_id).name,
            since=found.starts_on,
            until=f"至{found.ends_on}" if found.ends_on else "",
            until_en=f"until {found.ends_on}" if found.ends_on else "on",
            area=directory.area_name(found.area, "zh"),
            area_en=directory.area_name(found.area, "en"),
        )


def get_sanction(sanction_id: UUID, areas: Iterable[str]) -> Sanction:
    """A sanction of one of these areas.

    Raises:
        SanctionUnknown: there is none.
    """
    found = db.session.get(Sanction, sanction_id)
    if found is None or found.area not in set(areas):
        raise SanctionUnknown()
    return found


def list_sanctions(areas: Iterable[str] | None = None) -> Sequence[Sanction]:
    """Sanctions of these areas (of all where None), the newest first."""
    found = select(Sanction)
    if areas is not None:
        found = found.where(Sanction.area.in_(list(areas)))
    return db.session.execute(found.order_by(Sanction.imposed_at.desc(), Sanction.id)).scalars().all()


def _record(event: str, sanction: Sanction, unit: Organization, *, by: Actor, reason: str) -> None:
    audit.record(
        event, by=by, subject="sanction", subject_id=sanction.id, subject_no=unit.uscc, areas=(sanction.area,),
        organizations=(unit.id,), reason=reason,
        after={"programme": sanction.programme, "from": sanction.starts_on, "to": sanction.ends_on,
               "confirmed": sanction.confirmed_at is not None},
    )  # fmt: skip


def _tell(event: str, sanction: Sanction, *, reason: str) -> None:
    messages.tell(
        event, organization_id=sanction.organization_id, subject="sanction", path="/account/messages",
        subject_no=directory.area_name(sanction.area), reason=reason,
    )  # fmt: skip
