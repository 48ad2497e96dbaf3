"""Registries that span all regions and programmes: invoices and files in use, what checks found, who released it.

None of these tables is scoped: they are read by the hub itself, and only region and date ever leave them.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model, append_only


class Severity(StrEnum):
    """What a finding does: stop the submission, hold it for two reviewers, or only be shown."""

    BLOCK = "block"
    HOLD = "hold"
    WARN = "warn"


class InvoiceRegistration(Model):
    """An invoice in use by a redemption. While live, no other redemption anywhere can use it (F-01)."""

    __tablename__ = "invoice_registration"
    __table_args__ = (Index("uq_invoice_registration_live", "key", unique=True, postgresql_where=text("live")),)
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(60), index=True)
    redemption_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    invoice_id: Mapped[UUID] = mapped_column(Uuid)
    region: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40))
    registered_on: Mapped[date]
    live: Mapped[bool] = mapped_column(default=True)
    released_at: Mapped[datetime | None]


class FileUse(Model):
    """A file (by its hash) that a holder's redemption rests on (F-02)."""

    __tablename__ = "file_use"
    __table_args__ = (UniqueConstraint("sha256", "redemption_id"),)
    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    redemption_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    region: Mapped[str] = mapped_column(String(40))
    used_on: Mapped[date]


class IntegrityHit(Model):
    """What a check found on a submission; stored so that the reviewer sees it."""

    __tablename__ = "integrity_hit"
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    round: Mapped[int] = mapped_column(default=1)
    rule: Mapped[str] = mapped_column(String(10))
    severity: Mapped[Severity] = mapped_column(Enum(Severity, native_enum=False, length=10))
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    found_at: Mapped[datetime]


@append_only
class HoldRelease(Model):
    """One of the two people who release what was held (G-48)."""

    __tablename__ = "hold_release"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "round", "account_id"),)
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    round: Mapped[int] = mapped_column(default=1)
    account_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    released_at: Mapped[datetime]
