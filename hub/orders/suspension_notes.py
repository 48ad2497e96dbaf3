"""Buyers with open orders at an institution learn that it was suspended, and that their orders go on (G-47)."""

from sqlalchemy import select

from hub import messages
from hub.catalog import suspensions
from hub.identity import Organization
from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db
from hub.orders.models import Order
from schemas.terms import OrderState

OPEN = (
    *(OrderState.RESERVING, OrderState.PLACED, OrderState.CONFIRMING_QUOTA, OrderState.IN_SERVICE),
    *(OrderState.AWAITING_HOLDER, OrderState.IN_REDEMPTION),
)


def tell_buyers(unit: Organization, suspension: suspensions.Suspension, by: Actor) -> None:  # noqa: ARG001
    """One message to each buyer, whatever the number of its orders."""
    with scope.everything():
        holders = db.session.scalars(
            select(Order.holder_id).where(Order.institution_id == unit.id, Order.state.in_(OPEN)).distinct()
        ).all()
    for holder_id in holders:
        messages.tell(
            "institution.suspended",
            organization_id=holder_id,
            subject="organization",
            subject_no=unit.uscc,
            path=f"/institutions/{unit.uscc}",
            party=unit.name,
            date=f"{suspension.begins_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            reason=suspension.reason,
        )


suspensions.on_suspension(tell_buyers)
