"""Taking back one's own decision: until somebody has decided the next stage, and never after the public notice."""

from hub import audit, ledger, orders, reviews
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.states import move
from hub.redemption import chain, desk_errors, errors, holding, telling, undoing_returns
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of
from hub.redemption.whole import lock, whole
from hub.reviews import Review, ReviewState
from schemas.terms import RedemptionState, Role

S = RedemptionState


@whole
def undo_decision(*, redemption: Redemption, reason: str, by: Actor) -> Review:
    """Take one's own last decision back: the stage is open again, and an award that was booked is cancelled.

    Raises:
        NotYoursToUndo: it is another's, a later stage is decided, or it is published or paid.
        RegionWasTold: the region that issued the voucher has been told of the award.
    """
    lock(redemption)
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    review = undoable(redemption, by)
    if review is None:
        raise reviews.NotYoursToUndo()
    later = reviews.find_pending("redemption", redemption.id)
    if later is not None:
        move(later, ReviewState.CANCELLED, by=by, reason=reason.strip())
    if redemption.assessed_at is not None:
        cancel_award(redemption, reason=reason.strip(), by=by)
    if redemption.state is S.RETURNED:
        undoing_returns.take_back_return(redemption, review, reason=reason.strip(), by=by)
    else:
        _reopen(redemption, review, reason=reason.strip(), by=by)
    chain.open_next(redemption, after=review.position - 1, by=by)
    _ask_the_same_expert(redemption, review)
    audit.record(
        "review.undone",
        by=by,
        subject="redemption",
        subject_id=redemption.id,
        subject_no=redemption.no,
        areas=(redemption.area,),
        after={"stage": review.stage},
        reason=reason.strip(),
    )
    telling.record("redemption.recalled", redemption, by=by, reason=reason.strip(), after={"stage": review.stage})
    telling.tell_starter("redemption.recalled", redemption)
    return review


def _reopen(redemption: Redemption, review: Review, *, reason: str, by: Actor) -> None:
    if redemption.state is S.AWAITING_PAPER:
        move(redemption, S.IN_REVIEW, by=by, reason=reason)
    move(review, ReviewState.UNDONE, by=by, reason=reason)


def undoable(redemption: Redemption, by: Actor) -> Review | None:
    """The decision that this person may still take back, or None."""
    if redemption.state is S.RETURNED:
        return undoing_returns.returned_by(redemption, by)
    under_way = redemption.state in (S.IN_REVIEW, S.AWAITING_PAPER)
    if not under_way or redemption.notice_id is not None or by.account_id is None:
        return None
    round_ = [one for one in reviews.list_reviews("redemption", redemption.id) if one.round == redemption.round]
    # An expert's refusal is an opinion and does not end the redemption; another's does, and an appeal follows.
    decided = [one for one in round_ if one.state in (ReviewState.PASSED, ReviewState.REFUSED)]
    last = max(decided, key=lambda one: one.position, default=None)
    if last is None or last.decided_by != by.account_id:
        return None
    if redemption.assessed_at is not None and any(
        one.state is ReviewState.UNDONE and one.stage is last.stage and one.amount_fen is not None for one in round_
    ):
        return None  # what an award was made of can be claimed again once
    return last


def cancel_award(redemption: Redemption, *, reason: str, by: Actor) -> None:
    """The award goes, and what it was made of is claimed again as before the assessment."""
    covered = parts_of(redemption).orders
    known = orders.list_orders_by_id([part.order_id for part in covered])
    if any(orders.is_mastered_there(order) for order in known):
        raise desk_errors.RegionWasTold()
    ledger.cancel_award(redemption_id=redemption.id, by=by, reason=reason)
    redemption.assessed_fen = redemption.assessed_at = redemption.assessed_by = None
    for part in covered:
        part.awarded_fen = None
    for order in known:
        order.assessed_fen = None
    db.session.flush()
    holding.claim_all(redemption, covered, by=by)


def _ask_the_same_expert(redemption: Redemption, review: Review) -> None:
    again = reviews.find_pending("redemption", redemption.id)
    if again is not None and again.role is Role.EXPERT and review.assignee_id is not None:
        again.assignee_id, again.assignee_name = review.assignee_id, review.assignee_name
        db.session.flush()
