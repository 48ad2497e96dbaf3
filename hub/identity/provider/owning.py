"""Owners of clients: who may be one, which clients are theirs, and what they ask the hub's operators to change."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from hub import audit, messages
from hub.identity.actors import find_account_by_username
from hub.identity.models import Account
from hub.identity.provider.client_errors import ClientNotFound, OwnerUnfit
from hub.identity.provider.clients import get_client
from hub.identity.provider.tables import LogoutNotice, OAuthClient, OAuthConsent, OAuthGrant, OAuthToken
from hub.identity.roles import list_grants
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Role


@dataclass(frozen=True)
class Use:
    """How much a client is used now."""

    people: int
    grants: int
    tokens: int
    consents: int
    notices_given_up: int
    used_at: datetime | None


def find_owner(username: str | None) -> Account | None:
    """The account that shall own a client; None when nobody is named.

    Raises:
        OwnerUnfit: nobody has that name, or the role client owner was not granted.
    """
    if not username:
        return None
    account = find_account_by_username(username)
    fit = account is not None and account.disabled_at is None
    if account is None or not fit or Role.CLIENT_OWNER not in {grant.role for grant in list_grants(account.id)}:
        raise OwnerUnfit(field="owner", username=username)
    return account


def get_own_client(client_id: str, *, owner_id: UUID | None) -> OAuthClient:
    """One's own client; another's is not found.

    Raises:
        ClientNotFound: there is none, or it is somebody else's.
    """
    client = get_client(client_id)
    if owner_id is None or client.owner_id != owner_id:
        raise ClientNotFound()
    return client


def ask_change(*, client: OAuthClient, wish: str, by: Actor) -> None:
    """Tell the operators what an owner wants changed; nothing changes by it, scopes least of all."""
    audit.record(
        "client.change_asked",
        by=by,
        subject="client",
        subject_id=client.id,
        subject_no=client.client_id,
        reason=wish,
    )
    messages.tell(
        "client.change_asked",
        role=Role.HUB_OPERATOR,
        subject="client",
        subject_no=client.client_id,
        path=f"/operator/clients/{client.client_id}",
        reason=wish,
    )


def use_of(client: OAuthClient) -> Use:
    """Living grants and tokens of a client, the people behind them, and notices it never answered."""
    living = (OAuthGrant.client_id == client.id) & OAuthGrant.revoked_at.is_(None)
    people, grants, used_at = db.session.execute(
        select(func.count(OAuthGrant.account_id.distinct()), func.count(), func.max(OAuthGrant.used_at)).where(living)
    ).one()
    tokens = select(func.count()).select_from(OAuthToken).outerjoin(OAuthGrant, OAuthGrant.id == OAuthToken.grant_id)
    working = tokens.where(
        OAuthToken.client_id == client.id,
        OAuthToken.revoked_at.is_(None),
        OAuthToken.rotated_at.is_(None),
        OAuthToken.expires_at > utc_now(),
        OAuthGrant.revoked_at.is_(None),
    )
    consents = select(func.count()).where(OAuthConsent.client_id == client.id, OAuthConsent.withdrawn_at.is_(None))
    given_up = select(func.count()).where(
        LogoutNotice.client_id == client.id,
        LogoutNotice.given_up_at.is_not(None),
        LogoutNotice.delivered_at.is_(None),
    )
    return Use(
        people=people,
        grants=grants,
        tokens=db.session.scalar(working) or 0,
        consents=db.session.scalar(consents) or 0,
        notices_given_up=db.session.scalar(given_up) or 0,
        used_at=used_at,
    )
