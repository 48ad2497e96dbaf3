"""What operation keeps: which backups were proved, and with what result."""

from datetime import datetime

from sqlalchemy import Boolean, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model, append_only


@append_only
class BackupCheck(Model):
    """One look at a backup: ``restored`` into a database of its own or its files only, and how much was wrong."""

    __tablename__ = "backup_check"
    id: Mapped[Key]
    backup: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime]
    checked_at: Mapped[datetime] = mapped_column(index=True)
    restored: Mapped[bool] = mapped_column(Boolean)
    findings: Mapped[int] = mapped_column(Integer)
    sentence: Mapped[str] = mapped_column(Text)
