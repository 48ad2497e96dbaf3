"""What a buyer says of a completed order, and what the institution answers (CSJ-52, ZJ1-32)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped


class Evaluation(Scoped, Model):
    """One for each order. ``by_default``: nobody said anything for thirty days, which counts as good (G-29)."""

    __tablename__ = "evaluation"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),)
    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("order.id"), unique=True)
    area: Mapped[str | None] = mapped_column(String(40))
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    service_no: Mapped[str] = mapped_column(String(20), index=True)
    stars: Mapped[int]
    comment: Mapped[str] = mapped_column(Text, default="")
    by_default: Mapped[bool] = mapped_column(default=False)
    given_at: Mapped[datetime]
    given_by: Mapped[UUID | None] = mapped_column(Uuid)
    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None]
