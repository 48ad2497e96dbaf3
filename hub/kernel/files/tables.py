"""The row that stands for an uploaded file."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped


class StoredFile(Scoped, Model):
    """An upload as it was received; never changed. It belongs to the organization that brought it."""

    __tablename__ = "stored_file"
    __scope__ = {"organizations": ("organization_id",)}
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    sha256: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    storage_key: Mapped[str] = mapped_column(Text, unique=True)
    uploaded_by: Mapped[UUID | None] = mapped_column(Uuid)
    uploaded_at: Mapped[datetime]
