"""What somebody proposes an area's budget to be; another person decides."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Enum, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState


class ProposalState(StrEnum):
    """Where a proposed budget stands."""

    PROPOSED = "PROPOSED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


P = ProposalState


class BudgetProposal(HasState, Scoped, Model):
    """The budget of an area and year as it would be, and as it was when somebody proposed that; never edited.

    No amount means no limit; ``was_set`` is false where there was no budget before. One waits at a time.
    """

    __tablename__ = "budget_proposal"
    __scope__ = {"areas": ("area",)}
    __table_args__ = (
        Index(
            "uq_budget_proposal_waiting", "area", "year", unique=True, postgresql_where=text("state = 'PROPOSED'")
        ),
    )  # fmt: skip
    LEGAL: ClassVar[frozenset[tuple[Any, Any]]] = frozenset(
        {(P.PROPOSED, P.APPROVED), (P.PROPOSED, P.REJECTED), (P.PROPOSED, P.WITHDRAWN)}
    )
    id: Mapped[Key]
    area: Mapped[str] = mapped_column(String(40), index=True)
    year: Mapped[int]
    amount_fen: Mapped[Fen | None]
    hard: Mapped[bool]
    was_set: Mapped[bool]
    was_fen: Mapped[Fen | None]
    was_hard: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ProposalState] = mapped_column(Enum(ProposalState, native_enum=False, length=20))
    author_id: Mapped[UUID] = mapped_column(Uuid)
    author: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None]
    decision: Mapped[str | None] = mapped_column(Text)
