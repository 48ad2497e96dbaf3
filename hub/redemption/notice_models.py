"""Public notices (公示) with the objections to them, and reversals of what was awarded."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class NoticeState(StrEnum):
    """A notice is open until its last day has ended."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class ObjectionState(StrEnum):
    """An objection waits until somebody who did not publish decides it."""

    OPEN = "OPEN"
    UPHELD = "UPHELD"
    DISMISSED = "DISMISSED"


class ReversalState(StrEnum):
    """A reversal needs two people."""

    PROPOSED = "PROPOSED"
    CONFIRMED = "CONFIRMED"


class PublicNotice(HasState, Model):
    """A frozen statement of proposed awards; public, hence not scoped. ``snapshot`` is the text that was hashed."""

    __tablename__ = "public_notice"
    LEGAL = frozenset({(NoticeState.OPEN, NoticeState.CLOSED)})
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    programme: Mapped[str] = mapped_column(String(40))
    working_days: Mapped[int]
    snapshot: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[UUID | None] = mapped_column(Uuid)
    closes_on: Mapped[date] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    state: Mapped[NoticeState] = mapped_column(
        Enum(NoticeState, native_enum=False, length=10), default=NoticeState.OPEN
    )


class NoticeLine(Model):
    """A redemption on a notice; public like the notice."""

    __tablename__ = "notice_line"
    __table_args__ = (UniqueConstraint("notice_id", "redemption_id"),)
    id: Mapped[Key]
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("public_notice.id"), index=True)
    redemption_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    redemption_no: Mapped[str] = mapped_column(String(40))


class Objection(Scoped, HasState, Model):
    """What somebody says against a line of a notice."""

    __tablename__ = "objection"
    __scope__ = {"areas": ("area",)}
    LEGAL = frozenset({(ObjectionState.OPEN, ObjectionState.UPHELD), (ObjectionState.OPEN, ObjectionState.DISMISSED)})
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40), index=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("public_notice.id"), index=True)
    redemption_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    redemption_no: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    filed_by: Mapped[UUID | None] = mapped_column(Uuid)
    filed_at: Mapped[datetime]
    state: Mapped[ObjectionState] = mapped_column(
        Enum(ObjectionState, native_enum=False, length=10), default=ObjectionState.OPEN
    )
    answer: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None]


class Reversal(Scoped, HasState, Model):
    """Part of an award taken back, proposed by one person and confirmed by another."""

    __tablename__ = "reversal"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (
        Index("uq_reversal_open", "redemption_id", unique=True, postgresql_where=text("state = 'PROPOSED'")),
    )
    LEGAL = frozenset({(ReversalState.PROPOSED, ReversalState.CONFIRMED)})
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40), index=True)
    redemption_id: Mapped[UUID] = mapped_column(ForeignKey("redemption.id"), index=True)
    amount_fen: Mapped[Fen]
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[UUID] = mapped_column(Uuid)
    proposed_by_name: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None] = mapped_column(Uuid)
    confirmed_by_name: Mapped[str | None] = mapped_column(Text)
    confirmed_at: Mapped[datetime | None]
    state: Mapped[ReversalState] = mapped_column(
        Enum(ReversalState, native_enum=False, length=12), default=ReversalState.PROPOSED
    )
