"""Releasing what a check holds: two different people, neither of whom did the first check (G-48)."""

from hub import integrity, reviews
from hub.identity import get_account
from hub.integrity import CheckedByYou, Moment, Severity
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.states import MoveNotAllowed, move
from hub.policy import get_decision
from hub.redemption import chain, errors, telling, withholding
from hub.redemption.awarding import become_payable
from hub.redemption.models import Redemption
from hub.redemption.notice_models import NoticeState
from hub.redemption.queries import notice_by_id
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState, ReviewStage, Role

S = RedemptionState
MAY_RELEASE = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER)


@whole
def release_held(*, redemption: Redemption, reason: str, by: Actor) -> Redemption:
    """Release what a check holds; the second, other person lets it go on from where it stood (G-48).

    Raises:
        ReleasedByYou: the same person again.
        CheckedByYou: who did the first check.
        ConflictOfInterest: who works for a party (F-17).
        CheckBlocks: something that nobody may release is still so (F-22, F-23).
    """
    lock(redemption)
    if redemption.state is not S.HELD:
        raise MoveNotAllowed(state=redemption.state)
    by.require(*MAY_RELEASE, area=redemption.area)
    require_may_release(redemption, by)
    moment = held_at(redemption)
    _refuse_while_blocked(redemption, moment)
    released = integrity.release_hold(
        subject="redemption", subject_id=redemption.id, round=redemption.round, moment=moment, reason=reason, by=by
    )
    telling.record("redemption.held", redemption, by=by, reason=reason, after={"released": released, "moment": moment})
    if released:
        go_on(redemption, reason=reason, by=by)
    return redemption


@whole
def record_refused_release(*, redemption: Redemption, reason: str, by: Actor) -> None:
    """That the same person tried to release it twice is on record as well."""
    telling.record("redemption.held", redemption, by=by, reason=reason, after={"refused": "integrity.released_by_you"})


def require_may_release(redemption: Redemption, by: Actor) -> None:
    """Refuse whoever did the first check or works for a party."""
    if by.account_id is None:
        return
    reviews.require_no_interest(chain.parties_of(redemption), get_account(by.account_id))
    for review in reviews.list_reviews("redemption", redemption.id):
        if review.stage is ReviewStage.INITIAL and review.decided_by == by.account_id:
            raise CheckedByYou()


def held_at(redemption: Redemption) -> Moment:
    """The moment whose findings hold it."""
    found = integrity.held_at(subject="redemption", subject_id=redemption.id, round=redemption.round)
    return found or Moment.SUBMISSION


def _refuse_while_blocked(redemption: Redemption, moment: Moment) -> None:
    if moment not in (Moment.NOTICE, Moment.PAYMENT):
        return
    for hit in withholding.new_findings(redemption, moment):
        if hit.severity is Severity.BLOCK:
            raise errors.CheckBlocks(sentence=hit.zh, sentence_en=hit.en)


def go_on(redemption: Redemption, *, reason: str, by: Actor) -> None:
    """From where it stood: the next stage of the chain, the public notice, or the payment."""
    if redemption.assessed_at is None:
        passed = [
            review.position
            for review in reviews.list_reviews("redemption", redemption.id)
            if review.round == redemption.round and review.state is reviews.ReviewState.PASSED
        ]
        move(redemption, S.IN_REVIEW, by=by, reason=reason)
        chain.open_next(redemption, after=max(passed, default=-1), by=by)
        return
    notice = notice_by_id(redemption.notice_id) if redemption.notice_id else None
    if notice is not None and notice.state is NoticeState.CLOSED:
        become_payable(redemption, at=business_now(), noticed_until=notice.closes_on, by=by)
    elif redemption.decision_id and any(
        step.step == "publicity" for step in get_decision(redemption.decision_id).chain
    ):
        move(redemption, S.IN_REVIEW, by=by, reason=reason)
    else:
        become_payable(redemption, at=business_now(), by=by)
