"""What jobs leave behind: failures with their text, the runs of the clock, and how far it has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model


class JobFailure(Model):
    """One failed attempt of a job, with the text that procrastinate does not keep."""

    __tablename__ = "job_failure"
    id: Mapped[Key]
    job_id: Mapped[int] = mapped_column(BigInteger, index=True)
    job: Mapped[str] = mapped_column(Text)
    arguments: Mapped[dict[str, Any]]
    error: Mapped[str] = mapped_column(Text)
    traceback: Mapped[str] = mapped_column(Text)
    failed_at: Mapped[datetime] = mapped_column(index=True)
    dead: Mapped[bool] = mapped_column(Boolean)


class JobSchedule(Model):
    """How far the clock has come with one scheduled job and key; a job has no past before ``introduced_at``."""

    __tablename__ = "job_schedule"
    job: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    introduced_at: Mapped[datetime]
    reached_at: Mapped[datetime]


class JobRun(Model):
    """One fire time of a scheduled job and key: it exists once, whoever noticed that it was due."""

    __tablename__ = "job_run"
    id: Mapped[Key]
    job: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    fire_at: Mapped[datetime]
    clock: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    abandoned_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    starts: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (
        UniqueConstraint("job", "key", "fire_at"),
        Index(
            "ix_job_run_open",
            "job",
            "key",
            "fire_at",
            postgresql_where=text("finished_at IS NULL AND abandoned_at IS NULL"),
        ),
        Index("ix_job_run_parked", "fire_at", postgresql_where=text("parked_at IS NOT NULL")),
    )
