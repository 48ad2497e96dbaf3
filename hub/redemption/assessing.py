"""What the reviewers of a redemption do: assign an expert, give an opinion, assess, return, reject."""

from datetime import date

from hub import integrity, orders, reviews
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.failpoints import failpoint
from hub.kernel.states import move
from hub.policy import calendar
from hub.redemption import chain, desk_errors, errors, holding, telling, window
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of
from hub.redemption.submitting import give_back
from hub.redemption.unused import give_back_unused
from hub.redemption.whole import lock, whole
from hub.reviews import Review
from schemas.terms import RedemptionState, ReviewDecision, ReviewStage, Role, yuan_grouped

S = RedemptionState
BY_AREA = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER)


@whole
def assign_expert(*, redemption: Redemption, expert: str, by: Actor) -> Review:
    """Ask an expert for an opinion; from here the redemption is in review."""
    lock(redemption)
    review = reviews.assign(review=_pending(redemption), expert=expert, by=by)
    _enter_review(redemption, by=by)
    return review


@whole
def draw_expert(*, redemption: Redemption, seed: str, by: Actor) -> reviews.ExpertDraw:
    """Draw an expert for the open stage by a seed that is kept; from here the redemption is in review."""
    lock(redemption)
    made = reviews.desk.draw_expert(review=_pending(redemption), by=by, seed=seed.strip() or None)
    _enter_review(redemption, by=by)
    return made


@whole
def give_opinion(
    *,
    redemption: Redemption,
    decision: ReviewDecision,
    opinion: str,
    by: Actor,
    score: int | None = None,
    in_bulk: bool = False,
    correct_by: date | None = None,
) -> Redemption:
    """Decide the open stage. An expert's refusal is an opinion: the area, which reads it, decides next."""
    lock(redemption)
    review = _pending(redemption)
    if decision is ReviewDecision.PASS and review.may_set_amount:
        assert redemption.amount_fen is not None
        return assess_redemption(
            redemption=redemption, amount_fen=redemption.amount_fen, opinion=opinion, by=by, in_bulk=in_bulk
        )
    if decision is ReviewDecision.RETURN:
        return return_redemption(redemption=redemption, reason=opinion, by=by, correct_by=correct_by)
    if decision is ReviewDecision.REFUSE and review.stage is not ReviewStage.EXPERT:
        return reject_redemption(redemption=redemption, reason=opinion, by=by)
    _refuse_releaser(redemption, review, by)
    _refuse_who_entered(redemption, by)
    reviews.decide(review=review, decision=decision, opinion=opinion, by=by, score=score, in_bulk=in_bulk)
    _enter_review(redemption, by=by)
    chain.open_next(redemption, after=review.position, by=by)
    return redemption


@whole
def assess_redemption(
    *, redemption: Redemption, amount_fen: int, opinion: str, by: Actor, in_bulk: bool = False
) -> Redemption:
    """Fix the amount payable (核定); it may only be lowered, with a reason, where the policy lets this step do so."""
    lock(redemption)
    review = _pending(redemption)
    if review.stage is not ReviewStage.ASSESSMENT:
        raise desk_errors.NotAtAssessment()
    _require_amount(redemption, review, amount_fen, opinion)
    _refuse_who_entered(redemption, by)
    reviews.decide(
        review=review, decision=ReviewDecision.PASS, opinion=opinion, by=by, amount_fen=amount_fen, in_bulk=in_bulk
    )
    _enter_review(redemption, by=by)
    failpoint("redemption.assess.after_review")
    redemption.assessed_fen, redemption.assessed_by = amount_fen, by.account_id
    chain.open_next(redemption, after=review.position, by=by)
    return redemption


def _require_amount(redemption: Redemption, review: Review, amount_fen: int, opinion: str) -> None:
    assert redemption.amount_fen is not None
    applied = yuan_grouped(redemption.amount_fen)
    if amount_fen > redemption.amount_fen:
        raise desk_errors.AmountTooHigh(amount=yuan_grouped(amount_fen), applied=applied, field="amount")
    if amount_fen < redemption.amount_fen and not review.may_set_amount:
        raise desk_errors.AmountFixed(applied=applied, field="amount")
    covered = parts_of(redemption).orders
    # Of a use of a voucher the difference to its face lapses or returns: why stands in the record (G-22).
    face_fen = holding.held_for(redemption, covered) if holding.committed(redemption, covered) else 0
    if amount_fen < max(redemption.amount_fen, face_fen) and not opinion.strip():
        raise errors.ReasonMissing(field="opinion")


