"""Announced times of maintenance: said beforehand, shown while they last, kept afterwards."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model


class MaintenanceMode(StrEnum):
    """What a time of maintenance does: only says so, or also refuses every change."""

    NOTICE = "NOTICE"
    READ_ONLY = "READ_ONLY"


class MaintenanceWindow(Model):
    """One announced time from ``starts_at`` to its planned end; without one it lasts until somebody ends it."""

    __tablename__ = "maintenance_window"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_it_starts"),)
    id: Mapped[Key]
    mode: Mapped[MaintenanceMode] = mapped_column(Enum(MaintenanceMode, native_enum=False, length=10))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(Text)
    announced_at: Mapped[datetime]
    announced_by_name: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str | None] = mapped_column(Text)

    @property
    def refuses_writes(self) -> bool:
        """Whether nothing may be changed while it lasts."""
        return self.mode is MaintenanceMode.READ_ONLY

    @property
    def no(self) -> str:
        """What the record calls it: its mode and when it starts."""
        return f"{self.mode.value} {self.starts_at:%Y-%m-%d %H:%M}"
