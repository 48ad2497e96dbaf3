"""People who may sign in: accounts, the roles they hold and where, and the identities that regions vouch for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model
from schemas.terms import Role


class Account(Model):
    """A person. Who comes in by a region has no username and no password here.

    Until its registration is reviewed (``awaits_review``) an account opens no session. ``employer_id`` is the unit that
    employs an expert or an officer: nobody reviews their own employer.
    """

    __tablename__ = "account"
    id: Mapped[Key]
    username: Mapped[str | None] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(EncryptedText("account.display_name"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("account.phone"))
    phone_index: Mapped[str | None] = mapped_column(String(100), index=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText("account.totp_secret"))
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
    document_kind: Mapped[str | None] = mapped_column(String(20))
    document_number: Mapped[str | None] = mapped_column(EncryptedText("account.document_number"))
    employer_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    registered_at: Mapped[datetime]
    awaits_review: Mapped[bool] = mapped_column(default=False)
    must_enroll_second_factor: Mapped[bool] = mapped_column(default=False)
    phone_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class RoleGrant(Model):
    """A role held in an area, for a unit, or (both empty) everywhere; ended by ``revoked_at``, never deleted."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index(
            "uq_role_grant_live",
            "account_id",
            "role",
            text("coalesce(area, '')"),
            text("coalesce(organization_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=30))
    area: Mapped[str | None] = mapped_column(String(40), index=True)
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    granted_by: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class ExternalIdentity(Model):
    """Who a region says somebody is. (issuer, subject) is the key; the USCC is an attribute that must keep agreeing."""

    __tablename__ = "external_identity"
    __table_args__ = (
        Index("uq_external_identity", "issuer", "subject", unique=True, postgresql_where=text("ended_at IS NULL")),
    )
    id: Mapped[Key]
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    linked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
