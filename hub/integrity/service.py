"""Running the checks, keeping what they found, and releasing what was held by two different people."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.integrity.errors import ReleasedByYou, ReleaseReasonMissing
from hub.integrity.examined import BeforePayment, Examined, Hit
from hub.integrity.face_rules import FACE_CHECKS
from hub.integrity.models import HoldRelease, IntegrityHit, Moment, Severity
from hub.integrity.party_rules import PARTY_CHECKS
from hub.integrity.pattern_rules import PATTERN_CHECKS
from hub.integrity.payment_rules import NOTICE_CHECKS, PAYMENT_CHECKS
from hub.integrity.rules import PAPER_CHECKS
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.ids import new_id

RELEASES_NEEDED = 2
CHECKS = (*PAPER_CHECKS, *FACE_CHECKS, *PARTY_CHECKS, *PATTERN_CHECKS)


def check(examined: Examined) -> list[Hit]:
    """Everything the checks find on a submission, the gravest first."""
    return _gravest_first(hit for rule in CHECKS for hit in rule(examined))


def check_again(looked_at: BeforePayment, moment: Moment) -> list[Hit]:
    """Everything found before the public notice or before the payment, the gravest first."""
    rules = PAYMENT_CHECKS if moment is Moment.PAYMENT else NOTICE_CHECKS
    return _gravest_first(hit for rule in rules for hit in rule(looked_at))


def _gravest_first(hits: Iterable[Hit]) -> list[Hit]:
    order = list(Severity)
    return sorted(hits, key=lambda hit: order.index(hit.severity))


def keep_hits(
    *, subject: str, subject_id: UUID, round: int, hits: Iterable[Hit], moment: Moment = Moment.SUBMISSION
) -> None:
    """Store what was found, for the reviewer to see; the same finding twice at one moment is one."""
    now = business_now()
    known = {(hit.moment, hit.rule, hit.zh) for hit in list_hits(subject, subject_id) if hit.round == round}
    for hit in hits:
        if (moment, hit.rule, hit.zh) in known:
            continue
        known.add((moment, hit.rule, hit.zh))
        db.session.add(
            IntegrityHit(
                subject=subject,
                subject_id=subject_id,
                round=round,
                moment=moment,
                rule=hit.rule,
                severity=hit.severity,
                zh=hit.zh,
                en=hit.en,
                evidence=dict(hit.evidence),
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


def is_held(*, subject: str, subject_id: UUID, round: int, moment: Moment = Moment.SUBMISSION) -> bool:
    """Whether something found in this round at this moment holds the subject and two people have not released it."""
    holds = select(func.count()).where(
        IntegrityHit.subject == subject,
        IntegrityHit.subject_id == subject_id,
        IntegrityHit.round == round,
        IntegrityHit.moment == moment,
        IntegrityHit.severity.in_((Severity.HOLD, Severity.BLOCK)),
    )
    if not db.session.execute(holds).scalar_one():
        return False
    released = [one for one in list_releases(subject=subject, subject_id=subject_id, round=round)]
    return sum(one.moment is moment for one in released) < RELEASES_NEEDED


def held_at(*, subject: str, subject_id: UUID, round: int) -> Moment | None:
    """The moment whose findings hold the subject now, the latest first; None where nothing does."""
    moments = (Moment.REPORT, Moment.PAYMENT, Moment.NOTICE, Moment.SUBMISSION)
    held = (one for one in moments if is_held(subject=subject, subject_id=subject_id, round=round, moment=one))
    return next(held, None)


def list_releases(*, subject: str, subject_id: UUID, round: int | None = None) -> Sequence[HoldRelease]:
    """Who has released the subject, in this round or in all."""
    found = select(HoldRelease).where(HoldRelease.subject == subject, HoldRelease.subject_id == subject_id)
    if round is not None:
        found = found.where(HoldRelease.round == round)
    return db.session.execute(found.order_by(HoldRelease.released_at)).scalars().all()


def release_hold(
    *, subject: str, subject_id: UUID, round: int, reason: str, by: Actor, moment: Moment = Moment.SUBMISSION
) -> bool:
    """Note that a reviewer releases the subject; True once two different people have (G-48).

    Raises:
        ReleaseReasonMissing: the auditor would read nothing.
        ReleasedByYou: the same person again.
    """
    if not reason.strip():
        raise ReleaseReasonMissing(field="reason")
    row = insert(HoldRelease).values(
        id=new_id(),
        subject=subject,
        subject_id=subject_id,
        round=round,
        moment=moment,
        account_id=by.account_id,
        name=by.name,
        reason=reason.strip(),
        released_at=business_now(),
    )
    row = row.on_conflict_do_nothing(index_elements=["subject", "subject_id", "round", "moment", "account_id"])
    if db.session.execute(row.returning(HoldRelease.id)).scalar_one_or_none() is None:
        raise ReleasedByYou()
    return not is_held(subject=subject, subject_id=subject_id, round=round, moment=moment)
