"""Proving by a phone that an account is one's own, what one agreed to, and what stands in for an authenticator."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model, append_only


class ProofPurpose(StrEnum):
    """What the code is for: signing in by text, a sign-in after many failures, a new password."""

    SIGN_IN = "SIGN_IN"
    GUARD = "GUARD"
    RECOVER = "RECOVER"


class PhoneProof(Model):
    """A code on its way to the phone on record, for one browser and once.

    Whether there is an account behind it is never shown before the code was right: ``account_id`` is empty when nobody
    has the name, and ``phone_index`` is kept instead where a phone was typed, because several accounts may have it.
    """

    __tablename__ = "phone_proof"
    id: Mapped[Key]
    purpose: Mapped[ProofPurpose] = mapped_column(Enum(ProofPurpose, native_enum=False, length=20))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    phone_index: Mapped[str | None] = mapped_column(String(100))
    next_path: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    proved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """One of the codes that stand in for a lost authenticator; shown once, kept as a hash, used once."""

    __tablename__ = "recovery_code"
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


@append_only
class Agreement(Model):
    """Somebody agreed to a version of one of the hub's documents, and when (ZJ1-08)."""

    __tablename__ = "agreement"
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    document: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(20))
    agreed_at: Mapped[datetime]
