"""What a reviewer keeps beside the decision: items ticked one by one, phrases used again, draws and bulk passes."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model, append_only
from hub.kernel.scope import Scoped


class Verdict(StrEnum):
    """What a reviewer says of one item of the checklist."""

    RIGHT = "RIGHT"
    CORRECT = "CORRECT"
    FAIL = "FAIL"


class ReviewItem(Scoped, Model):
    """One item of the checklist as the reviewer of this stage has judged it; changed until the stage is decided."""

    __tablename__ = "review_item"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (UniqueConstraint("review_id", "item"),)
    id: Mapped[Key]
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    area: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(Text)
    verdict: Mapped[Verdict] = mapped_column(Enum(Verdict, native_enum=False, length=10))
    note: Mapped[str] = mapped_column(Text, default="")
    judged_by: Mapped[UUID | None] = mapped_column(Uuid)
    judged_at: Mapped[datetime]


class ReviewPhrase(Scoped, Model):
    """A sentence used again in returns and refusals: the area's (``account_id`` empty) or one officer's own."""

    __tablename__ = "review_phrase"
    __scope__ = {"areas": ("area",)}
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40), index=True)
    account_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    text: Mapped[str] = mapped_column(Text)
    added_by_name: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


@append_only
class ExpertDraw(Scoped, Model):
    """Who was drawn, out of whom, by which seed: anybody can draw again and comes to the same."""

    __tablename__ = "expert_draw"
    __scope__ = {"areas": ("area",)}
    id: Mapped[Key]
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), index=True)
    area: Mapped[str] = mapped_column(String(40))
    seed: Mapped[str] = mapped_column(String(64))
    pool: Mapped[list[Any]]
    passed_over: Mapped[list[Any]] = mapped_column(default=list)
    drawn: Mapped[str] = mapped_column(String(64))
    drawn_by: Mapped[UUID | None] = mapped_column(Uuid)
    drawn_by_name: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime]


@append_only
class BulkPass(Scoped, Model):
    """Several passed at once: the seed of the random sample kept out, and what became of each."""

    __tablename__ = "bulk_pass"
    __scope__ = {"areas": ("area",)}
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    percent: Mapped[int]
    rows: Mapped[list[Any]]
    passed_by: Mapped[UUID | None] = mapped_column(Uuid)
    passed_by_name: Mapped[str] = mapped_column(Text)
    passed_at: Mapped[datetime]
