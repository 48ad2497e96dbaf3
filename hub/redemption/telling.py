"""Recording what was done with a redemption and telling those who must know."""

from collections.abc import Mapping
from typing import Any

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.redemption.models import Redemption
from hub.redemption.region_news import tell_region
from schemas.terms import Role


def record(
    event: str,
    redemption: Redemption,
    *,
    by: Actor,
    reason: str | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """One audit row about a redemption, with the decision it rests on."""
    audit.record(
        event,
        by=by,
        subject="redemption",
        subject_id=redemption.id,
        subject_no=redemption.no,
        areas=(redemption.area,),
        organizations=(redemption.holder_id, redemption.institution_id),
        after=after,
        reason=reason,
        decision_id=redemption.decision_id,
    )
    tell_region(event, redemption)


def tell_starter(event: str, redemption: Redemption, **values: Any) -> None:
    """One message to the unit that redeems, which is also the one that is paid."""
    side = "institution" if redemption.institution_id else "enterprise"
    _tell(event, redemption, f"/{side}", organization_id=redemption.starter_id, **values)


def tell_holder(event: str, redemption: Redemption, **values: Any) -> None:
    """One message to the buyer."""
    _tell(event, redemption, "/enterprise", organization_id=redemption.holder_id, **values)


def tell_staff(event: str, redemption: Redemption, role: Role, **values: Any) -> None:
    """One message to those who hold the role in the area."""
    _tell(event, redemption, "/area", role=role, area=redemption.area, **values)


def _tell(event: str, redemption: Redemption, side: str, **values: Any) -> None:
    path = f"{side}/redemptions/{redemption.no}"
    messages.tell(event, subject="redemption", subject_no=redemption.no, path=path, **values)
