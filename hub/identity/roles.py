"""Who holds which role where; read anew for every request, so that a change is effective at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, false, or_, select

from hub import audit
from hub.identity.errors import RolesClash
from hub.identity.models import Account, RoleGrant
from hub.identity.rules import roles_clash
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import STAFF_ROLES, Role


def grant_role(
    *, account: Account, role: Role, by: Actor, area: str | None = None, organization_id: UUID | None = None
) -> RoleGrant:
    """Give a person a role in an area, for a unit, or everywhere; a role already held is left as it is.

    Raises:
        RolesClash: the person holds a role that nobody may hold together with it, here or by another account.
    """
    hold_roles(account)
    for grant in list_grants(account.id):
        if (grant.role, grant.area, grant.organization_id) == (role, area, organization_id):
            return grant
    clash = roles_clash(_roles_of_person(account), role)
    if clash is not None:
        raise RolesClash(one=clash.value, other=role.value)
    grant = RoleGrant(
        account_id=account.id,
        role=role,
        area=area,
        organization_id=organization_id,
        granted_by=by.name,
        granted_at=utc_now(),
    )
    db.session.add(grant)
    db.session.flush()
    _record("role.granted", grant, by=by)
    return grant


def hold_roles(account: Account) -> None:
    """Let nobody else give this person a role until the transaction ends: who comes second sees what the first gave."""
    db.session.execute(_of_person(select(Account.id), account).order_by(Account.id).with_for_update())


def _of_person(wanted: Select[Any], account: Account) -> Select[Any]:
    """The account and others with the same phone: one person, as far as the hub can know."""
    same_phone = Account.phone_index == account.phone_index if account.phone_index else false()
    return wanted.where(or_(Account.id == account.id, same_phone))


def same_person(one: UUID, other: UUID) -> bool:
    """Whether two accounts are one person's, as far as the hub can know: the same, or with the same phone."""
    if one == other:
        return True
    account = db.session.get(Account, one)
    return account is not None and other in set(db.session.scalars(_of_person(select(Account.id), account)))


def _roles_of_person(account: Account) -> set[Role]:
    held = select(RoleGrant.role).join(Account, Account.id == RoleGrant.account_id)
    return set(db.session.scalars(_of_person(held, account).where(RoleGrant.revoked_at.is_(None))))


def require_apart(account: Account) -> None:
    """Look at all roles of a person again: a phone that changes may make one person of two accounts.

    Raises:
        RolesClash: the person holds two that nobody may hold together.
    """
    held = _roles_of_person(account)
    for role in sorted(held):
        clash = roles_clash(held - {role}, role)
        if clash is not None:
            raise RolesClash(one=clash.value, other=role.value)


def revoke_role(*, grant: RoleGrant, by: Actor) -> None:
    """Take a role away; the person's next request no longer has it."""
    if grant.revoked_at is None:
        grant.revoked_at = utc_now()
        db.session.flush()
        _record("role.revoked", grant, by=by)


_GRANTS = (
    select(RoleGrant)
    .where(RoleGrant.account_id == bindparam("account_id"), RoleGrant.revoked_at.is_(None))
    .order_by(RoleGrant.granted_at, RoleGrant.id)
)


def list_grants(account_id: UUID) -> list[RoleGrant]:
    """The roles a person holds now."""
    return list(db.session.scalars(_GRANTS, {"account_id": account_id}))


def list_holders_of_role(role: Role, area: str | None = None) -> list[Account]:
    """People who hold a role in an area, or everywhere."""
    found = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None), Account.disabled_at.is_(None))
        .order_by(Account.username)
        .distinct()
    )
    if area is not None:
        found = found.where(or_(RoleGrant.area == area, RoleGrant.area.is_(None)))
    return list(db.session.scalars(found))


def list_experts(area: str) -> list[Account]:
    """Experts who may be asked to review in an area; ``employer_id`` says who employs them."""
    return list_holders_of_role(Role.EXPERT, area)


def is_staff(grants: list[RoleGrant]) -> bool:
    """Whether any of the roles is a staff role, which needs a second factor."""
    return any(grant.role in STAFF_ROLES for grant in grants)


def granted_roles(grants: list[RoleGrant], organization_id: UUID | None) -> frozenset[GrantedRole]:
    """The roles in force while acting for one unit: those for it, and those that belong to no unit."""
    return frozenset(
        GrantedRole(role=grant.role, area=grant.area, organization_id=grant.organization_id)
        for grant in grants
        if grant.organization_id in (None, organization_id)
    )


def _record(event: str, grant: RoleGrant, *, by: Actor) -> None:
    audit.record(
        event,
        by=by,
        subject="account",
        subject_id=grant.account_id,
        areas=(grant.area,) if grant.area else (),
        organizations=(grant.organization_id,) if grant.organization_id else (),
        after={"role": grant.role.value, "area": grant.area},
    )
