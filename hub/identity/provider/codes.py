"""Authorization codes: 256 bits, sixty seconds, once. Using one up and finding that it was used is one statement."""

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import AuthorizationCodeMixin
from sqlalchemy import bindparam, select, update

from hub.identity.models import Account
from hub.identity.provider.grants import CODE_REPLAYED, revoke_grant
from hub.identity.provider.rules import CODE_LASTS
from hub.identity.provider.tables import OAuthClient, OAuthCode, OAuthGrant
from hub.identity.secrets import hash_of
from hub.kernel.clock import utc_now
from hub.kernel.db import db


@dataclass(frozen=True)
class RedeemedCode(AuthorizationCodeMixin):
    """A code that has just been used up, as the library asks for it."""

    row: OAuthCode
    grant: OAuthGrant
    # Held so that it is not read again while the code is looked at.
    account: Account

    def get_redirect_uri(self) -> str:
        """Where the code was sent; the client must name the same address."""
        return self.row.redirect_uri

    def get_scope(self) -> str:
        """What was agreed to."""
        return " ".join(self.grant.scopes)

    @property
    def code_challenge(self) -> str:
        """What the verifier must fit (RFC 7636, always S256)."""
        return self.row.code_challenge


def keep_code(*, code: str, grant: OAuthGrant, redirect_uri: str, code_challenge: str, nonce: str | None) -> None:
    """Keep the hash of a code that is about to be sent."""
    now = utc_now()
    db.session.add(
        OAuthCode(
            code_hash=hash_of(code),
            grant_id=grant.id,
            redirect_uri=redirect_uri,
            code_challenge=code_challenge,
            nonce=nonce,
            created_at=now,
            expires_at=now + CODE_LASTS,
        )
    )
    db.session.flush()


_GRANT = (
    select(OAuthGrant, Account)
    .join(Account, Account.id == OAuthGrant.account_id)
    .where(OAuthGrant.id == bindparam("grant_id"))
    .execution_options(populate_existing=True)
)


def redeem_code(*, code: str, client: OAuthClient) -> RedeemedCode | None:
    """Use up a code of this client; None when there is none, it was used, or it is too late.

    Whoever comes second waits for the first, finds the code used and ends the whole family (RFC 6749 §4.1.2): one of
    the two is a thief. What is wrong besides (verifier, address) is judged afterwards, with the code gone.
    """
    now = utc_now()
    mine = select(OAuthGrant.id).where(OAuthGrant.client_id == client.id)
    used = db.session.scalars(
        update(OAuthCode)
        .where(OAuthCode.code_hash == hash_of(code), OAuthCode.used_at.is_(None), OAuthCode.grant_id.in_(mine))
        .values(used_at=now)
        .returning(OAuthCode)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    if used is None:
        _end_family_of_replayed(code, client)
        return None
    if used.expires_at <= now:
        return None
    return RedeemedCode(used, *db.session.execute(_GRANT, {"grant_id": used.grant_id}).one())


def _end_family_of_replayed(code: str, client: OAuthClient) -> None:
    grant = db.session.scalars(
        select(OAuthGrant)
        .join(OAuthCode, OAuthCode.grant_id == OAuthGrant.id)
        .where(OAuthCode.code_hash == hash_of(code), OAuthGrant.client_id == client.id)
    ).one_or_none()
    if grant is not None:
        revoke_grant(grant, CODE_REPLAYED)
