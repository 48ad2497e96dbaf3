"""For which units a program may be told things: those of people who let it, and who still belong to them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.orm import InstrumentedAttribute

from hub.identity.models import Account, RoleGrant
from hub.identity.provider.tables import OAuthClient, OAuthConsent, OAuthGrant
from hub.kernel.db import db


def connected_units(clients: Collection[UUID], units: Collection[UUID], scope: str) -> dict[UUID, frozenset[UUID]]:
    """Which of ``units`` each of ``clients`` acts for with ``scope``: a person of the unit agreed to it.

    At the hub's own portals nobody is asked, so that there a living login stands for the agreement.
    """
    agreed = select(OAuthConsent.client_id, OAuthConsent.organization_id).where(
        OAuthConsent.client_id.in_(clients),
        OAuthConsent.organization_id.in_(units),
        OAuthConsent.withdrawn_at.is_(None),
        OAuthConsent.scopes.contains([scope]),
        _belongs(OAuthConsent.account_id, OAuthConsent.organization_id),
    )
    signed_in = (
        select(OAuthGrant.client_id, OAuthGrant.organization_id)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .where(
            OAuthClient.trusted,
            OAuthGrant.client_id.in_(clients),
            OAuthGrant.organization_id.in_(units),
            OAuthGrant.revoked_at.is_(None),
            OAuthGrant.scopes.contains([scope]),
            _belongs(OAuthGrant.account_id, OAuthGrant.organization_id),
        )
    )
    found: dict[UUID, set[UUID]] = {}
    if clients and units:
        rows: Any = db.session.execute(union(agreed, signed_in))
        for client_id, unit_id in rows:
            found.setdefault(client_id, set()).add(unit_id)
    return {client_id: frozenset(theirs) for client_id, theirs in found.items()}


def _belongs(account_id: InstrumentedAttribute[UUID], unit_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """The person may still sign in and holds a role in the unit."""
    return (
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.organization_id == unit_id,
            RoleGrant.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .exists()
    )
