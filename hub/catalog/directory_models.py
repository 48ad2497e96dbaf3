"""Directories of recognised laboratories: dated entries, and the files by which they were brought up to date."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Enum, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class LaboratoryEntry(Model):
    """A laboratory of a programme's directory. Listed from ``listed_on`` to the day before ``left_on`` (TJ-31).

    Public like the catalogue, so without a scope; people who could be called are not kept (TJ-35).
    """

    __tablename__ = "laboratory_entry"
    __table_args__ = (
        UniqueConstraint("programme", "no"),
        CheckConstraint("left_on IS NULL OR left_on >= listed_on", name="leaves_after_joining"),
        Index("ix_laboratory_words", "words", postgresql_using="gin"),
        Index("ix_laboratory_owner", "programme", "owner_uscc"),
    )
    id: Mapped[Key]
    programme: Mapped[str] = mapped_column(String(40))
    no: Mapped[str] = mapped_column(String(40))
    division: Mapped[str] = mapped_column(String(6), index=True)
    name: Mapped[str] = mapped_column(Text)
    owner_name: Mapped[str] = mapped_column(Text)
    owner_uscc: Mapped[str | None] = mapped_column(String(18))
    kind: Mapped[str] = mapped_column(Text, default="")
    subject_field: Mapped[str] = mapped_column(Text, default="")
    round: Mapped[int] = mapped_column(default=1)
    listed_on: Mapped[date]
    left_on: Mapped[date | None]
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class ImportState(StrEnum):
    """A file was tried, and taken in by a second click."""

    TRIED = "TRIED"
    TAKEN = "TAKEN"


class DirectoryImport(Scoped, HasState, Model):
    """A file about a directory as it was read: its good rows, and what is wrong with the others."""

    __tablename__ = "directory_import"
    __scope__ = {"areas": ("area",)}
    LEGAL = frozenset({(ImportState.TRIED, ImportState.TAKEN)})
    id: Mapped[Key]
    programme: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[Any]] = mapped_column(default=list)
    faults: Mapped[list[Any]] = mapped_column(default=list)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[ImportState] = mapped_column(
        Enum(ImportState, native_enum=False, length=10), default=ImportState.TRIED
    )
    tried_by: Mapped[UUID | None] = mapped_column(Uuid)
    tried_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
