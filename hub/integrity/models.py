"""Registries that span all regions and programmes: invoices and files in use, what checks found, who released it.

The registries are not scoped: they are read by the hub itself, and only region and date ever leave them.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model, append_only
from hub.kernel.scope import Scoped


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


class ContractRegistration(Model):
    """A contract in use by a redemption. While live, no other redemption anywhere rests on it (F-03, F-14)."""

    __tablename__ = "contract_registration"
    __table_args__ = (Index("uq_contract_registration_live", "key", unique=True, postgresql_where=text("live")),)
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(Text, index=True)
    redemption_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    programme: Mapped[str] = mapped_column(String(40))
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


class Moment(StrEnum):
    """When a check looks: at the submission, before the public notice, before the payment, or when somebody reports."""

    SUBMISSION = "submission"
    NOTICE = "notice"
    PAYMENT = "payment"
    REPORT = "report"


class IntegrityHit(Model):
    """What a check found on a submission, with the figures it rests on; stored so that the reviewer sees it."""

    __tablename__ = "integrity_hit"
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    round: Mapped[int] = mapped_column(default=1)
    moment: Mapped[Moment] = mapped_column(Enum(Moment, native_enum=False, length=12), default=Moment.SUBMISSION)
    rule: Mapped[str] = mapped_column(String(10))
    severity: Mapped[Severity] = mapped_column(Enum(Severity, native_enum=False, length=10))
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)
    found_at: Mapped[datetime]


@append_only
class CheckSetting(Scoped, Model):
    """A limit as an area has set it; the newest row of (area, name) counts, the older ones stay on record."""

    __tablename__ = "check_setting"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (Index("ix_check_setting_area_name", "area", "name"),)
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[UUID | None] = mapped_column(Uuid)
    set_by_name: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]


@append_only
class HoldRelease(Model):
    """One of the two people who release what was held (G-48)."""

    __tablename__ = "hold_release"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "round", "moment", "account_id"),)
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    round: Mapped[int] = mapped_column(default=1)
    moment: Mapped[Moment] = mapped_column(Enum(Moment, native_enum=False, length=12), default=Moment.SUBMISSION)
    account_id: Mapped[UUID] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    released_at: Mapped[datetime]
