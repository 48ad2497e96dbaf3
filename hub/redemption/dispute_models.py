"""Disputes: what two sides say about a redemption, who mediates, by when, and how it ends."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model, append_only
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class DisputeKind(StrEnum):
    """What it is about: refused again and again, a line of a settlement, an appealed decision, an objection."""

    REFUSALS = "REFUSALS"
    LINE = "LINE"
    APPEAL = "APPEAL"
    OBJECTION = "OBJECTION"


class DisputeState(StrEnum):
    """A dispute is open until its mediator settles it."""

    OPEN = "OPEN"
    SETTLED = "SETTLED"


class Outcome(StrEnum):
    """How it ends: an amount is paid, nothing is, or it may be submitted again."""

    PAY = "PAY"
    NOTHING = "NOTHING"
    RESUBMIT = "RESUBMIT"


class Dispute(Scoped, HasState, Model):
    """A dispute about a redemption, read by both of its sides and its area."""

    __tablename__ = "dispute"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    __table_args__ = (Index("uq_dispute_open", "redemption_id", unique=True, postgresql_where=text("state = 'OPEN'")),)
    LEGAL = frozenset({(DisputeState.OPEN, DisputeState.SETTLED)})
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    redemption_id: Mapped[UUID] = mapped_column(ForeignKey("redemption.id"), index=True)
    redemption_no: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    kind: Mapped[DisputeKind] = mapped_column(Enum(DisputeKind, native_enum=False, length=20))
    state: Mapped[DisputeState] = mapped_column(
        Enum(DisputeState, native_enum=False, length=10), default=DisputeState.OPEN
    )
    words: Mapped[str] = mapped_column(Text)
    opened_by: Mapped[UUID | None] = mapped_column(Uuid)
    opened_by_name: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(index=True)
    mediator_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    mediator_name: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[Outcome | None] = mapped_column(Enum(Outcome, native_enum=False, length=10))
    amount_fen: Mapped[Fen | None]
    answer: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None]


@append_only
class DisputeStatement(Scoped, Model):
    """What one side says, with at most one file; never changed, a further one is added."""

    __tablename__ = "dispute_statement"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    id: Mapped[Key]
    dispute_id: Mapped[UUID] = mapped_column(ForeignKey("dispute.id"), index=True)
    area: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    institution_id: Mapped[UUID | None] = mapped_column(Uuid)
    side: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    file_id: Mapped[UUID | None] = mapped_column(Uuid)
    file_name: Mapped[str | None] = mapped_column(Text)
    said_by: Mapped[UUID | None] = mapped_column(Uuid)
    said_by_name: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
