"""Turns an account into the actor of a request: its roles as they are now, for the unit it acts for."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import event, select

from hub.identity.delegations import roles_stood_in_for
from hub.identity.errors import AccountNotFound
from hub.identity.letters import with_authority
from hub.identity.models import Account, ExternalIdentity, Organization, RoleGrant
from hub.identity.roles import granted_roles, list_grants
from hub.identity.rules import fold_username
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.memory import remembered
from schemas.terms import STAFF_ROLES, Assurance

_STANDING = "identity.standing"


def get_account(account_id: UUID) -> Account:
    """The account with this id.

    Raises:
        AccountNotFound: there is none.
    """
    found = db.session.get(Account, account_id)
    if found is None:
        raise AccountNotFound()
    return found


def find_account_by_username(username: str) -> Account | None:
    """The account with this username, however it is typed, or None."""
    return db.session.scalars(select(Account).where(Account.username == fold_username(username))).one_or_none()


def organizations_of(account_id: UUID) -> list[Organization]:
    """The units a person may act for, by name."""
    return list(
        db.session.scalars(
            select(Organization)
            .join(RoleGrant, RoleGrant.organization_id == Organization.id)
            .where(RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None))
            .order_by(Organization.name)
            .distinct()
        )
    )


def actor_for(
    account_id: UUID,
    organization_id: UUID | None = None,
    *,
    assurance: Assurance = Assurance.LOW,
    second_factor: bool = False,
) -> Actor:
    """The actor of an account with the roles it holds now.

    Without ``organization_id`` a person of one unit acts for it; a person of several acts for none until one is chosen.
    """
    account, held = standing(account_id)
    grants = with_authority(account.id, held) if account.disabled_at is None else []
    units = {grant.organization_id for grant in grants if grant.organization_id}
    acting = organization_id if organization_id in units else None
    if organization_id is None and len(units) == 1:
        acting = next(iter(units))
    return Actor(
        account_id=account.id,
        name=account.display_name,
        organization_id=acting,
        roles=granted_roles(grants, acting) | roles_stood_in_for(account.id, grants),
        assurance=assurance,
        second_factor=second_factor,
    )


def standing(account_id: UUID) -> tuple[Account, list[RoleGrant]]:
    """An account and the roles it holds, read once in a transaction and again after this transaction changes any.

    Raises:
        AccountNotFound: there is none.
    """
    db.session.flush()
    known: dict[UUID, tuple[Account, list[RoleGrant]]] = remembered().setdefault(_STANDING, {})
    if account_id not in known:
        known[account_id] = get_account(account_id), list_grants(account_id)
    return known[account_id]


@event.listens_for(RoleGrant, "after_insert")
@event.listens_for(RoleGrant, "after_update")
@event.listens_for(RoleGrant, "after_delete")
def _forget_standing(*_: Any) -> None:
    remembered().pop(_STANDING, None)


def without_staff_roles(actor: Actor) -> Actor:
    """The same person with no staff role: the second factor that those need was not given."""
    return replace(actor, roles=frozenset(granted for granted in actor.roles if granted.role not in STAFF_ROLES))


def actor_of_username(username: str) -> Actor:
    """The actor with this username.

    Raises:
        AccountNotFound: nobody has it.
    """
    account = find_account_by_username(username)
    if account is None:
        raise AccountNotFound()
    return actor_for(account.id)


def list_external_identities(account_id: UUID) -> list[ExternalIdentity]:
    """The region identities by which an account can sign in."""
    return list(
        db.session.scalars(
            select(ExternalIdentity)
            .where(ExternalIdentity.account_id == account_id, ExternalIdentity.ended_at.is_(None))
            .order_by(ExternalIdentity.linked_at)
        )
    )
