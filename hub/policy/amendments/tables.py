"""A policy being changed: what an area's editor drafts as a difference, and where that stands."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, Enum, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class AmendmentState(StrEnum):
    """Where a change of a policy stands; approved ones take effect on their date."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    APPROVED = "APPROVED"
    WITHDRAWN = "WITHDRAWN"


D, R, A, W = AmendmentState.DRAFT, AmendmentState.IN_REVIEW, AmendmentState.APPROVED, AmendmentState.WITHDRAWN


class Amendment(HasState, Scoped, Model):
    """A draft of the next version of a policy: the version it began from and what is changed, value by value.

    ``layer`` is the policy's own layer as it would be (without its parents'), ``changes`` how it came about.
    ``content_hash`` is that of the resolved document when it was submitted: what the second person signs.
    """

    __tablename__ = "policy_amendment"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (
        Index(
            "uq_policy_amendment_live",
            "policy_id",
            unique=True,
            postgresql_where=text("state IN ('DRAFT', 'IN_REVIEW')"),
        ),
    )
    LEGAL: ClassVar[frozenset[tuple[Any, Any]]] = frozenset({(D, R), (D, W), (R, D), (R, A), (R, W), (A, W)})
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    policy_id: Mapped[str] = mapped_column(Text, index=True)
    programme: Mapped[str] = mapped_column(String(40))
    area: Mapped[str] = mapped_column(String(40), index=True)
    base_version_id: Mapped[UUID] = mapped_column(Uuid)
    title: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(20))
    layer: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    loss: Mapped[list[Any]] = mapped_column(default=list)
    excuses: Mapped[dict[str, Any]] = mapped_column(default=dict)
    document_sha256: Mapped[str | None] = mapped_column(String(64))
    simulation: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    simulated_hash: Mapped[str | None] = mapped_column(Text)
    replay: Mapped[dict[str, Any] | None]  # of a replay by a job: its run, how far it is, whether it is over
    state: Mapped[AmendmentState] = mapped_column(Enum(AmendmentState, native_enum=False, length=20))
    content_hash: Mapped[str | None] = mapped_column(Text)
    author_id: Mapped[UUID] = mapped_column(Uuid)
    author: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approver_id: Mapped[UUID | None] = mapped_column(Uuid)
    approver: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None]
    version_id: Mapped[UUID | None] = mapped_column(Uuid)
