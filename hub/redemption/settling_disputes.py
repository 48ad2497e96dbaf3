"""How a dispute ends: an amount is paid, nothing is paid, or the redemption may be submitted again."""

from hub import integrity, orders
from hub.identity import get_account
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import MoveNotAllowed, move
from hub.redemption import chain, dispute_errors, disputes, errors, holding, telling
from hub.redemption.dispute_models import Dispute, DisputeKind, DisputeState, Outcome
from hub.redemption.disputed_lines import close, line_settled, release_line
from hub.redemption.models import Redemption
from hub.redemption.objections import end_objections
from hub.redemption.parts import parts_of
from hub.redemption.reversing import propose_as_decided
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState, yuan_grouped

S = RedemptionState


@whole
def settle_dispute(
    *, dispute: Dispute, outcome: Outcome, answer: str, by: Actor, amount_fen: int | None = None
) -> Dispute:
    """The mediator settles, with an answer that both sides read.

    Raises:
        NotTheMediator, MediatorPartial: it is not this person's to settle.
        OutcomeAmountWrong, OutcomeNotPossible: it cannot end so.
    """
    if dispute.state is not DisputeState.OPEN:
        raise MoveNotAllowed(state=dispute.state)
    if dispute.mediator_id is None or dispute.mediator_id != by.account_id:
        raise dispute_errors.NotTheMediator(name=dispute.mediator_name or "—")
    disputes.require_impartial(dispute, get_account(dispute.mediator_id))
    if not answer.strip():
        raise errors.ReasonMissing(field="answer")
    redemption = db.session.get_one(Redemption, dispute.redemption_id)
    lock(redemption)
    _carry_out(dispute, redemption, outcome, amount_fen, answer.strip(), by=by)
    if dispute.state is DisputeState.OPEN:
        full_fen = redemption.assessed_fen if amount_fen is None else amount_fen
        close(dispute, outcome, answer=answer.strip(), amount_fen=full_fen, by=by)
    return dispute


def _carry_out(
    dispute: Dispute, redemption: Redemption, outcome: Outcome, amount_fen: int | None, answer: str, *, by: Actor
) -> None:
    if outcome is Outcome.PAY and dispute.kind is not DisputeKind.OBJECTION:
        _require_amount(redemption, amount_fen)
    if dispute.kind is DisputeKind.APPEAL:
        _appeal(redemption, outcome)
    elif dispute.kind is DisputeKind.LINE:
        _line(redemption, outcome, amount_fen, answer, by=by)
    elif dispute.kind is DisputeKind.OBJECTION:
        end_objections(redemption, outcome, amount_fen, answer, by=by)
    elif outcome is Outcome.PAY:
        _pay(redemption, int(amount_fen or 0), answer, by=by)
    elif outcome is Outcome.RESUBMIT:
        move(redemption, S.REFUSED_BY_HOLDER, by=by, reason=answer)
    else:
        _end(redemption, answer, by=by)


def _require_amount(redemption: Redemption, amount_fen: int | None) -> None:
    most_fen = redemption.amount_fen or 0
    if amount_fen is None or not 0 < amount_fen <= most_fen:
        raise dispute_errors.OutcomeAmountWrong(applied=yuan_grouped(most_fen), field="amount")


def _appeal(redemption: Redemption, outcome: Outcome) -> None:
    """Against a return or a rejection: the decision stands, or it is put right by a new submission."""
    if outcome is Outcome.PAY:
        raise dispute_errors.OutcomeNotPossible(
            why="申诉成立的，请选择“可重新提交”，由评审链重新核定金额。",
            why_en="if the appeal is right let it be submitted again: the chain of review fixes the amount.",
            field="outcome",
        )
    assert redemption.state in (S.REJECTED, S.RETURNED)


def _line(redemption: Redemption, outcome: Outcome, amount_fen: int | None, answer: str, *, by: Actor) -> None:
    """The line is paid; what is not to be paid of it is proposed to be taken back, for another person to confirm."""
    if outcome is Outcome.RESUBMIT:
        raise dispute_errors.OutcomeNotPossible(
            why="清算明细只能支付或不支付。", why_en="a line of a settlement is paid or not.", field="outcome"
        )
    release_line(redemption, answer=answer, by=by)
    less_fen = (redemption.assessed_fen or 0) - (amount_fen or 0 if outcome is Outcome.PAY else 0)
    if less_fen > 0:
        propose_as_decided(redemption=redemption, amount_fen=less_fen, reason=answer, by=by)
    line_settled(redemption, in_full=less_fen <= 0, answer=answer, by=by)


def _pay(redemption: Redemption, amount_fen: int, answer: str, *, by: Actor) -> None:
    """In the buyer's place the mediator agrees to an amount; the review chain begins with it (G-17)."""
    covered = parts_of(redemption).orders
    holding.claim_all(redemption, covered, by=by)
    for part in covered:
        orders.await_holder(order_id=part.order_id, redemption_id=redemption.id, by=by)
    redemption.amount_fen = amount_fen
    move(redemption, S.SUBMITTED, by=by, reason=answer, agreed_at=business_now())
    orders.finish_orders(order_ids=[part.order_id for part in covered], by=by)
    telling.record("redemption.agreed", redemption, by=by, reason=answer, after={"amount_fen": amount_fen})
    chain.open_chain(redemption, by=by)


def _end(redemption: Redemption, answer: str, *, by: Actor) -> None:
    """Nothing is paid: what was held goes back to the voucher, the order lapses, the papers are free."""
    covered = parts_of(redemption).orders
    move(redemption, S.REJECTED, by=by, reason=answer)
    holding.claim_all(redemption, covered, by=by)
    holding.release_all(redemption, covered, by=by, reason=answer)
    orders.lapse_orders(order_ids=[part.order_id for part in covered], by=by, reason=answer)
    integrity.release_invoices(redemption.id)
    integrity.release_contracts(redemption.id)
    telling.record("redemption.rejected", redemption, by=by, reason=answer)
    telling.tell_starter("redemption.rejected", redemption, reason=answer)
