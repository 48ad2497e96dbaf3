"""Lists for the auditor: what was held and by whom released, what was overruled or taken back, what was lowered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from hub import integrity
from hub.integrity import HoldRelease, IntegrityHit, Severity
from hub.kernel.db import db
from hub.kernel.states import StateChange
from hub.redemption.models import Redemption
from hub.reviews import Review, ReviewState
from schemas.terms import RedemptionState, ReviewStage

LATEST = 200


@dataclass(frozen=True)
class Held:
    """A redemption that was or is held: since when, for what, and who released it."""

    redemption: Redemption
    held_at: datetime
    hits: Sequence[IntegrityHit]
    releases: Sequence[HoldRelease]


def list_holds(before: datetime | None = None) -> list[Held]:
    """What was held within the scope in force (``before`` a moment), the latest first."""
    found = select(StateChange.subject_id, StateChange.at).where(
        StateChange.subject == "redemption", StateChange.to_state == RedemptionState.HELD, *_by(StateChange.at, before)
    )
    rows = db.session.execute(found.order_by(StateChange.at.desc()).limit(LATEST)).all()
    known = _redemptions([row.subject_id for row in rows])
    return [
        Held(
            redemption=known[row.subject_id],
            held_at=row.at,
            hits=[
                hit
                for hit in integrity.list_hits("redemption", row.subject_id)
                if hit.severity is not Severity.WARN and hit.found_at <= row.at
            ],
            releases=[
                one
                for one in integrity.list_releases(subject="redemption", subject_id=row.subject_id)
                if one.released_at >= row.at and (before is None or one.released_at < before)
            ],
        )
        for row in rows
        if row.subject_id in known
    ]


@dataclass(frozen=True)
class Override:
    """A stage that somebody else ended, or a decision that its maker took back, with the reason."""

    redemption: Redemption
    review: Review
    what: str
    who: str
    at: datetime
    reason: str


def list_overrides(before: datetime | None = None) -> list[Override]:
    """Stages cancelled by a person and decisions undone, the latest first; what the hub itself ended is left out."""
    found = (
        select(Review, StateChange)
        .join(StateChange, (StateChange.subject_id == Review.id) & (StateChange.subject == "review"))
        .where(
            Review.subject == "redemption",
            StateChange.to_state.in_((ReviewState.CANCELLED, ReviewState.UNDONE)),
            StateChange.account_id.is_not(None),
            *_by(StateChange.at, before),
        )
    )
    rows = db.session.execute(found.order_by(StateChange.at.desc()).limit(LATEST)).all()
    known = _redemptions([review.subject_id for review, _ in rows])
    return [
        Override(known[review.subject_id], review, change.to_state, change.actor_name, change.at, change.reason or "")
        for review, change in rows
        if review.subject_id in known
    ]


@dataclass(frozen=True)
class Lowered:
    """An award below what was applied for, with who fixed it and why."""

    redemption: Redemption
    less_fen: int
    who: str
    reason: str


def list_lowered(before: datetime | None = None) -> list[Lowered]:
    """Awards below what was applied for within the scope in force, the latest first."""
    found = select(Redemption).where(
        Redemption.assessed_fen < Redemption.amount_fen, *_by(Redemption.assessed_at, before)
    )
    rows = db.session.execute(found.order_by(Redemption.assessed_at.desc()).limit(LATEST)).scalars().all()
    lowered = []
    for one in rows:
        review = _assessment(one.id)
        less_fen = (one.amount_fen or 0) - (one.assessed_fen or 0)
        who, why = (review.decided_by_name or "", review.opinion or "") if review else ("", "")
        lowered.append(Lowered(one, less_fen, who, why))
    return lowered


def _by(column: Any, before: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return () if before is None else (column < before,)


def _assessment(redemption_id: UUID) -> Review | None:
    found = select(Review).where(
        Review.subject == "redemption",
        Review.subject_id == redemption_id,
        Review.stage == ReviewStage.ASSESSMENT,
        Review.state == ReviewState.PASSED,
    )
    return db.session.execute(found.order_by(Review.decided_at.desc()).limit(1)).scalar_one_or_none()


def _redemptions(ids: Sequence[UUID]) -> dict[UUID, Redemption]:
    found = select(Redemption).where(Redemption.id.in_(set(ids)))
    return {one.id: one for one in db.session.execute(found).scalars()}
