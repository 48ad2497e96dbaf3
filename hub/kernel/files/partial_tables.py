"""The row of an upload that arrives piece by piece."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped


class PartialUpload(Scoped, Model):
    """What has arrived of a file so far; its pieces lie in the object store until it is whole."""

    __tablename__ = "partial_upload"
    __scope__ = {"organizations": ("organization_id",)}
    __table_args__ = (
        CheckConstraint("received_bytes >= 0 AND received_bytes <= total_bytes", name="received_within_total"),
    )
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    # What the file is for, in the words of whoever asked for it: "redemption:DF-…:attachment".
    purpose: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    total_bytes: Mapped[int] = mapped_column(BigInteger)
    received_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    started_by: Mapped[UUID | None] = mapped_column(Uuid)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
