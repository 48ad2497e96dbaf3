"""Reviews: who was asked at which stage of a subject, and what they said."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState
from schemas.terms import ReviewDecision, ReviewStage, Role


class ReviewState(StrEnum):
    """States of one review; a subject that goes away takes its open review with it."""

    PENDING = "PENDING"
    PASSED = "PASSED"
    RETURNED = "RETURNED"
    REFUSED = "REFUSED"
    CANCELLED = "CANCELLED"
    UNDONE = "UNDONE"


STATE_AFTER = {
    ReviewDecision.PASS: ReviewState.PASSED,
    ReviewDecision.RETURN: ReviewState.RETURNED,
    ReviewDecision.REFUSE: ReviewState.REFUSED,
}


class Review(Scoped, HasState, Model):
    """One stage of one subject in one round. ``parties`` are the organisations whose people must not decide it."""

    __tablename__ = "review"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (
        # A subject stands before one reviewer at a time, whoever opens stages at once.
        Index("uq_review_pending", "subject", "subject_id", unique=True, postgresql_where=text("state = 'PENDING'")),
        Index("ix_review_subject", "subject", "subject_id"),
    )
    LEGAL = frozenset(
        (ReviewState.PENDING, ended)
        for ended in (ReviewState.PASSED, ReviewState.RETURNED, ReviewState.REFUSED, ReviewState.CANCELLED)
    ) | {(ended, ReviewState.UNDONE) for ended in (ReviewState.PASSED, ReviewState.RETURNED, ReviewState.REFUSED)}
    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    subject_no: Mapped[str] = mapped_column(String(40), index=True)
    round: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    stage: Mapped[ReviewStage] = mapped_column(Enum(ReviewStage, native_enum=False, length=20))
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=30))
    area: Mapped[str] = mapped_column(String(40), index=True)
    parties: Mapped[list[Any]] = mapped_column(default=list)
    may_set_amount: Mapped[bool] = mapped_column(default=False)
    assignee_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    assignee_name: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ReviewState] = mapped_column(
        Enum(ReviewState, native_enum=False, length=20), default=ReviewState.PENDING, index=True
    )
    opinion: Mapped[str | None] = mapped_column(Text)
    amount_fen: Mapped[Fen | None]
    score: Mapped[int | None]
    in_bulk: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    decided_by_name: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
