"""Tables of the policy store: documents as received, versions as resolved, decisions as made. None is ever changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Index, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model, append_only
from hub.kernel.sealed import Sealed, Sealing
from hub.policy.amendments.tables import Amendment
from hub.policy.calendar.models import WorkingDay

__all__ = [
    "Amendment",
    "PolicyConfirmation",
    "PolicyDecision",
    "PolicyDocument",
    "PolicyVersion",
    "PolicyWithdrawal",
    "WorkingDay",
]


@append_only
class PolicyDocument(Model):
    """A native document, byte for byte."""

    __tablename__ = "policy_document"
    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime]


@append_only
class PolicyVersion(Model):
    """A published version, resolved over its parents; in force until the next one begins.

    Of two with one date only the one that was not withdrawn counts; publishing takes a lock on the policy for that.
    ``is_parent``: other policies build on it, and nobody is decided by it alone.
    """

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("policy_id", "version"),)
    id: Mapped[Key]
    policy_id: Mapped[str] = mapped_column(Text)
    programme: Mapped[str] = mapped_column(Text, index=True)
    area: Mapped[str] = mapped_column(Text, index=True)
    version: Mapped[int] = mapped_column(Integer)
    effective_from: Mapped[date] = mapped_column(Date)
    status: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    document: Mapped[dict[str, Any]] = mapped_column(deferred=True)  # compiled once a process, then not read again
    content_hash: Mapped[str] = mapped_column(Text, index=True)
    layers: Mapped[list[Any]]
    loss: Mapped[list[Any]]
    own: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)  # its own layer, before it was resolved
    is_parent: Mapped[bool] = mapped_column(default=False)
    amendment_id: Mapped[UUID | None] = mapped_column(Uuid)
    author: Mapped[str] = mapped_column(Text)
    approver: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime]


@append_only
class PolicyWithdrawal(Model):
    """A published version that was taken back before its day came: as if it had never been proposed."""

    __tablename__ = "policy_withdrawal"
    id: Mapped[Key]
    version_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    account_id: Mapped[UUID | None] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime]


@append_only
class PolicyConfirmation(Model):
    """A person has confirmed that a sample value is what the area wants: the path of the value and the hash of it."""

    __tablename__ = "policy_confirmation"
    __table_args__ = (UniqueConstraint("policy_id", "path", "value_sha256"),)
    id: Mapped[Key]
    policy_id: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    value_sha256: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID | None] = mapped_column(Uuid)
    name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime]


@append_only
class PolicyDecision(Sealed, Model):
    """One decision with the question, the version and the whole trace, so that it can be made again and compared."""

    __tablename__ = "policy_decision"
    __table_args__ = (Index("ix_policy_decision_made", "programme", "area", "decided_at"),)
    SEALING = Sealing(
        columns=("id", "subject", "subject_id", "phase", "programme", "area", "outcome", "amount_fen", "version_label",
                 "content_hash", "engine_version", "question", "facts_hash", "document", "decided_at"),
        areas="ARRAY[t.area]",
    )  # fmt: skip
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    phase: Mapped[str] = mapped_column(Text)
    programme: Mapped[str] = mapped_column(Text)
    area: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    amount_fen: Mapped[Fen | None]
    version_label: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(Text, index=True)
    engine_version: Mapped[str] = mapped_column(Text)
    question: Mapped[dict[str, Any]]
    facts_hash: Mapped[str] = mapped_column(Text)
    document: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime]
