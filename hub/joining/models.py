"""Steps of a region on the ladder, what was declared for them, and runs of the promises of its dialect."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Enum, Index, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.states import HasState


class StepState(StrEnum):
    """Where a step stands: it waits for a second person, was taken, or was not."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


P = StepState


class RegionStep(HasState, Model):
    """One step of a region up or down, with the conditions as they stood when it was taken; one waits at a time."""

    __tablename__ = "region_step"
    __table_args__ = (
        Index("uq_region_step_waiting", "region", unique=True, postgresql_where=text("state = 'PROPOSED'")),
    )
    LEGAL: ClassVar[frozenset[tuple[Any, Any]]] = frozenset({(P.PROPOSED, P.APPROVED), (P.PROPOSED, P.REJECTED)})
    id: Mapped[Key]
    region: Mapped[str] = mapped_column(Text, index=True)
    from_stage: Mapped[str] = mapped_column(Text)
    to_stage: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    conditions: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    state: Mapped[StepState] = mapped_column(Enum(StepState, native_enum=False, length=10))
    author_id: Mapped[UUID] = mapped_column(Uuid)
    author: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(Text)


class RegionDeclaration(Model):
    """A condition that a person says is met, because no program can see it; with the reason."""

    __tablename__ = "region_declaration"
    __table_args__ = (UniqueConstraint("region", "condition"),)
    id: Mapped[Key]
    region: Mapped[str] = mapped_column(Text)
    condition: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(Uuid)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class ConformanceRun(Model):
    """The promises of a region's dialect, tried on demand; ``results`` is None while it runs."""

    __tablename__ = "conformance_run"
    id: Mapped[Key]
    region: Mapped[str] = mapped_column(Text, index=True)
    dialect: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    passed: Mapped[bool | None]
    results: Mapped[list[Any] | None] = mapped_column(JSONB)

    @property
    def broken(self) -> int:
        """How many promises were not kept."""
        return sum(one["fault"] is not None for one in self.results or ())

    @property
    def by_capability(self) -> dict[str, list[dict[str, Any]]]:
        """The results of each ability, in the order in which they were tried."""
        found: dict[str, list[dict[str, Any]]] = {}
        for one in self.results or ():
            found.setdefault(one["capability"], []).append(one)
        return found
