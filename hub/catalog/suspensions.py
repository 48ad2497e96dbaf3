"""Suspending an institution and letting it take orders again, by the office that answers for it (G-47).

Orders placed before the first instant go on as if nothing had happened. Who has open orders there is told by whoever
knows of orders:

    on_suspension(tell_buyers)      # tell_buyers(unit, suspension, by), in the transaction of the suspension
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from hub import audit, messages
from hub.catalog.errors import NotSuspended, ShopUnknown, SuspendedAlready, SuspensionWrong
from hub.catalog.listing_tables import Suspension
from hub.catalog.offices import HUB_OFFICE, deciding_role, office_of
from hub.identity import Organization
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden

Told = Callable[[Organization, Suspension, Actor], None]
LISTENERS: list[Told] = []
LIMIT = 1000


def on_suspension(tell: Told) -> None:
    """Have somebody told when an institution is suspended."""
    if tell not in LISTENERS:
        LISTENERS.append(tell)


def suspend(
    *, unit: Organization, begins_at: datetime | None, ends_at: datetime | None, reason: str, by: Actor
) -> Suspension:
    """Take no new orders from an instant on (now, when none is named), until another or until it is lifted.

    Raises:
        Forbidden: another office answers for the institution.
        SuspendedAlready: a suspension runs or is announced.
        SuspensionWrong: it would end before it begins, or begin in the past.
    """
    _require_office(unit, by)
    now = business_now()
    begins = begins_at or now
    if ends_at is not None and ends_at <= max(begins, now):
        raise SuspensionWrong(field="ends_at")
    if find_running(unit.id) is not None or _in_force(unit, now):
        raise SuspendedAlready()
    suspension = Suspension(
        organization_id=unit.id,
        begins_at=max(begins, now),
        ends_at=ends_at,
        reason=reason,
        office=office_of(unit),
        ordered_by=by.account_id,
        ordered_at=now,
    )
    db.session.add(suspension)
    unit.suspended_from, unit.suspended_until, unit.suspended_why = suspension.begins_at, ends_at, reason
    db.session.flush()
    _record("institution.suspended", unit, by=by, reason=reason)
    _tell_institution("institution.suspended", unit, reason=reason, date=_day(suspension.begins_at))
    for tell in LISTENERS:
        tell(unit, suspension, by)
    return suspension


def lift(*, unit: Organization, reason: str, by: Actor) -> None:
    """Let the institution take orders again, from now on.

    Raises:
        Forbidden: another office answers for the institution.
        NotSuspended: there is nothing to lift.
    """
    _require_office(unit, by)
    running = find_running(unit.id)
    if running is None and unit.suspended_from is None:
        raise NotSuspended()
    if running is not None:
        running.lifted_at, running.lifted_by, running.lifted_why = business_now(), by.account_id, reason
    unit.suspended_from = unit.suspended_until = unit.suspended_why = None
    db.session.flush()
    _record("institution.reinstated", unit, by=by, reason=reason)
    _tell_institution("institution.reinstated", unit, reason=reason)


def find_running(organization_id: UUID) -> Suspension | None:
    """The suspension that runs or is announced, if any."""
    running = select(Suspension).where(
        Suspension.organization_id == organization_id,
        Suspension.lifted_at.is_(None),
        or_(Suspension.ends_at.is_(None), Suspension.ends_at > business_now()),
    )
    return db.session.scalars(running.order_by(Suspension.begins_at.desc()).limit(1)).one_or_none()


def suspended_among(organization_ids: Sequence[UUID], at: datetime) -> frozenset[UUID]:
    """Those of these institutions that take no new orders at an instant."""
    closed = select(Organization.id).where(
        Organization.id.in_(list(organization_ids)),
        Organization.suspended_from <= at,
        or_(Organization.suspended_until.is_(None), Organization.suspended_until > at),
    )
    return frozenset(db.session.scalars(closed))


def list_suspensions(organization_id: UUID) -> Sequence[Suspension]:
    """All suspensions of an institution, the newest first."""
    return db.session.scalars(
        select(Suspension)
        .where(Suspension.organization_id == organization_id)
        .order_by(Suspension.ordered_at.desc(), Suspension.id.desc())
    ).all()


def institutions_of(offices: Collection[str]) -> Sequence[Organization]:
    """The institutions that these offices answer for, by name."""
    own = [office for office in offices if office != HUB_OFFICE]
    where: ColumnElement[bool] = Organization.area.in_(own)
    if HUB_OFFICE in offices:
        where = or_(where, Organization.area.is_(None))
    found = select(Organization).where(Organization.is_institution, where).order_by(Organization.name).limit(LIMIT)
    return db.session.scalars(found).all()


def find_institution(uscc: str, offices: Collection[str]) -> Organization:
    """An institution that one of these offices answers for.

    Raises:
        ShopUnknown: there is none, or another office answers for it.
    """
    found = db.session.scalars(select(Organization).where(Organization.uscc == uscc)).one_or_none()
    if found is None or not found.is_institution or office_of(found) not in offices:
        raise ShopUnknown()
    return found


def _in_force(unit: Organization, now: datetime) -> bool:
    ended = unit.suspended_until is not None and unit.suspended_until <= now
    return unit.suspended_from is not None and not ended


def _require_office(unit: Organization, by: Actor) -> None:
    office = office_of(unit)
    by.require(deciding_role(office), area=None if office == HUB_OFFICE else office)
    if by.organization_id == unit.id:
        raise Forbidden()


def _day(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _record(event: str, unit: Organization, *, by: Actor, reason: str) -> None:
    audit.record(
        event,
        by=by,
        subject="organization",
        subject_id=unit.id,
        subject_no=unit.uscc,
        areas=(unit.area,),
        organizations=(unit.id,),
        after={"suspended_from": unit.suspended_from, "suspended_until": unit.suspended_until},
        reason=reason,
    )


def _tell_institution(event: str, unit: Organization, **values: Any) -> None:
    messages.tell(
        event,
        organization_id=unit.id,
        subject="organization",
        subject_no=unit.uscc,
        path=f"/institutions/{unit.uscc}",
        **values,
    )