@whole
def return_redemption(*, redemption: Redemption, reason: str, by: Actor, correct_by: date | None = None) -> Redemption:
    """Send it back for correction by a day (by default the area's): what it claimed is held again.

    Raises:
        CorrectionDateWrong: the day is not ahead.
    """
    deadline = correct_by or usual_deadline(redemption.area)
    if deadline <= business_today():
        raise desk_errors.CorrectionDateWrong(field="correct_by")
    _close_stage(redemption, ReviewDecision.RETURN, reason, by=by)
    redemption.reason = reason.strip()
    move(redemption, S.RETURNED, by=by, reason=reason.strip(), stage=None, assessed_fen=None, correct_by=deadline)
    give_back(redemption, by=by, reason=reason.strip())
    telling.record("redemption.returned", redemption, by=by, reason=reason.strip(), after={"correct_by": deadline})
    telling.tell_starter("redemption.returned", redemption, reason=reason.strip(), deadline=deadline)
    return redemption


def usual_deadline(area: str) -> date:
    """The day by which a correction is due unless the officer says otherwise: working days, set by the area."""
    return calendar.add_working_days(business_today(), integrity.thresholds_of(area).of("correction_days"))


@whole
def reject_redemption(*, redemption: Redemption, reason: str, by: Actor) -> Redemption:
    """Reject for good: reservations are given back, orders lapse, invoices can be used again (design.md §8.6)."""
    _close_stage(redemption, ReviewDecision.REFUSE, reason, by=by)
    redemption.reason = reason.strip()
    move(redemption, S.REJECTED, by=by, reason=reason.strip(), stage=None)
    covered = parts_of(redemption).orders
    holding.release_all(redemption, covered, by=by, reason=reason.strip())
    failpoint("redemption.reject.after_ledger")
    orders.lapse_orders(order_ids=[order.order_id for order in covered], by=by, reason=reason.strip())
    give_back_unused(redemption, by=by, reason=reason.strip())
    integrity.release_invoices(redemption.id)
    integrity.release_contracts(redemption.id)
    telling.record("invoice.released", redemption, by=by, reason=reason.strip())
    telling.record("redemption.rejected", redemption, by=by, reason=reason.strip())
    telling.tell_starter("redemption.rejected", redemption, reason=reason.strip())
    return redemption


def _refuse_who_entered(redemption: Redemption, by: Actor) -> None:
    if by.account_id is not None and window.entered_by(redemption.id) == by.account_id:
        raise desk_errors.EnteredByYou()


def _pending(redemption: Redemption) -> Review:
    review = reviews.find_pending("redemption", redemption.id)
    if review is None:
        raise reviews.NothingPending()
    return review


def _close_stage(redemption: Redemption, decision: ReviewDecision, reason: str, *, by: Actor) -> None:
    """End the open stage by the one it waits for, or by whoever assesses at the end of the chain."""
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    lock(redemption)
    if redemption.state in (S.HELD, S.AWAITING_PAPER):
        by.require(*BY_AREA, area=redemption.area)
        return
    review = _pending(redemption)
    if not reviews.may_decide(review, by) and may_end(redemption, by):
        reviews.overrule(review=review, reason=reason, by=by)
    else:
        reviews.decide(review=review, decision=decision, opinion=reason, by=by)


def may_end(redemption: Redemption, actor: Actor) -> bool:
    """Whether the actor holds the role that assesses: it may return or reject at any stage before."""
    open_to_area = (S.SUBMITTED, S.IN_REVIEW, S.HELD, S.AWAITING_PAPER)
    if redemption.state not in open_to_area or redemption.assessed_at is not None:
        return False
    steps = chain.decision_of(redemption).approvals
    roles = [step.role for step in steps if step.stage is ReviewStage.ASSESSMENT and step.role]
    return actor.has(*roles, area=redemption.area)


def _refuse_releaser(redemption: Redemption, review: Review, by: Actor) -> None:
    """Who released a hold does not do the first check of the same redemption (G-48)."""
    released = integrity.list_releases(subject="redemption", subject_id=redemption.id)
    if review.stage is ReviewStage.INITIAL and by.account_id in {one.account_id for one in released}:
        raise desk_errors.ReleasedNotChecked()


def _enter_review(redemption: Redemption, *, by: Actor) -> None:
    if redemption.state is S.SUBMITTED:
        move(redemption, S.IN_REVIEW, by=by)
