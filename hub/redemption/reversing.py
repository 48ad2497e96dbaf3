"""Taking back part of an award: proposed by one person, confirmed by another."""

from collections.abc import Iterable

from sqlalchemy import select

from hub import ledger
from hub.identity import actor_for
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import move, record_birth
from hub.ledger import FourEyes
from hub.redemption import errors, notice_errors, telling
from hub.redemption.models import Redemption
from hub.redemption.notice_models import Reversal, ReversalState
from hub.redemption.unused import give_back_unused
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState, Role, yuan_grouped

S = RedemptionState
AWARDED = frozenset({S.PAYABLE, S.BATCHED, S.INSTRUCTED, S.PAID})
MAY_PROPOSE = (Role.ASSESSOR, Role.PROVINCE_CENTER)
MAY_CONFIRM = (Role.ASSESSOR, Role.FINANCE_APPROVER, Role.PROVINCE_CENTER)


@whole
def propose_reversal(*, redemption: Redemption, amount_fen: int, reason: str, by: Actor) -> Reversal:
    """Propose to take back ``amount_fen`` of an award; nothing moves before somebody else confirms."""
    by.require(*MAY_PROPOSE, area=redemption.area)
    return propose_as_decided(redemption=redemption, amount_fen=amount_fen, reason=reason, by=by)


@whole
def propose_as_decided(*, redemption: Redemption, amount_fen: int, reason: str, by: Actor) -> Reversal:
    """Propose what somebody was already found to be allowed to decide, such as the mediator of a case."""
    if not reason.strip():
        raise errors.ReasonMissing(field="reason")
    lock(redemption)
    if redemption.state not in AWARDED:
        raise notice_errors.NothingAwarded(no=redemption.no)
    if find_proposed(redemption) is not None:
        raise notice_errors.AlreadyProposed()
    assert by.account_id is not None
    reversal = Reversal(
        area=redemption.area,
        redemption_id=redemption.id,
        amount_fen=amount_fen,
        reason=reason.strip(),
        proposed_by=by.account_id,
        proposed_by_name=by.name,
        proposed_at=business_now(),
        state=ReversalState.PROPOSED,
    )
    db.session.add(reversal)
    db.session.flush()
    record_birth(reversal, by=by)
    return reversal


@whole
def confirm_reversal(*, redemption: Redemption, by: Actor) -> Reversal:
    """Confirm what another person proposed: a negative line of the payee's next batch, the quota returns (G-37).

    Raises:
        FourEyes: the same person.
        NothingProposed: there is nothing to confirm.
    """
    by.require(*MAY_CONFIRM, area=redemption.area)
    lock(redemption)
    reversal = find_proposed(redemption)
    if reversal is None:
        raise notice_errors.NothingProposed()
    if reversal.proposed_by == by.account_id:
        raise FourEyes()
    now = business_now()
    move(
        reversal,
        ReversalState.CONFIRMED,
        by=by,
        confirmed_by=by.account_id,
        confirmed_by_name=by.name,
        confirmed_at=now,
    )
    ledger.reverse_award(
        redemption_id=redemption.id,
        amount_fen=reversal.amount_fen,
        proposed_by=actor_for(reversal.proposed_by),
        confirmed_by=by,
        reason=reversal.reason,
        at=now,
    )
    give_back_unused(redemption, by=by, reason=reversal.reason)
    telling.record(
        "redemption.reversed",
        redemption,
        by=by,
        reason=reversal.reason,
        after={"amount_fen": reversal.amount_fen, "proposed_by": reversal.proposed_by_name},
    )
    telling.tell_starter(
        "redemption.reversed", redemption, amount=yuan_grouped(reversal.amount_fen), reason=reversal.reason
    )
    return reversal


def find_proposed(redemption: Redemption) -> Reversal | None:
    """The reversal that waits for a second person, or None."""
    found = select(Reversal).where(Reversal.redemption_id == redemption.id, Reversal.state == ReversalState.PROPOSED)
    return db.session.execute(found).scalar_one_or_none()


@whole
def list_reversals(redemption: Redemption) -> list[Reversal]:
    """What was taken back, or is proposed to be."""
    found = select(Reversal).where(Reversal.redemption_id == redemption.id).order_by(Reversal.proposed_at)
    return list(db.session.execute(found).scalars())


def list_reversals_to_confirm(areas: Iterable[str], *, by: Actor) -> list[tuple[Reversal, str]]:
    """What others proposed to take back in these areas, each with the number of its redemption, the oldest first."""
    found = (
        select(Reversal, Redemption.no)
        .join(Redemption, Redemption.id == Reversal.redemption_id)
        .where(
            Reversal.state == ReversalState.PROPOSED,
            Reversal.area.in_(list(areas)),
            Reversal.proposed_by != by.account_id,
        )
        .order_by(Reversal.proposed_at)
    )
    return [(reversal, no) for reversal, no in db.session.execute(found)]
