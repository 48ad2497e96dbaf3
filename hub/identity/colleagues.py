"""The people of a unit: changing what they may do, and letting somebody go; the last administrator stays."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select, update

from hub import audit, messages
from hub.identity.actors import get_account
from hub.identity.charges import Open, hand_over
from hub.identity.colleague_errors import LastAdministrator, RoleNotOfUnit
from hub.identity.errors import AccountNotFound
from hub.identity.invitations import roles_of_unit
from hub.identity.letters import revoke_letters_of
from hub.identity.models import AccessToken, Account, ExternalIdentity, Organization, RoleGrant, WebSession
from hub.identity.provider.grants import list_grants_of, revoke_grant
from hub.identity.roles import grant_role, list_grants, revoke_role
from hub.identity.sessions import end_sessions
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import HOLDER_ROLES, Role

ADMINISTRATORS = (Role.HOLDER_ADMIN, Role.INSTITUTION_ADMIN)
WHY = "removed from the unit"


def roles_held(unit: Organization, account_id: UUID) -> list[RoleGrant]:
    """What a person may do for a unit."""
    return [grant for grant in list_grants(account_id) if grant.organization_id == unit.id]


def change_role(*, unit: Organization, account_id: UUID, role: Role, by: Actor) -> None:
    """Give a colleague another role on the same side, as buyer or seller; it holds from their next request.

    Raises:
        AccountNotFound: the person does not act for the unit.
        RoleNotOfUnit: the unit gives no such role.
        LastAdministrator: nobody else could administer the unit.
    """
    _lock(unit)
    account = _colleague(unit, account_id)
    if role not in roles_of_unit(unit):
        raise RoleNotOfUnit(field="role")
    side = HOLDER_ROLES if role in HOLDER_ROLES else frozenset(roles_of_unit(unit)) - HOLDER_ROLES
    for grant in roles_held(unit, account.id):
        if grant.role in side and grant.role is not role:
            _keep_an_administrator(unit, grant)
            revoke_role(grant=grant, by=by)
    grant_role(account=account, role=role, organization_id=unit.id, by=by)
    _tell("role.granted", account, role.value)


def remove_colleague(
    *,
    unit: Organization,
    account_id: UUID,
    note: str,
    by: Actor,
    work: Sequence[Open] = (),
    successor_id: UUID | None = None,
) -> None:
    """Let somebody go: what they opened for the unit ends at once, their letters too, and ``note`` tells the others.

    ``work`` is what they are in charge of and still open: ``successor_id`` takes it over.

    Raises:
        AccountNotFound: the person does not act for the unit.
        LastAdministrator: nobody else could administer the unit.
        WorkLeft, NoSuccessor: something is open and nobody, or nobody fit, is named to take it over.
    """
    _lock(unit)
    account = _colleague(unit, account_id)
    held = roles_held(unit, account.id)
    for grant in held:
        _keep_an_administrator(unit, grant)
    hand_over(unit=unit, leaving=account, successor_id=successor_id, work=work, note=note, by=by)
    for grant in held:
        revoke_role(grant=grant, by=by)
    revoke_letters_of(unit=unit, account_id=account.id, by=by)
    _end_all(unit, account, by=by)
    _record(unit, account, note, by)
    _tell("role.revoked", account, unit.name)


def _lock(unit: Organization) -> None:
    """Two administrators who remove each other at once wait for one another, and one stays."""
    db.session.execute(select(Organization.id).where(Organization.id == unit.id).with_for_update())


def _colleague(unit: Organization, account_id: UUID) -> Account:
    if not roles_held(unit, account_id):
        raise AccountNotFound()
    return get_account(account_id)


def _keep_an_administrator(unit: Organization, leaving: RoleGrant) -> None:
    if leaving.role not in ADMINISTRATORS:
        return
    others = (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.organization_id == unit.id,
            RoleGrant.role == leaving.role,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.account_id != leaving.account_id,
            Account.disabled_at.is_(None),
        )
    )
    if db.session.scalars(others).first() is None:
        raise LastAdministrator()


def _end_all(unit: Organization, account: Account, *, by: Actor) -> None:
    """Sessions, tokens, portals' grants and region identities by which the person acted for the unit."""
    sessions = select(WebSession.id).where(
        WebSession.account_id == account.id,
        WebSession.ended_at.is_(None),
        or_(WebSession.organization_id == unit.id, WebSession.organization_id.is_(None)),
    )
    for session_id in db.session.scalars(sessions).all():
        end_sessions(account.id, why=WHY, only=session_id)
    db.session.execute(
        update(AccessToken)
        .where(
            AccessToken.account_id == account.id,
            AccessToken.revoked_at.is_(None),
            or_(AccessToken.organization_id == unit.id, AccessToken.organization_id.is_(None)),
        )
        .values(revoked_at=utc_now())
    )
    for grant in list_grants_of(account.id):
        if grant.organization_id in (None, unit.id):
            revoke_grant(grant, WHY, by=by)
    db.session.execute(
        update(ExternalIdentity)
        .where(
            ExternalIdentity.account_id == account.id,
            ExternalIdentity.organization_id == unit.id,
            ExternalIdentity.ended_at.is_(None),
        )
        .values(ended_at=utc_now())
    )


def _record(unit: Organization, account: Account, note: str, by: Actor) -> None:
    audit.record(
        "role.revoked",
        by=by,
        subject="account",
        subject_id=account.id,
        subject_no=account.username,
        areas=(unit.area,),
        organizations=(unit.id,),
        after={"what": WHY},
        reason=note or None,
    )
    admins = {grant.role for grant in db.session.scalars(_admins_of(unit))}
    for role in sorted(admins):
        messages.tell(
            "role.delegated",
            organization_id=unit.id,
            role=role,
            subject="account",
            subject_no=account.username or account.display_name,
            path="/account/people",
            reason=note or None,
        )


def _admins_of(unit: Organization) -> Select[RoleGrant]:
    return select(RoleGrant).where(
        RoleGrant.organization_id == unit.id, RoleGrant.role.in_(ADMINISTRATORS), RoleGrant.revoked_at.is_(None)
    )


def _tell(event: str, account: Account, what: str) -> None:
    messages.tell(event, account_id=account.id, subject="account", subject_no=what, path="/account/")
