"""Opening stages, asking an expert, and deciding: by the right person, once, and never twice by the same."""

from collections.abc import Iterable
from uuid import UUID

from hub import audit, messages
from hub.identity import Account, find_account_by_username, get_account, list_experts, organizations_of
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import move, record_birth
from hub.reviews import errors
from hub.reviews.models import STATE_AFTER, Review, ReviewState
from hub.reviews.queries import find_pending, list_reviews
from hub.reviews.words import stage_words, who_words
from schemas.terms import ReviewDecision, ReviewStage, Role

MAY_ASSIGN = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER)


def open_stage(
    *,
    subject: str,
    subject_id: UUID,
    subject_no: str,
    area: str,
    stage: ReviewStage,
    role: Role,
    position: int,
    round: int = 1,
    parties: Iterable[UUID] = (),
    may_set_amount: bool = False,
    by: Actor = THE_HUB,
) -> Review:
    """Ask the next role of the chain; a subject has one open stage at a time."""
    review = Review(
        subject=subject,
        subject_id=subject_id,
        subject_no=subject_no,
        round=round,
        position=position,
        stage=stage,
        role=role,
        area=area,
        parties=sorted(str(party) for party in parties),
        may_set_amount=may_set_amount,
        state=ReviewState.PENDING,
        opened_at=business_now(),
    )
    db.session.add(review)
    db.session.flush()
    record_birth(review, by=by)
    return review


def assign(*, review: Review, expert: str, by: Actor) -> Review:
    """Ask an expert, named by username, to decide the open expert stage.

    Raises:
        NotAnExpert, ConflictOfInterest, SameOfficer: this one cannot be asked.
    """
    by.require(*MAY_ASSIGN, area=review.area)
    if review.role is not Role.EXPERT or review.state is not ReviewState.PENDING:
        raise errors.NothingToAssign()
    account = find_account_by_username(expert)
    if account is None or account.id not in {known.id for known in list_experts(review.area)}:
        raise errors.NotAnExpert(name=expert, field="expert")
    require_impartial(review, account)
    review.assignee_id, review.assignee_name = account.id, account.display_name
    db.session.flush()
    audit.record(
        "review.assigned",
        by=by,
        subject=review.subject,
        subject_id=review.subject_id,
        subject_no=review.subject_no,
        areas=(review.area,),
        after={"stage": review.stage, "expert": account.username},
    )
    messages.tell(
        "review.assigned",
        account_id=account.id,
        subject="review",
        subject_no=review.subject_no,
        path=f"/expert/reviews/{review.id}",
    )
    return review


def recuse(*, review: Review, reason: str, by: Actor) -> Review:
    """The expert asked stands back; the stage waits for another."""
    if review.state is not ReviewState.PENDING or review.assignee_id is None or review.assignee_id != by.account_id:
        raise errors.NothingPending()
    if not reason.strip():
        raise errors.OpinionMissing(field="reason")
    review.assignee_id, review.assignee_name = None, None
    db.session.flush()
    audit.record(
        "review.recused",
        by=by,
        subject=review.subject,
        subject_id=review.subject_id,
        subject_no=review.subject_no,
        areas=(review.area,),
        reason=reason,
    )
    return review


def decide(
    *,
    review: Review,
    decision: ReviewDecision,
    opinion: str,
    by: Actor,
    amount_fen: int | None = None,
    score: int | None = None,
    in_bulk: bool = False,
) -> Review:
    """Say PASS, RETURN or REFUSE; of two people at once one wins and the other is told.

    Raises:
        NotYours: the stage belongs to another role or person.
        ConflictOfInterest, SameOfficer: F-17.
        OpinionMissing: whoever is sent back must read why.
        ChangedMeanwhile: somebody was faster.
    """
    _require_mine(review, by)
    if decision is not ReviewDecision.PASS and not opinion.strip():
        raise errors.OpinionMissing(field="opinion")
    if score is not None and not 0 <= score <= 100:
        raise errors.ScoreOutOfRange(field="score")
    if by.account_id is not None:
        require_impartial(review, get_account(by.account_id))
    move(
        review,
        STATE_AFTER[decision],
        by=by,
        reason=opinion.strip() or None,
        opinion=opinion.strip(),
        amount_fen=amount_fen,
        score=score,
        in_bulk=in_bulk,
        decided_by=by.account_id,
        decided_by_name=by.name,
        decided_at=business_now(),
    )
    audit.record(
        "review.decided",
        by=by,
        subject=review.subject,
        subject_id=review.subject_id,
        subject_no=review.subject_no,
        areas=(review.area,),
        reason=opinion.strip() or None,
        after={"stage": review.stage, "decision": decision, "amount_fen": amount_fen},
    )
    return review


def cancel_pending(*, subject: str, subject_id: UUID, by: Actor, reason: str | None = None) -> None:
    """The subject went away: its open stage waits for nobody any more."""
    review = find_pending(subject, subject_id)
    if review is not None:
        move(review, ReviewState.CANCELLED, by=by, reason=reason)


def overrule(*, review: Review, reason: str, by: Actor) -> Review:
    """Whoever assesses at the end of the chain ends the subject before this stage was decided; F-17 holds too."""
    if by.account_id is not None:
        require_impartial(review, get_account(by.account_id))
    move(review, ReviewState.CANCELLED, by=by, reason=reason.strip())
    return review


def require_impartial(review: Review, account: Account) -> None:
    """F-17: not employed by a party, and not the officer of another stage of the same subject, in whatever round.

    Raises:
        ConflictOfInterest, SameOfficer
    """
    require_no_interest([UUID(party) for party in review.parties], account)
    for earlier in list_reviews(review.subject, review.subject_id):
        if earlier.decided_by == account.id and earlier.stage is not review.stage:
            raise errors.SameOfficer(name=account.display_name, **stage_words(earlier.stage))


def require_no_interest(parties: Iterable[UUID], account: Account) -> None:
    """F-17: not employed by one of the units, and not acting for one.

    Raises:
        ConflictOfInterest
    """
    own = {unit.id for unit in organizations_of(account.id)} | {account.employer_id}
    if own & set(parties):
        raise errors.ConflictOfInterest(name=account.display_name)


def may_decide(review: Review, actor: Actor) -> bool:
    """Whether the actor is the one who is waited for (the checks of F-17 come when deciding)."""
    if review.state is not ReviewState.PENDING:
        return False
    if review.assignee_id is not None or review.role is Role.EXPERT:
        return review.assignee_id is not None and review.assignee_id == actor.account_id
    return actor.has(review.role, area=review.area)


def eligible_experts(review: Review) -> list[Account]:
    """The experts of the area who may be asked: those whom F-17 keeps out are not shown."""
    found = []
    for account in list_experts(review.area):
        try:
            require_impartial(review, account)
        except (errors.ConflictOfInterest, errors.SameOfficer):
            continue
        found.append(account)
    return found


def _require_mine(review: Review, by: Actor) -> None:
    if review.state is ReviewState.PENDING and not may_decide(review, by):
        raise errors.NotYours(**who_words(review.role, review.assignee_name))
