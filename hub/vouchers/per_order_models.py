"""What an application for one order says about it (TJ-15…18)."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped


class OrderApplication(Scoped, Model):
    """The order side of an application: which order, of whom, what its contract is expected to cost and to achieve.

    ``amount_decision_id`` is the decision by which the amount was worked out; ``round`` counts the submissions.
    """

    __tablename__ = "order_application"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id",)}
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),)
    id: Mapped[Key]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("voucher_application.id"), unique=True)
    area: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    order_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    order_no: Mapped[str] = mapped_column(String(40))
    seller_id: Mapped[UUID] = mapped_column(Uuid)
    estimate_fen: Mapped[Fen]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    activity: Mapped[str] = mapped_column(Text, default="")
    amount_decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    round: Mapped[int] = mapped_column(default=0)
