"""Reading disputes and what was said to them; what somebody may see is narrowed by the scope."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.redemption import dispute_errors
from hub.redemption.dispute_models import Dispute, DisputeState, DisputeStatement


def get_dispute(no: str) -> Dispute:
    """The dispute with this number.

    Raises:
        DisputeUnknown: there is none to be seen here.
    """
    found = db.session.execute(select(Dispute).where(Dispute.no == no)).scalar_one_or_none()
    if found is None:
        raise dispute_errors.DisputeUnknown()
    return found


def find_open(redemption_id: UUID) -> Dispute | None:
    """The dispute about a redemption that is open, or None."""
    with everything():
        found = select(Dispute).where(Dispute.redemption_id == redemption_id, Dispute.state == DisputeState.OPEN)
        return db.session.execute(found).scalar_one_or_none()


def list_of_redemption(redemption_id: UUID) -> Sequence[Dispute]:
    """All disputes about a redemption, the newest first; callers reached it through rows of their own."""
    with everything():
        found = select(Dispute).where(Dispute.redemption_id == redemption_id)
        return db.session.execute(found.order_by(Dispute.opened_at.desc())).scalars().all()


def list_disputes(areas: Iterable[str], *, open_only: bool = False) -> Sequence[Dispute]:
    """Disputes of these areas, those due first at the top, settled ones after them."""
    found = select(Dispute).where(Dispute.area.in_(list(areas)))
    if open_only:
        found = found.where(Dispute.state == DisputeState.OPEN)
    ordered = found.order_by(Dispute.state != DisputeState.OPEN, Dispute.due_on, Dispute.no)
    return db.session.execute(ordered).scalars().all()


def list_statements(dispute: Dispute) -> Sequence[DisputeStatement]:
    """What was said, in order."""
    with everything():
        found = select(DisputeStatement).where(DisputeStatement.dispute_id == dispute.id)
        return db.session.execute(found.order_by(DisputeStatement.said_at, DisputeStatement.id)).scalars().all()
