"""Objections to a line of a notice, decided by somebody who did not publish it (F-22, S27)."""

from hub import integrity, ledger, orders
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import MoveNotAllowed, move, record_birth
from hub.redemption import errors, notice_errors, telling
from hub.redemption.awarding import become_payable
from hub.redemption.models import Redemption
from hub.redemption.notice_models import NoticeState, Objection, ObjectionState, PublicNotice
from hub.redemption.parts import parts_of
from hub.redemption.queries import find_redemption, list_objections
from hub.redemption.unused import give_back_unused
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState, Role

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
    if notice.published_by == by.account_id:
        raise notice_errors.PublishedByYou()
    if not answer.strip():
        raise errors.ReasonMissing(field="answer")
    redemption = find_redemption(objection.redemption_no)
    assert redemption is not None
    lock(redemption)
    if redemption.state is not S.OBJECTED:
        raise MoveNotAllowed(state=redemption.state)
    to = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    move(
        objection,
        to,
        by=by,
        reason=answer.strip(),
        answer=answer.strip(),
        decided_by=by.account_id,
        decided_at=business_now(),
    )
    telling.record("redemption.objection_decided", redemption, by=by, reason=answer.strip(), after={"upheld": upheld})
    telling.tell_starter("redemption.objection_decided", redemption, reason=answer.strip())
    if upheld:
        _end(redemption, reason=answer.strip(), by=by)
    else:
        _go_on(redemption, notice, by=by)
    return objection


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
    """Back to where the line would be, unless another objection to it is open."""
    if any(other.state is ObjectionState.OPEN for other in list_objections(redemption_id=redemption.id)):
        return
    if notice.state is NoticeState.OPEN:
        move(redemption, S.ON_NOTICE, by=by)
    else:
        become_payable(redemption, at=business_now(), noticed_until=notice.closes_on, by=by)
