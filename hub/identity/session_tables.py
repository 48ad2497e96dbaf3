"""What proves at a request who is there: sessions, access tokens, logins under way, one-time codes, try counters."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model
from schemas.terms import Assurance


class WebSession(Model):
    """A browser that is signed in; the cookie holds a 256-bit secret of which only the hash is kept.

    ``opened_at`` is empty while the second factor is still awaited: such a session opens no page but that one. By
    ``upstream_index`` it is found again when its region names the session of its own that has ended.
    """

    __tablename__ = "web_session"
    # What the sweep of every minute reads: the sessions that live, however many have ended before.
    __table_args__ = (Index("ix_web_session_living", "seen_at", postgresql_where=text("ended_at IS NULL")),)
    id: Mapped[Key]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"))
    assurance: Mapped[Assurance] = mapped_column(Enum(Assurance, native_enum=False, length=20))
    region: Mapped[str | None] = mapped_column(String(40))
    upstream: Mapped[str | None] = mapped_column(EncryptedText("web_session.upstream"))
    upstream_index: Mapped[str | None] = mapped_column(String(100), index=True)
    browser: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    second_factor_at: Mapped[datetime | None]
    code_confirmed_at: Mapped[datetime | None]
    authenticated_at: Mapped[datetime]
    methods: Mapped[list[Any]] = mapped_column(default=list)
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(Text)


class AccessToken(Model):
    """A short-lived opaque token of one person for ``/api/v1``; shown once, kept as a hash."""

    __tablename__ = "access_token"
    id: Mapped[Key]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"))
    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[Any]]
    assurance: Mapped[Assurance] = mapped_column(Enum(Assurance, native_enum=False, length=20))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginState(Model):
    """A login under way at a region: usable once, within ten minutes, by the browser and region it was made for."""

    __tablename__ = "login_state"
    id: Mapped[Key]
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(40))
    nonce: Mapped[str] = mapped_column(Text)
    code_verifier: Mapped[str] = mapped_column(EncryptedText("login_state.code_verifier"))
    remember: Mapped[str | None] = mapped_column(EncryptedText("login_state.remember"))
    next_path: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OneTimeCode(Model):
    """A six-digit code sent to a phone for one purpose; the newest of a purpose and phone counts, once."""

    __tablename__ = "one_time_code"
    id: Mapped[Key]
    purpose: Mapped[str] = mapped_column(String(30))
    phone_index: Mapped[str] = mapped_column(String(100), index=True)
    bound_to: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class TryCounter(Model):
    """Tries in a window, by what is counted (account, phone, address) and the hash of its name."""

    __tablename__ = "try_counter"
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    first_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
