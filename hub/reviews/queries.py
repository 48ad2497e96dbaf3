"""Reading reviews: the queue of a person, and the history of a subject."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, false, or_, select

from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.reviews.errors import ReviewUnknown
from hub.reviews.models import Review, ReviewState
from schemas.terms import Role


def find_pending(subject: str, subject_id: UUID) -> Review | None:
    """The open stage of a subject, or None."""
    with everything():
        return db.session.execute(
            select(Review).where(
                Review.subject == subject, Review.subject_id == subject_id, Review.state == ReviewState.PENDING
            )
        ).scalar_one_or_none()


def list_reviews(subject: str, subject_id: UUID) -> Sequence[Review]:
    """All stages of a subject, in the order in which they were opened; callers reached it through rows of their own."""
    with everything():
        found = select(Review).where(Review.subject == subject, Review.subject_id == subject_id)
        return db.session.execute(found.order_by(Review.round, Review.position, Review.id)).scalars().all()


def list_queue(actor: Actor) -> Sequence[Review]:
    """What waits for this person: by role and area, or assigned to them; the oldest first."""
    mine = [
        and_(Review.role == granted.role, Review.area == granted.area if granted.area else Review.area.is_not(None))
        for granted in actor.roles
        if granted.organization_id is None and granted.role is not Role.EXPERT
    ]
    waiting = or_(and_(Review.assignee_id.is_(None), or_(false(), *mine)), Review.assignee_id == actor.account_id)
    with everything():
        found = select(Review).where(Review.state == ReviewState.PENDING, waiting)
        return db.session.execute(found.order_by(Review.opened_at, Review.id)).scalars().all()


def list_unassigned(area: str) -> Sequence[Review]:
    """Open expert stages of an area for which nobody has been asked yet."""
    with everything():
        found = select(Review).where(
            Review.state == ReviewState.PENDING,
            Review.role == Role.EXPERT,
            Review.assignee_id.is_(None),
            Review.area == area,
        )
        return db.session.execute(found.order_by(Review.opened_at)).scalars().all()


def list_decided_by(account_id: UUID, limit: int = 50) -> Sequence[Review]:
    """What a person has decided, the latest first."""
    with everything():
        found = select(Review).where(Review.decided_by == account_id)
        return db.session.execute(found.order_by(Review.decided_at.desc()).limit(limit)).scalars().all()


def get_assigned(review_id: UUID, actor: Actor) -> Review:
    """The review that was given to this person.

    Raises:
        ReviewUnknown: there is none, or it is somebody else's.
    """
    with everything():
        found = db.session.get(Review, review_id)
    if found is None or actor.account_id is None or actor.account_id not in (found.assignee_id, found.decided_by):
        raise ReviewUnknown()
    return found
