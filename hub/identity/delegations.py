"""Absence: who stands in for whom, where and from when to when; the substitute holds the roles for those days (S26)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from hub import audit, messages
from hub.identity.account_tables import Account, RoleGrant
from hub.identity.rules import roles_clash
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import Key, Model, db
from hub.kernel.errors import Forbidden, Invalid, NotFound, Refused
from schemas.terms import STAFF_ROLES, Role

# Work that waits in a queue; policy, keys, money and the roles of others are not handed on.
HANDED_ON = frozenset(
    {
        Role.REVIEWER_INITIAL,
        Role.ASSESSOR,
        Role.PROVINCE_CENTER,
        Role.AGENCY,
        Role.NOTICE_OFFICER,
        Role.OBJECTION_DECIDER,
    }
)


class RoleDelegation(Model):
    """An absence with its substitute in one area, first and last day included; ended earlier by ``ended_at``."""

    __tablename__ = "role_delegation"
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    substitute_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID | None] = mapped_column(Uuid)
    made_by_name: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class DaysWrong(Invalid):
    """The absence ends before it begins."""

    code = "delegation.days_wrong"
    zh = "结束日期早于开始日期或今天，请更正。"
    en = "The last day lies before the first or before today: correct it."


class NoSubstitute(Invalid):
    """The person named cannot stand in."""

    code = "delegation.no_substitute"
    zh = "“{name}”不能代办：须为本区域的其他工作人员。"
    en = "“{name}” cannot stand in: it has to be another officer of the area."


class NothingToHandOn(Refused):
    """Every role of the absent one clashes with the substitute's, or none is a queue's."""

    code = "delegation.nothing_to_hand_on"
    zh = "没有可以交给“{name}”代办的角色：与其现有角色不得兼任，或不属于可代办的工作。"
    en = "Nothing can be handed to “{name}”: the roles exclude each other, or are not handed on."


class DelegationUnknown(NotFound):
    """There is no such absence here."""

    code = "delegation.unknown"
    zh = "没有找到该代办安排。"
    en = "There is no such arrangement."


def name_substitute(
    *, account: Account, substitute: Account, area: str, starts_on: date, ends_on: date, reason: str, by: Actor
) -> RoleDelegation:
    """Hand one's queue in an area to somebody for some days; the area's administrator does it for others.

    Raises:
        DaysWrong, NoSubstitute, NothingToHandOn: it cannot be so.
    """
    if by.account_id != account.id and area not in by.areas(Role.AREA_ADMIN):
        raise Forbidden()
    if ends_on < starts_on or ends_on < business_today():
        raise DaysWrong(field="ends_on")
    if substitute.id == account.id or not _serves(substitute, area):
        raise NoSubstitute(name=substitute.display_name, field="substitute")
    if not _handed(_roles_in(account.id, area), _roles(substitute.id)):
        raise NothingToHandOn(name=substitute.display_name, field="substitute")
    made = RoleDelegation(
        account_id=account.id, substitute_id=substitute.id, area=area, starts_on=starts_on, ends_on=ends_on,
        reason=reason.strip(), made_by=by.account_id, made_by_name=by.name, made_at=business_now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _record(made, by=by, after={"from": starts_on, "to": ends_on, "substitute": substitute.username})
    for one in (account, substitute):
        messages.tell("role.delegated", account_id=one.id, subject="account", subject_no=area, path="/area/absence")
    return made


def end_delegation(*, delegation: RoleDelegation, by: Actor) -> None:
    """The absent one is back: the substitute holds the roles no longer."""
    if by.account_id not in (delegation.account_id, delegation.made_by) and delegation.area not in by.areas(
        Role.AREA_ADMIN
    ):
        raise Forbidden()
    delegation.ended_at = delegation.ended_at or business_now()
    db.session.flush()
    _record(delegation, by=by, after={"ended": True})


def find_delegation(delegation_id: UUID, areas: Iterable[str]) -> RoleDelegation:
    """An absence in one of these areas.

    Raises:
        DelegationUnknown: there is none.
    """
    found = db.session.get(RoleDelegation, delegation_id)
    if found is None or found.area not in set(areas):
        raise DelegationUnknown()
    return found


def list_delegations(areas: Iterable[str]) -> Sequence[tuple[RoleDelegation, Account, Account]]:
    """Absences in these areas with both people, those to come first."""
    found = select(RoleDelegation).where(RoleDelegation.area.in_(list(areas)))
    rows = db.session.scalars(found.order_by(RoleDelegation.ends_on.desc(), RoleDelegation.made_at.desc())).all()
    people = {one: db.session.get_one(Account, one) for row in rows for one in (row.account_id, row.substitute_id)}
    return [(row, people[row.account_id], people[row.substitute_id]) for row in rows]


def roles_stood_in_for(account_id: UUID, held: Iterable[RoleGrant]) -> frozenset[GrantedRole]:
    """The roles that a person holds today in place of somebody absent; none that clashes with its own."""
    own = {grant.role for grant in held}
    if not own & STAFF_ROLES:
        return frozenset()
    today = business_today()
    running = select(RoleDelegation).where(
        RoleDelegation.substitute_id == account_id,
        RoleDelegation.starts_on <= today,
        RoleDelegation.ends_on >= today,
        RoleDelegation.ended_at.is_(None),
    )
    return frozenset(
        GrantedRole(role=role, area=one.area)
        for one in db.session.scalars(running)
        for role in _handed(_roles_in(one.account_id, one.area), own)
    )


def _handed(given: Iterable[Role], held: Iterable[Role]) -> set[Role]:
    own, handed = set(held), set[Role]()
    for role in sorted(given):
        if role in HANDED_ON and roles_clash(own | handed, role) is None:
            handed.add(role)
    return handed


def _serves(account: Account, area: str) -> bool:
    return account.disabled_at is None and bool(_roles_in(account.id, area) & STAFF_ROLES)


def _roles_in(account_id: UUID, area: str) -> set[Role]:
    held = select(RoleGrant.role).where(
        RoleGrant.account_id == account_id, RoleGrant.area == area, RoleGrant.revoked_at.is_(None)
    )
    return set(db.session.scalars(held))


def _roles(account_id: UUID) -> set[Role]:
    held = select(RoleGrant.role).where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
    return set(db.session.scalars(held))


def _record(delegation: RoleDelegation, *, by: Actor, after: dict[str, object]) -> None:
    audit.record(
        "role.delegated",
        by=by,
        subject="account",
        subject_id=delegation.account_id,
        areas=(delegation.area,),
        after=after,
        reason=delegation.reason,
    )
