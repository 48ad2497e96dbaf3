"""Access tokens that a signed-in person makes for a program: short-lived, opaque, kept as a hash, revocable."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.identity.actors import actor_for, without_staff_roles
from hub.identity.errors import ScopeUnknown, TokenRefused
from hub.identity.models import AccessToken, Account
from hub.identity.provider.logout import end_left_over_grants
from hub.identity.rules import TOKEN_LASTS_AT_MOST, TOKEN_SCOPES
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db

PREFIX = "hub_"


def create_token(*, actor: Actor, name: str, scopes: Sequence[str], minutes: int = 15) -> tuple[AccessToken, str]:
    """A token for the actor's own rights, narrowed to ``scopes``; the secret is returned once and never again.

    Raises:
        ScopeUnknown: no scope was chosen, or one that people cannot give.
    """
    chosen = [scope for scope in TOKEN_SCOPES if scope in scopes]
    if not chosen or set(scopes) - set(TOKEN_SCOPES):
        raise ScopeUnknown(field="scopes")
    now = utc_now()
    secret = PREFIX + new_secret()
    token = AccessToken(
        secret_hash=hash_of(secret),
        account_id=actor.account_id,
        organization_id=actor.organization_id,
        name=name.strip()[:80] or "API",
        scopes=chosen,
        assurance=actor.assurance,
        created_at=now,
        expires_at=now + min(timedelta(minutes=max(1, minutes)), TOKEN_LASTS_AT_MOST),
    )
    db.session.add(token)
    db.session.flush()
    return token, secret


_WORKING = (
    select(AccessToken, Account)  # the account comes along, because its actor is asked for next
    .join(Account, Account.id == AccessToken.account_id)
    .where(
        AccessToken.secret_hash == bindparam("secret_hash"),
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > bindparam("now"),
        Account.disabled_at.is_(None),
    )
)


def actor_of_token(secret: str) -> tuple[Actor, frozenset[str]]:
    """Whose token this is, with the rights for their unit as they are now, and the scopes it was made for.

    Staff roles need a second factor, which a program cannot give: a token never carries them.

    Raises:
        TokenRefused: it is unknown, expired or revoked, or its owner may no longer sign in.
    """
    found = db.session.execute(_WORKING, {"secret_hash": hash_of(secret), "now": utc_now()}).one_or_none()
    if found is None:
        raise TokenRefused()
    token: AccessToken = found[0]
    actor = actor_for(token.account_id, token.organization_id, assurance=token.assurance)
    return replace(without_staff_roles(actor), through=f"token:{token.id}"), frozenset(token.scopes)


def list_tokens(account_id: UUID) -> list[AccessToken]:
    """A person's tokens that still work, newest first."""
    return list(
        db.session.scalars(
            select(AccessToken)
            .where(
                AccessToken.account_id == account_id,
                AccessToken.revoked_at.is_(None),
                AccessToken.expires_at > utc_now(),
            )
            .order_by(AccessToken.created_at.desc())
        )
    )


def revoke_token(*, account_id: UUID, token_id: UUID) -> bool:
    """End one of one's own tokens at once; whether there was one."""
    ended = db.session.execute(
        update(AccessToken)
        .where(AccessToken.id == token_id, AccessToken.account_id == account_id, AccessToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
        .returning(AccessToken.id)
    ).scalar_one_or_none()
    return ended is not None


def revoke_tokens(account_id: UUID) -> None:
    """End all tokens of a person: whoever is signed out elsewhere may have made one there, or signed in to a portal."""
    db.session.execute(
        update(AccessToken)
        .where(AccessToken.account_id == account_id, AccessToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
    end_left_over_grants(account_id)
