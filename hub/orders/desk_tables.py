"""What an officer of an area keeps beside the lists: several dealt with at once, and filters under a name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model, append_only
from hub.kernel.scope import Scoped


@append_only
class DeskBatch(Scoped, Model):
    """Several applications, quotas or uses dealt with in one click: ``rows`` say what became of each.

    A row is ``{no, outcome: "done" | "refused", code, zh, en}``.
    """

    __tablename__ = "desk_batch"
    __scope__ = {"areas": ("area",)}
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40))
    work: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    rows: Mapped[list[Any]]
    done_by: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    done_by_name: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime]


class SavedFilter(Model):
    """What somebody narrows a list by, under a name of their own."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("account_id", "work", "name"),)
    id: Mapped[Key]
    account_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    work: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    at_most_fen: Mapped[Fen | None]
    saved_at: Mapped[datetime]
