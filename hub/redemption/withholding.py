"""Holding a redemption back when a later look finds something: before the public notice, before the payment."""

from hub import integrity
from hub.integrity import Hit, Moment, Severity
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_today
from hub.kernel.states import move
from hub.redemption import telling
from hub.redemption.examining import before_payment
from hub.redemption.models import Redemption
from schemas.terms import RedemptionState, Role

GRAVE = (Severity.HOLD, Severity.BLOCK)


def hold_if_found(redemption: Redemption, moment: Moment) -> bool:
    """Look again; keep what is new, and hold the redemption where it is grave. True: it is held now."""
    hits = new_findings(redemption, moment)
    integrity.keep_hits(
        subject="redemption", subject_id=redemption.id, round=redemption.round, hits=hits, moment=moment
    )
    grave = [hit for hit in hits if hit.severity in GRAVE]
    if grave:
        hold(redemption, reason=" ".join(hit.zh for hit in grave))
    return bool(grave)


def new_findings(redemption: Redemption, moment: Moment) -> list[Hit]:
    """What is found now and was not found and released before in this round."""
    found = integrity.check_again(before_payment(redemption, on=business_today()), moment)
    released = _released(redemption)
    return [hit for hit in found if (hit.rule, hit.zh) not in released]


def _released(redemption: Redemption) -> set[tuple[str, str]]:
    """The findings of this round that two people have looked at and released."""
    asked = {"subject": "redemption", "subject_id": redemption.id, "round": redemption.round}
    open_moments = {moment for moment in Moment if integrity.is_held(**asked, moment=moment)}  # type: ignore[arg-type]
    return {
        (hit.rule, hit.zh)
        for hit in integrity.list_hits("redemption", redemption.id)
        if hit.round == redemption.round and hit.moment not in open_moments
    }


def hold(redemption: Redemption, *, reason: str) -> None:
    """Put it aside: neither published nor paid before two people have released it (G-48)."""
    move(redemption, RedemptionState.HELD, by=THE_HUB, reason=reason)
    telling.record("redemption.held", redemption, by=THE_HUB, reason=reason)
    telling.tell_staff("redemption.held", redemption, Role.ASSESSOR)
