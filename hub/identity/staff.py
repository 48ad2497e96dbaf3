"""Accounts and roles of staff: created, given, taken, disabled by an administrator of that area or of the hub.

Nothing here touches oneself; every step is on record, told to the person, and holds from the person's next request.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from hub import audit, messages
from hub.federation import directory
from hub.identity.actors import get_account
from hub.identity.contacts import set_phone
from hub.identity.errors import AccountNotFound
from hub.identity.models import Account, RoleGrant
from hub.identity.registration import create_account
from hub.identity.role_matrix import ENTRIES, GIVEN_BY_AREA, GIVEN_BY_SECURITY
from hub.identity.roles import grant_role, hold_roles, list_grants, revoke_role
from hub.identity.rules import fold_username
from hub.identity.second_factor import reset_second_factor
from hub.identity.sessions import end_sessions
from hub.identity.staff_errors import AreaMissing, NotForYourself, NotStaff, RoleNotYours
from hub.identity.tokens import revoke_tokens
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, Role

FOUND_AT_MOST = 50


def search_accounts(typed: str) -> Sequence[Account]:
    """Accounts whose username begins with what was typed."""
    begins = fold_username(typed).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return list(
        db.session.scalars(
            select(Account).where(Account.username.like(f"{begins}%")).order_by(Account.username).limit(FOUND_AT_MOST)
        )
    )


def list_staff_of(areas: Collection[str]) -> list[tuple[Account, list[RoleGrant]]]:
    """Who holds a role in these areas, with those roles."""
    rows = db.session.execute(
        select(Account, RoleGrant)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.area.in_(areas), RoleGrant.revoked_at.is_(None))
        .order_by(Account.username, RoleGrant.granted_at)
    )
    people: dict[UUID, tuple[Account, list[RoleGrant]]] = {}
    for account, grant in rows:
        people.setdefault(account.id, (account, []))[1].append(grant)
    return list(people.values())


def create_staff_account(
    *, username: str, name: str, phone: str, password: str, role: Role, area: str | None, by: Actor
) -> Account:
    """A new account with its first role; its owner sets up an authenticator at the first sign-in.

    Raises:
        UsernameTaken, UsernameRefused, PasswordRefused: as at registration.
        RoleNotYours, AreaMissing: as ``give_role``.
    """
    _require_may_give(role, area, by)
    account = create_account(username=username, display_name=name, password=password)
    set_phone(account, phone)
    account.must_enroll_second_factor = True
    db.session.flush()
    audit.record("account.registered", by=by, subject="account", subject_id=account.id, subject_no=account.username)
    give_role(account=account, role=role, area=area, by=by)
    return account


def give_role(*, account: Account, role: Role, area: str | None, by: Actor) -> RoleGrant:
    """Give a role, in an area where it is held in one.

    Raises:
        NotForYourself: it is one's own account.
        RoleNotYours: this administrator does not give it, or not there.
        AreaMissing: it is held in an area.
        NotStaff: the account belongs to people of a unit.
        RolesClash: the person holds what nobody may hold together with it.
    """
    _refuse_own(account, by)
    _require_may_give(role, area, by)
    hold_roles(account)
    if any(grant.role in HOLDER_ROLES | INSTITUTION_ROLES for grant in list_grants(account.id)):
        raise NotStaff()
    if not ENTRIES[role].needs_area:
        area = None
    account.must_enroll_second_factor = account.totp_secret is None
    grant = grant_role(account=account, role=role, area=area, by=by)
    _tell("role.granted", grant)
    return grant


def take_role(*, grant: RoleGrant, by: Actor) -> None:
    """Take a role away; the person's next request no longer has it.

    Raises:
        NotForYourself, RoleNotYours: as ``give_role``.
    """
    _refuse_own(get_account(grant.account_id), by)
    _require_may_give(grant.role, grant.area, by)
    if grant.revoked_at is None:
        revoke_role(grant=grant, by=by)
        _tell("role.revoked", grant)


def find_grant(grant_id: UUID) -> RoleGrant:
    """A role that somebody holds now.

    Raises:
        AccountNotFound: nobody holds it, or no longer.
    """
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.revoked_at is not None:
        raise AccountNotFound()
    return grant


def disable_account(*, account: Account, reason: str, by: Actor) -> None:
    """Close an account: its sessions and tokens end at once, wherever they are used.

    Raises:
        NotForYourself: it is one's own.
    """
    by.require(Role.SECURITY_ADMIN)
    _refuse_own(account, by)
    account.disabled_at = account.disabled_at or utc_now()
    db.session.flush()
    end_sessions(account.id, why="account disabled")
    revoke_tokens(account.id)
    _record(account, "disabled", reason, by)


def enable_account(*, account: Account, reason: str, by: Actor) -> None:
    """Open a closed account again; its roles are as they were, its sessions are not."""
    by.require(Role.SECURITY_ADMIN)
    _refuse_own(account, by)
    account.disabled_at = None
    db.session.flush()
    _record(account, "enabled", reason, by)


def take_second_factor(*, account: Account, reason: str, by: Actor) -> None:
    """Let a person who lost their authenticator set up another; who that person is was shown to the administrator."""
    by.require(Role.SECURITY_ADMIN)
    _refuse_own(account, by)
    reset_second_factor(account, by)
    _record(account, "second factor reset", reason, by)


def _require_may_give(role: Role, area: str | None, by: Actor) -> None:
    if role in GIVEN_BY_SECURITY and by.has(Role.SECURITY_ADMIN):
        if ENTRIES[role].needs_area:
            _require_area(area)
        return
    if role in GIVEN_BY_AREA:
        _require_area(area)
        if area in by.areas(Role.AREA_ADMIN):
            return
    raise RoleNotYours()


def _require_area(area: str | None) -> None:
    if area is None or area not in {one.code for one in directory.list_areas()}:
        raise AreaMissing(field="area")


def _refuse_own(account: Account, by: Actor) -> None:
    if account.id == by.account_id:
        raise NotForYourself()


def _tell(event: str, grant: RoleGrant) -> None:
    place = directory.area_name(grant.area) if grant.area else ""
    messages.tell(
        event,
        account_id=grant.account_id,
        subject="account",
        subject_no=" ".join(part for part in (grant.role.value, place) if part),
        path="/account/",
    )


def _record(account: Account, what: str, reason: str, by: Actor) -> None:
    event = "account.locked" if what == "disabled" else "account.contact_changed"
    audit.record(
        event,
        by=by,
        subject="account",
        subject_id=account.id,
        subject_no=account.username,
        after={"what": what},
        reason=reason,
    )
