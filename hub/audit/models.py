"""The table of the audit record; those of its proof stand in seal_tables.py."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Index, Text, Uuid, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.audit.seal_tables import Seal, SealedRow, SealProgress
from hub.kernel.db import Key, Model, append_only
from hub.kernel.scope import Scoped
from hub.kernel.sealed import Sealed, Sealing

__all__ = ["AuditEvent", "Seal", "SealProgress", "SealedRow"]


@append_only
class AuditEvent(Scoped, Sealed, Model):
    """One thing that was done; ``at`` is business time, ``recorded_at`` the database's real clock."""

    __tablename__ = "audit_event"
    SEALING = Sealing(
        columns=("id", "event", "at", "recorded_at", "business_date", "account_id", "actor_name", "actor_roles",
                 "on_behalf_of", "through", "areas", "organizations", "subject", "subject_id", "subject_no", "before",
                 "after", "reason", "purpose", "decision_id", "request_id"),
        areas="t.areas",
    )  # fmt: skip
    __scope__ = {"areas": ("areas",), "organizations": ("organizations",)}
    id: Mapped[Key]
    event: Mapped[str] = mapped_column(Text, index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    business_date: Mapped[date] = mapped_column(Date)
    account_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    on_behalf_of: Mapped[UUID | None] = mapped_column(Uuid)  # the unit
    through: Mapped[str | None] = mapped_column(Text)  # the program that acted for the person
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text))
    organizations: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    subject_no: Mapped[str | None] = mapped_column(Text, index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(Text)
    purpose: Mapped[str | None] = mapped_column(Text)
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    request_id: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_audit_event_subject_subject_id", "subject", "subject_id"),)
