"""Running the checks, keeping what they found, and releasing what was held by two different people."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.integrity.errors import ReleasedByYou, ReleaseReasonMissing
from hub.integrity.models import HoldRelease, IntegrityHit, Severity
from hub.integrity.rules import CHECKS, Examined, Hit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.ids import new_id

RELEASES_NEEDED = 2


def check(examined: Examined) -> list[Hit]:
    """Everything the checks find on a submission, the gravest first."""
    order = list(Severity)
    return sorted((hit for rule in CHECKS for hit in rule(examined)), key=lambda hit: order.index(hit.severity))


def keep_hits(*, subject: str, subject_id: UUID, round: int, hits: Iterable[Hit]) -> None:
    """Store what was found, for the reviewer to see."""
    now = business_now()
    for hit in hits:
        db.session.add(
            IntegrityHit(
                subject=subject,
                subject_id=subject_id,
                round=round,
                rule=hit.rule,
                severity=hit.severity,
                zh=hit.zh,
                en=hit.en,
                found_at=now,
            )
        )
    db.session.flush()


def list_hits(subject: str, subject_id: UUID) -> Sequence[IntegrityHit]:
    """What was found on a subject, round by round."""
    found = select(IntegrityHit).where(IntegrityHit.subject == subject, IntegrityHit.subject_id == subject_id)
    return (
        db.session.execute(found.order_by(IntegrityHit.round, IntegrityHit.found_at, IntegrityHit.id)).scalars().all()
    )


def is_held(*, subject: str, subject_id: UUID, round: int) -> bool:
    """Whether something found in this round holds the subject and two people have not released it."""
    holds = select(func.count()).where(
        IntegrityHit.subject == subject,
        IntegrityHit.subject_id == subject_id,
        IntegrityHit.round == round,
        IntegrityHit.severity == Severity.HOLD,
    )
    if not db.session.execute(holds).scalar_one():
        return False
    return len(list_releases(subject=subject, subject_id=subject_id, round=round)) < RELEASES_NEEDED


def list_releases(*, subject: str, subject_id: UUID, round: int) -> Sequence[HoldRelease]:
    """Who has released the subject in this round."""
    found = select(HoldRelease).where(
        HoldRelease.subject == subject, HoldRelease.subject_id == subject_id, HoldRelease.round == round
    )
    return db.session.execute(found.order_by(HoldRelease.released_at)).scalars().all()


def release_hold(*, subject: str, subject_id: UUID, round: int, reason: str, by: Actor) -> bool:
    """Note that a reviewer releases the subject; True once two different people have (G-48).

    Raises:
        ReleasedByYou: the same person again.
    """
    if not reason.strip():
        raise ReleaseReasonMissing(field="reason")
    row = insert(HoldRelease).values(
        id=new_id(),
        subject=subject,
        subject_id=subject_id,
        round=round,
        account_id=by.account_id,
        name=by.name,
        reason=reason.strip(),
        released_at=business_now(),
    )
    row = row.on_conflict_do_nothing(index_elements=["subject", "subject_id", "round", "account_id"])
    if db.session.execute(row.returning(HoldRelease.id)).scalar_one_or_none() is None:
        raise ReleasedByYou()
    return not is_held(subject=subject, subject_id=subject_id, round=round)
