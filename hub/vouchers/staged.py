"""Applications that go through several hands: each stage is decided by its role, the last one grants (TJ-20)."""

from typing import Any
from uuid import UUID

from hub import audit, messages, reviews
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_today
from hub.kernel.states import move
from hub.policy import Decision, get_decision
from hub.reviews import Review
from hub.vouchers import errors, per_order
from hub.vouchers.grants import grant_instrument
from hub.vouchers.models import VoucherApplication
from hub.vouchers.modes import modes_issued
from schemas.terms import ApplicationState, ReviewDecision, yuan_grouped

S = ApplicationState
SUBJECT = "application"
IN_HANDS = (S.SUBMITTED, S.IN_REVIEW)
ENDS = {
    ReviewDecision.RETURN: (S.RETURNED, "application.returned"),
    ReviewDecision.REFUSE: (S.REJECTED, "application.rejected"),
}


def is_staged(application: VoucherApplication) -> bool:
    """Whether more than one reviewer decides, by the chain of the stored decision."""
    return application.decision_id is not None and len(get_decision(application.decision_id).approvals) > 1


def open_chain(application: VoucherApplication, decision: Decision, *, by: Actor) -> None:
    """Ask the first reviewer; a corrected application goes through all hands again."""
    if application.order_id is not None:
        per_order.about_order(application).round += 1
    _ask(application, decision, 0, by=by)


def decide_stage(
    *, application: VoucherApplication, decision: ReviewDecision, opinion: str, by: Actor
) -> VoucherApplication:
    """Pass to the next hand, grant at the last one, return for correction, or reject.

    Raises:
        NotInReview: nobody is waited for.
        NotYours, SameOfficer, ConflictOfInterest, OpinionMissing: see ``hub.reviews``.
        CapReached: other approvals of the year were faster.
    """
    review = reviews.find_pending(SUBJECT, application.id)
    if application.state not in IN_HANDS or review is None:
        raise errors.NotInReview()
    reviews.decide(review=review, decision=decision, opinion=opinion, by=by)
    if decision is not ReviewDecision.PASS:
        _end(application, decision, opinion.strip(), by=by)
        return application
    if application.state is S.SUBMITTED:
        move(application, S.IN_REVIEW, by=by, reason=opinion.strip() or None)
    stored = get_decision(application.decision_id)  # type: ignore[arg-type]
    if review.position + 1 < len(stored.approvals):
        _ask(application, stored, review.position + 1, by=by)
    else:
        _grant(application, by=by)
    return application


def pending_review(application: VoucherApplication) -> Review | None:
    """The stage that is open."""
    return reviews.find_pending(SUBJECT, application.id)


def stop_chain(application: VoucherApplication, *, by: Actor, reason: str | None) -> None:
    """The application went away: nobody has to look at it any more."""
    reviews.cancel_pending(subject=SUBJECT, subject_id=application.id, by=by, reason=reason)


def end_with_order(order_id: UUID, *, by: Actor, reason: str) -> None:
    """The order was cancelled or declined: an application for it that is not decided yet goes with it."""
    application = per_order.live_application(order_id)
    if application is None or not application.can_move(application.state, S.WITHDRAWN):
        return
    move(application, S.WITHDRAWN, by=by, reason=reason)
    stop_chain(application, by=by, reason=reason)


def _ask(application: VoucherApplication, decision: Decision, position: int, *, by: Actor) -> None:
    step = decision.approvals[position]
    assert step.stage is not None
    assert step.role is not None
    parties, round_no = {application.holder_id}, 1
    if application.order_id is not None:
        about = per_order.about_order(application)
        parties, round_no = parties | {about.seller_id}, about.round
    reviews.open_stage(
        subject=SUBJECT,
        subject_id=application.id,
        subject_no=application.no,
        area=application.area,
        stage=step.stage,
        role=step.role,
        position=position,
        round=round_no,
        parties=parties,
        by=by,
    )
    messages.tell(
        "application.submitted",
        role=step.role,
        area=application.area,
        subject="application",
        subject_no=application.no,
        path=f"/area/applications/{application.no}",
        **_turn(position),
    )


def _turn(position: int) -> dict[str, Any]:
    """Whoever comes later in the chain reads that it is their turn now."""
    return {"earlier": "1"} if position else {}


def _grant(application: VoucherApplication, *, by: Actor) -> None:
    if application.order_id is not None:
        per_order.order_side().make_entitled(application, by=by)
        return
    assert application.quota_fen is not None
    mode = application.mode or modes_issued(application.programme, application.area, business_today())[0]
    grant_instrument(application=application, amount_fen=application.quota_fen, mode=mode, by=THE_HUB)


def _end(application: VoucherApplication, decision: ReviewDecision, opinion: str, *, by: Actor) -> None:
    to, event = ENDS[decision]
    move(application, to, by=by, reason=opinion)
    audit.record(
        event,
        by=by,
        subject="application",
        subject_id=application.id,
        subject_no=application.no,
        areas=(application.area,),
        organizations=(application.holder_id,),
        reason=opinion,
        after={"quota": yuan_grouped(application.quota_fen or 0)},
    )
    messages.tell(
        event,
        organization_id=application.holder_id,
        subject="application",
        subject_no=application.no,
        path=f"/enterprise/applications/{application.no}",
        reason=opinion,
    )
