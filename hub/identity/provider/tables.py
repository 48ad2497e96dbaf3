"""What the hub keeps as OpenID provider: clients, what people granted them, and the hashes of all that proves it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model


class OAuthClient(Model):
    """A program that signs people in through the hub, or acts for its region by client credentials.

    ``auth_method`` is client_secret_basic, client_secret_post, private_key_jwt or none. During a rotation the
    previous secret counts until ``previous_secret_until``. ``sector`` is what pairwise subjects are made for.
    """

    __tablename__ = "oauth_client"
    id: Mapped[Key]
    client_id: Mapped[str] = mapped_column(String(60), unique=True)
    name_zh: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(String(40), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    auth_method: Mapped[str] = mapped_column(String(30))
    secret_hash: Mapped[str | None] = mapped_column(Text)
    previous_secret_hash: Mapped[str | None] = mapped_column(Text)
    previous_secret_until: Mapped[datetime | None]
    jwks: Mapped[dict[str, Any] | None]
    redirect_uris: Mapped[list[Any]] = mapped_column(default=list)
    post_logout_redirect_uris: Mapped[list[Any]] = mapped_column(default=list)
    backchannel_logout_uri: Mapped[str | None] = mapped_column(Text)
    grant_types: Mapped[list[Any]] = mapped_column(default=list)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    sector: Mapped[str] = mapped_column(Text)
    trusted: Mapped[bool] = mapped_column(default=False)
    requires_par: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(Text)


class OAuthRequest(Model):
    """An authorization request under way: pushed (RFC 9126), or kept while its person logs in and consents."""

    __tablename__ = "oauth_request"
    id: Mapped[Key]
    reference_hash: Mapped[str] = mapped_column(String(64), unique=True)
    client_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_client.id"), index=True)
    parameters: Mapped[str] = mapped_column(EncryptedText("oauth_request.parameters"))
    pushed: Mapped[bool] = mapped_column(default=False)
    browser_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OAuthGrant(Model):
    """What one login gave one client: the family of its code and tokens, and the unit of revocation.

    ``session_id`` is the hub session it hangs on; with offline_access it outlives that session's end by time, never a
    logout. ``authenticated_at`` never moves on refresh.
    """

    __tablename__ = "oauth_grant"
    id: Mapped[Key]
    client_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_client.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"))
    session_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    sid: Mapped[str] = mapped_column(String(64), index=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    acr: Mapped[str] = mapped_column(String(20))
    amr: Mapped[list[Any]] = mapped_column(default=list)
    upstream_region: Mapped[str | None] = mapped_column(String(40))
    authenticated_at: Mapped[datetime]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[str | None] = mapped_column(Text)


class OAuthCode(Model):
    """An authorization code: sixty seconds, once, for one client and redirect address; kept used as a tombstone."""

    __tablename__ = "oauth_code"
    id: Mapped[Key]
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    grant_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_grant.id"), index=True)
    redirect_uri: Mapped[str] = mapped_column(Text)
    code_challenge: Mapped[str] = mapped_column(String(128))
    nonce: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OAuthToken(Model):
    """An access or refresh token as a hash; a client's own token (client credentials) has no grant."""

    __tablename__ = "oauth_token"
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(10))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    client_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_client.id"), index=True)
    grant_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("oauth_grant.id"), index=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    rotated_at: Mapped[datetime | None]
    grace_uses: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None]


class OAuthConsent(Model):
    """What a person agreed that a client may see and do, for one unit; withdrawn by its owner at any time."""

    __tablename__ = "oauth_consent"
    __table_args__ = (
        Index(
            "uq_oauth_consent_live",
            "account_id",
            "client_id",
            text("coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"))
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"))
    client_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_client.id"), index=True)
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class PairwiseSubject(Model):
    """How a person is called towards the clients of one sector: made once, kept for ever, leads nowhere else."""

    __tablename__ = "pairwise_subject"
    id: Mapped[Key]
    sector: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(String(64), unique=True)
    __table_args__ = (Index("uq_pairwise_subject", "sector", "account_id", unique=True),)


class ClientAssertion(Model):
    """The id of a client assertion (RFC 7523) that was accepted: it counts once."""

    __tablename__ = "client_assertion"
    client_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    jti_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[datetime]


class SigningKey(Model):
    """A key that signs ID and logout tokens: published before it is used, kept until its last token has run out."""

    __tablename__ = "signing_key"
    id: Mapped[Key]
    kid: Mapped[str] = mapped_column(String(60), unique=True)
    algorithm: Mapped[str] = mapped_column(String(10))
    private_jwk: Mapped[str] = mapped_column(EncryptedText("signing_key.private_jwk"))
    public_jwk: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    signs_from: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]


class LogoutNotice(Model):
    """A back-channel logout that a client is owed: tried until it answers, then given up in sight of a person."""

    __tablename__ = "logout_notice"
    id: Mapped[Key]
    client_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_client.id"), index=True)
    sid: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_answer: Mapped[str | None] = mapped_column(Text)
