"""Objections to a line of a notice, decided by somebody who did not publish it (F-22, S27)."""

from collections.abc import Sequence

from hub import integrity, ledger, orders
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import MoveNotAllowed, move, record_birth
from hub.redemption import dispute_errors, disputed_notices, errors, notice_errors, telling
from hub.redemption.assessing import usual_deadline
from hub.redemption.awarding import become_payable
from hub.redemption.dispute_models import Outcome
from hub.redemption.models import Redemption
from hub.redemption.notice_models import NoticeState, Objection, ObjectionState, PublicNotice
from hub.redemption.parts import parts_of
from hub.redemption.queries import find_redemption, list_objections, notice_by_id
from hub.redemption.submitting import give_back
from hub.redemption.undoing import cancel_award
from hub.redemption.unused import give_back_unused
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState, Role, yuan_grouped

S = RedemptionState
MAY_DECIDE = (Role.OBJECTION_DECIDER, Role.ASSESSOR, Role.PROVINCE_CENTER)


@whole
def file_objection(*, notice: PublicNotice, redemption_no: str, words: str, by: Actor = THE_HUB) -> Objection:
    """Say something against a line while the notice is open; the line waits until it is decided, the others go on."""
    if notice.state is not NoticeState.OPEN or business_now().date() > notice.closes_on:
        raise notice_errors.NoticeOver()
    if not words.strip():
        raise errors.ReasonMissing(field="words")
    redemption = find_redemption(redemption_no)
    if redemption is None or redemption.notice_id != notice.id:
        raise errors.RedemptionUnknown(field="redemption")
    lock(redemption)
    objection = Objection(
        area=notice.area,
        notice_id=notice.id,
        redemption_id=redemption.id,
        redemption_no=redemption.no,
        words=words.strip(),
        filed_by=by.account_id,
        filed_at=business_now(),
        state=ObjectionState.OPEN,
    )
    db.session.add(objection)
    db.session.flush()
    record_birth(objection, by=by)
    if redemption.state is S.ON_NOTICE:
        move(redemption, S.OBJECTED, by=by)
    disputed_notices.open_case(redemption, words=words.strip(), by=by)
    telling.record("redemption.objected", redemption, by=by, after={"notice": notice.no})
    telling.tell_staff("redemption.objected", redemption, Role.OBJECTION_DECIDER)
    telling.tell_starter("redemption.objected", redemption)
    return objection


@whole
def decide_objection(*, objection: Objection, notice: PublicNotice, upheld: bool, answer: str, by: Actor) -> Objection:
    """Uphold, which ends the redemption and frees what it used, or dismiss; the answer is published.

    Raises:
        PublishedByYou: who published cannot decide.
    """
    by.require(*MAY_DECIDE, area=objection.area)
    require_not_publisher(notice, by)
    if not answer.strip():
        raise errors.ReasonMissing(field="answer")
    redemption = find_redemption(objection.redemption_no)
    assert redemption is not None
    lock(redemption)
    if redemption.state is not S.OBJECTED:
        raise MoveNotAllowed(state=redemption.state)
    _answer([objection, *_open_ones(redemption)] if upheld else [objection], redemption, upheld, answer.strip(), by=by)
    if upheld:
        _end(redemption, reason=answer.strip(), by=by)
    elif not _open_ones(redemption):
        _go_on(redemption, notice, by=by)
    if not _open_ones(redemption):
        disputed_notices.close_case(redemption, upheld=upheld, answer=answer.strip(), by=by)
    return objection


def require_not_publisher(notice: PublicNotice, by: Actor) -> None:
    """Refuse whoever published.

    Raises:
        PublishedByYou: the same person.
    """
    if notice.published_by == by.account_id:
        raise notice_errors.PublishedByYou()


def _open_ones(redemption: Redemption) -> list[Objection]:
    return [one for one in list_objections(redemption_id=redemption.id) if one.state is ObjectionState.OPEN]


def _answer(ones: Sequence[Objection], redemption: Redemption, upheld: bool, answer: str, *, by: Actor) -> None:
    """What ends a redemption answers everything that was said against it."""
    for one in dict.fromkeys(ones):
        move(
            one, ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED, by=by, reason=answer, answer=answer,
            decided_by=by.account_id, decided_at=business_now(),
        )  # fmt: skip
        telling.record("redemption.objection_decided", redemption, by=by, reason=answer, after={"upheld": upheld})
    telling.tell_starter("redemption.objection_decided", redemption, reason=answer)


@whole
def end_objections(redemption: Redemption, outcome: Outcome, amount_fen: int | None, answer: str, *, by: Actor) -> None:
    """How a mediator ends the case: the award as published, nothing, or a new submission with a new assessment.

    Raises:
        OutcomeNotPossible: another amount than was published needs an assessment of its own.
        PublishedByYou: who published does not decide.
    """
    if redemption.state is not S.OBJECTED:
        raise MoveNotAllowed(state=redemption.state)
    assert redemption.notice_id is not None
    notice = notice_by_id(redemption.notice_id)
    require_not_publisher(notice, by)
    if outcome is Outcome.PAY and amount_fen not in (None, redemption.assessed_fen):
        raise dispute_errors.OutcomeNotPossible(
            why=f"公示的金额为{yuan_grouped(redemption.assessed_fen or 0)}元；金额有误的，请选择“可重新提交”。",
            why_en="another amount than was published has to be assessed again: let it be submitted again.",
            field="amount",
        )
    _answer(_open_ones(redemption), redemption, outcome is not Outcome.PAY, answer, by=by)
    if outcome is Outcome.PAY:
        _go_on(redemption, notice, by=by)
    elif outcome is Outcome.NOTHING:
        _end(redemption, reason=answer, by=by)
    else:
        _send_back(redemption, answer, by=by)


def _send_back(redemption: Redemption, answer: str, *, by: Actor) -> None:
    """The award is cancelled and what it was made of held again; it is corrected, reviewed and published anew."""
    cancel_award(redemption, reason=answer, by=by)
    redemption.reason = answer
    deadline = usual_deadline(redemption.area)
    move(redemption, S.RETURNED, by=by, reason=answer, stage=None, notice_id=None, correct_by=deadline)
    give_back(redemption, by=by, reason=answer)
    telling.record("redemption.returned", redemption, by=by, reason=answer, after={"correct_by": deadline})
    telling.tell_starter("redemption.returned", redemption, reason=answer, deadline=deadline)


def _end(redemption: Redemption, *, reason: str, by: Actor) -> None:
    redemption.reason = reason
    move(redemption, S.REJECTED, by=by, reason=reason)
    ledger.cancel_award(redemption_id=redemption.id, by=by, reason=reason)
    orders.lapse_orders(order_ids=[part.order_id for part in parts_of(redemption).orders], by=by, reason=reason)
    give_back_unused(redemption, by=by, reason=reason)
    integrity.release_invoices(redemption.id)
    integrity.release_contracts(redemption.id)
    telling.record("invoice.released", redemption, by=by, reason=reason)
    telling.record("redemption.rejected", redemption, by=by, reason=reason)
    telling.tell_starter("redemption.rejected", redemption, reason=reason)


def _go_on(redemption: Redemption, notice: PublicNotice, *, by: Actor) -> None:
    """Back to where the line would be."""
    if notice.state is NoticeState.OPEN:
        move(redemption, S.ON_NOTICE, by=by)
    else:
        become_payable(redemption, at=business_now(), noticed_until=notice.closes_on, by=by)
