"""Access and refresh tokens: opaque, kept as hashes, good while their whole family is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from authlib.oauth2.rfc6749 import TokenMixin
from sqlalchemy import bindparam, select, update

from hub.identity.actors import actor_for, without_staff_roles
from hub.identity.errors import TokenRefused
from hub.identity.models import Account
from hub.identity.provider.grants import REFRESH_REUSED, is_alive, revoke_grant
from hub.identity.provider.rules import ACCESS_LASTS, REFRESH_LASTS, Reuse, judge_refresh
from hub.identity.provider.scopes import OFFLINE
from hub.identity.provider.tables import OAuthClient, OAuthGrant, OAuthToken
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db
from schemas.terms import Assurance

ACCESS, REFRESH = "access", "refresh"
# The prefix tells whose token it is before anything is looked up, and lets a scanner find one that leaked.
ACCESS_PREFIX, REFRESH_PREFIX = "hubat_", "hubrt_"


@dataclass(frozen=True)
class KeptToken(TokenMixin):
    """A token that was found by its secret, as the library asks for it; ``grant`` is None for a client's own."""

    row: OAuthToken
    client: OAuthClient
    grant: OAuthGrant | None
    # Held so that it is not read again while the token is looked at.
    account: Account | None = None

    def check_client(self, client: Any) -> bool:
        """Whether it was issued to this client."""
        return bool(client.row.id == self.row.client_id)

    def get_scope(self) -> str:
        """What it is for."""
        return " ".join(self.row.scopes)

    def is_expired(self) -> bool:
        """Whether its time has run out."""
        return self.row.expires_at <= utc_now()

    def is_revoked(self) -> bool:
        """Whether it, its family, its client or its person has been stopped."""
        if self.row.revoked_at is not None or self.row.rotated_at is not None or self.client.disabled_at is not None:
            return True
        return self.grant is not None and not is_alive(self.grant)

    @property
    def works(self) -> bool:
        """Whether it may be used now."""
        return not self.is_expired() and not self.is_revoked()


def make_token(
    grant_type: str,  # noqa: ARG001 - the library's signature
    client: Any,
    user: OAuthGrant | None = None,
    scope: str | None = None,
    expires_in: int | None = None,  # noqa: ARG001 - the library's signature
    include_refresh_token: bool = True,
) -> dict[str, Any]:
    """The answer of the token endpoint for one grant; a refresh token only where offline access was agreed to."""
    if user is None:
        scope = scope or client.service_scope()
    token = {
        "token_type": "Bearer",
        "access_token": ACCESS_PREFIX + new_secret(),
        "expires_in": int(ACCESS_LASTS.total_seconds()),
        "scope": scope or "",
    }
    wanted = include_refresh_token and user is not None and OFFLINE in user.scopes
    if wanted and client.check_grant_type("refresh_token"):
        token["refresh_token"] = REFRESH_PREFIX + new_secret()
    return token


def keep_token(token: Mapping[str, Any], *, client: OAuthClient, grant: OAuthGrant | None) -> None:
    """Keep the hashes of what is about to be sent. A family ends thirty days after its login, however often renewed."""
    now = utc_now()
    scopes = str(token["scope"]).split()
    _add(ACCESS, token["access_token"], client, grant, scopes, now + ACCESS_LASTS)
    if grant is not None:
        grant.used_at = now
        if "refresh_token" in token:
            _add(REFRESH, token["refresh_token"], client, grant, grant.scopes, grant.created_at + REFRESH_LASTS)
    db.session.flush()


_BY_SECRET = (
    select(OAuthToken, OAuthClient, OAuthGrant, Account)
    .join(OAuthClient, OAuthClient.id == OAuthToken.client_id)
    .outerjoin(OAuthGrant, OAuthGrant.id == OAuthToken.grant_id)
    .outerjoin(Account, Account.id == OAuthGrant.account_id)
    .where(OAuthToken.secret_hash == bindparam("secret_hash"))
    .execution_options(populate_existing=True)
)


def find_token(secret: str) -> KeptToken | None:
    """The token with this secret, whatever its state, or None."""
    found = db.session.execute(_BY_SECRET, {"secret_hash": hash_of(secret)}).one_or_none()
    return KeptToken(*found) if found else None


def use_refresh_token(*, secret: str, client: OAuthClient) -> KeptToken | None:
    """The refresh token of this client when it may be used now, locked until the transaction ends; otherwise None.

    One that was rotated before is a sign of theft, except within the grace for a lost answer: then the family ends.
    """
    locked = db.session.scalars(
        select(OAuthToken)
        .where(OAuthToken.secret_hash == hash_of(secret), OAuthToken.kind == REFRESH)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if locked is None or locked.client_id != client.id or locked.revoked_at is not None:
        return None
    grant = db.session.get_one(OAuthGrant, locked.grant_id, populate_existing=True)
    if locked.expires_at <= utc_now() or not is_alive(grant):
        return None
    reuse = judge_refresh(rotated_at=locked.rotated_at, grace_uses=locked.grace_uses, now=utc_now())
    if reuse is Reuse.STOLEN:
        revoke_grant(grant, REFRESH_REUSED)
        return None
    return KeptToken(locked, client, grant)


def rotate(token: KeptToken) -> None:
    """Note that a refresh token has a successor; a use within the grace is counted."""
    if token.row.rotated_at is None:
        token.row.rotated_at = utc_now()
    else:
        token.row.grace_uses += 1
    token.row.used_at = utc_now()
    db.session.flush()


def revoke_token(token: KeptToken) -> bool:
    """End one access token; True when it was one, so that its family goes on."""
    db.session.execute(
        update(OAuthToken)
        .where(OAuthToken.id == token.row.id, OAuthToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
    return token.row.kind == ACCESS


def actor_of_access_token(secret: str) -> tuple[Actor, frozenset[str], OAuthGrant | None]:
    """On whose behalf a portal calls: its person with the rights of now, as sure as the login was, and the scopes.

    Staff roles need a second factor, which a program cannot give: a token never carries them.

    Raises:
        TokenRefused: it is unknown, run out or revoked, its person or client may do nothing, or it is a client's own.
    """
    token = working_token(secret)
    if token.grant is None:
        raise TokenRefused()
    grant = token.grant
    actor = actor_for(grant.account_id, grant.organization_id, assurance=Assurance(grant.acr))
    by = replace(without_staff_roles(actor), through=token.client.client_id)
    return by, frozenset(token.row.scopes), grant


def client_of_token(secret: str) -> tuple[OAuthClient, frozenset[str]]:
    """Which program calls for itself (client credentials), and with what scopes; its region is ``client.region``.

    Raises:
        TokenRefused: it is unknown, run out or revoked, or it acts for a person.
    """
    token = working_token(secret)
    if token.grant is not None:
        raise TokenRefused()
    return token.client, frozenset(token.row.scopes)


def working_token(secret: str) -> KeptToken:
    """The access token with this secret that may be used now.

    Raises:
        TokenRefused: there is none.
    """
    token = find_token(secret) if secret.startswith(ACCESS_PREFIX) else None
    if token is None or token.row.kind != ACCESS or not token.works:
        raise TokenRefused()
    return token


def _add(
    kind: str,
    secret: str,
    client: OAuthClient,
    grant: OAuthGrant | None,
    scopes: Collection[str],
    expires_at: datetime,
) -> None:
    db.session.add(
        OAuthToken(
            kind=kind,
            secret_hash=hash_of(secret),
            client_id=client.id,
            grant_id=grant.id if grant else None,
            scopes=list(scopes),
            created_at=utc_now(),
            expires_at=expires_at,
        )
    )
