"""Files with what a joining area brings, kept as they came, and what was made of each row."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class StockState(StrEnum):
    """Where a file stands: tried, taken over by a second person, or taken back."""

    TRIED = "TRIED"
    APPLIED = "APPLIED"
    UNDONE = "UNDONE"


T = StockState


class StockImport(HasState, Scoped, Model):
    """One file. ``rows`` is a JSON list of cells, errors and outcomes; it and the file hold personal data."""

    __tablename__ = "stock_import"
    __scope__ = {"areas": ("area",)}
    LEGAL: ClassVar[frozenset[tuple[Any, Any]]] = frozenset({(T.TRIED, T.APPLIED), (T.APPLIED, T.UNDONE)})
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    original: Mapped[str] = mapped_column(EncryptedText("stock_import.original"))
    rows: Mapped[str] = mapped_column(EncryptedText("stock_import.rows"))
    good: Mapped[int]
    wrong: Mapped[int]
    known: Mapped[int]
    state: Mapped[StockState] = mapped_column(Enum(StockState, native_enum=False, length=10))
    tried_by_id: Mapped[UUID] = mapped_column(Uuid)
    tried_by: Mapped[str] = mapped_column(Text)
    tried_at: Mapped[datetime]
    applied_by: Mapped[str | None] = mapped_column(Text)
    applied_at: Mapped[datetime | None]
    taken: Mapped[int] = mapped_column(default=0)


class StockRow(Scoped, Model):
    """What became of one row: found again by its key, so that the same row is taken over once."""

    __tablename__ = "stock_row"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (Index("uq_stock_row", "area", "kind", "key", unique=True, postgresql_where=text("live")),)
    id: Mapped[Key]
    import_id: Mapped[UUID] = mapped_column(ForeignKey("stock_import.id"), index=True)
    area: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    made_id: Mapped[UUID | None] = mapped_column(Uuid)
    live: Mapped[bool] = mapped_column(default=True)
