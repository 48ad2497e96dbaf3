"""Submitting a redemption, again after a refusal or a return, and withdrawing it."""

from collections.abc import Sequence
from datetime import date

from hub import integrity, orders
from hub.federation import ladder
from hub.integrity import Hit, InvoiceEntry
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.states import MoveNotAllowed, move
from hub.policy import Decision, decide
from hub.redemption import chain, errors, gates, holding, telling
from hub.redemption.editing import require_confirmed, require_edition
from hub.redemption.examining import contracts_of
from hub.redemption.models import Redemption, RedemptionOrder
from hub.redemption.papers import require_starter
from hub.redemption.parts import Parts, add_up, parts_of
from hub.redemption.questions import payer_of, question_of
from hub.redemption.states import WITHDRAWABLE
from hub.redemption.undoing_returns import fingerprint_of
from hub.redemption.whole import lock, whole
from hub.reviews import cancel_pending
from schemas.terms import RedemptionState

S = RedemptionState
AGAIN = frozenset({S.REFUSED_BY_HOLDER, S.RETURNED})


@whole
def submit_redemption(
    *, redemption: Redemption, by: Actor, edition: int | None = None, confirmed_fen: int | None = None
) -> Redemption:
    """Hand in a draft: every gate is checked together, then invoices are registered and the reservations claimed.

    ``edition`` and ``confirmed_fen`` are what the person had before them; None: a program that did not look.

    Raises:
        SubmissionIncomplete: several faults, each with its place; a single fault is raised itself.
        EditedMeanwhile, FiguresChanged: it is not any more what the person saw.
    """
    require_starter(redemption, by)
    lock(redemption)
    if redemption.state is not S.DRAFT:
        raise MoveNotAllowed(state=redemption.state)
    require_edition(redemption, edition)
    return _hand_in(redemption, confirmed_fen, by=by)


@whole
def resubmit_redemption(
    *, redemption: Redemption, by: Actor, edition: int | None = None, confirmed_fen: int | None = None
) -> Redemption:
    """Hand in again after the holder's refusal or a return: a new round, through the same gates."""
    require_starter(redemption, by)
    lock(redemption)
    if redemption.state not in AGAIN:
        raise MoveNotAllowed(state=redemption.state)
    require_edition(redemption, edition)
    redemption.round += 1
    return _hand_in(redemption, confirmed_fen, by=by)


def _hand_in(redemption: Redemption, confirmed_fen: int | None, *, by: Actor) -> Redemption:
    now = business_now()
    ladder.require_trading(redemption.area)
    _refresh_orders(redemption)
    parts = parts_of(redemption)
    decision = decide(question_of(redemption, on=now.date()), subject="redemption", subject_id=redemption.id)
    hits = gates.findings(redemption, parts, decision, on=now.date())
    _require_no_faults(redemption, parts, decision, hits)
    require_confirmed(decision.amount_fen or 0, confirmed_fen)
    failpoint("redemption.submit.after_gates")
    _note_decision(redemption, decision)
    redemption.handed_in_sha256 = fingerprint_of(redemption, parts)
    _register(redemption, parts, hits, on=now.date(), by=by)
    holding.claim_all(redemption, parts.orders, by=by)
    failpoint("redemption.submit.after_claim")
    to = S.AWAITING_HOLDER if decision.counterparty == "holder" else S.SUBMITTED
    _move_orders(redemption, parts.orders, to, by=by)
    redemption.reason = None
    move(redemption, to, by=by, decision_id=decision.id, submitted_at=now, agreed_at=None, correct_by=None)
    telling.record("redemption.submitted", redemption, by=by, after=_figures(redemption))
    if to is S.AWAITING_HOLDER:
        telling.record("redemption.awaiting_holder", redemption, by=by)
        telling.tell_holder("redemption.awaiting_holder", redemption)
    else:
        chain.open_chain(redemption, by=by)
    return redemption


def _refresh_orders(redemption: Redemption) -> None:
    """A negotiated order may have got another price since the draft."""
    covered = {part.order_id: part for part in parts_of(redemption).orders}
    for order in orders.list_orders_by_id(covered):
        if order.service_amount_fen is not None:
            covered[order.id].amount_fen = order.service_amount_fen
    add_up(redemption)


def _require_no_faults(redemption: Redemption, parts: Parts, decision: Decision, hits: Sequence[Hit]) -> None:
    faults = gates.faults_of(redemption, parts, decision, hits)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise errors.SubmissionIncomplete(faults)


def _note_decision(redemption: Redemption, decision: Decision) -> None:
    redemption.amount_fen = decision.amount_fen
    redemption.rate_ppm = decision.rate_ppm
    redemption.decision_id = decision.id
    redemption.version_label = decision.version_label
    redemption.payee_kind = "institution" if decision.payee == "institution" else "enterprise"
    redemption.payee_id = redemption.institution_id if decision.payee == "institution" else redemption.holder_id
    redemption.payer_area = payer_of(redemption)
    db.session.flush()


def _register(redemption: Redemption, parts: Parts, hits: Sequence[Hit], *, on: date, by: Actor) -> None:
    region = gates.region_of(redemption)
    integrity.register_invoices(
        redemption_id=redemption.id,
        invoices=[InvoiceEntry(invoice.id, invoice.code, invoice.number) for invoice in parts.invoices],
        region=region,
        area=redemption.area,
        on=on,
    )
    telling.record("invoice.registered", redemption, by=by, after={"invoices": len(parts.invoices)})
    integrity.register_contracts(
        redemption_id=redemption.id,
        contracts=contracts_of(redemption, parts),
        programme=redemption.programme,
        region=region,
        area=redemption.area,
        on=on,
    )
    integrity.note_files(
        redemption_id=redemption.id,
        holder_id=redemption.holder_id,
        region=region,
        hashes=list(parts.hashes),
        on=on,
    )
    integrity.keep_hits(subject="redemption", subject_id=redemption.id, round=redemption.round, hits=hits)


def _move_orders(redemption: Redemption, covered: Sequence[RedemptionOrder], to: RedemptionState, *, by: Actor) -> None:
    ids = [order.order_id for order in covered]
    if to is S.AWAITING_HOLDER:
        orders.await_holder(order_id=ids[0], redemption_id=redemption.id, by=by)
    else:
        orders.begin_redemption(order_ids=ids, redemption_id=redemption.id, by=by)
    assert redemption.amount_fen is not None
    parts = holding.parts_for_orders(redemption, covered, redemption.amount_fen)
    for order, fen in zip(covered, parts, strict=True):
        orders.note_amounts(order_id=order.order_id, applied_fen=fen)


def _figures(redemption: Redemption) -> dict[str, object]:
    return {
        "round": redemption.round,
        "amount_fen": redemption.amount_fen,
        "order_sum_fen": redemption.order_sum_fen,
        "invoice_sum_fen": redemption.invoice_sum_fen,
        "receipt_sum_fen": redemption.receipt_sum_fen,
    }


@whole
def withdraw(*, redemption: Redemption, by: Actor, reason: str = "") -> Redemption:
    """Take an application back before anybody has reviewed it; reservation and orders are as before."""
    require_starter(redemption, by)
    lock(redemption)
    was = redemption.state
    if was not in WITHDRAWABLE:
        raise MoveNotAllowed(state=was)
    move(redemption, S.WITHDRAWN, by=by, reason=reason or None)
    if was in (S.AWAITING_HOLDER, S.SUBMITTED):
        cancel_pending(subject="redemption", subject_id=redemption.id, by=by, reason=reason or None)
        give_back(redemption, by=by, reason=reason or "withdrawn")
    end_direct(redemption, by=by, reason=reason or "withdrawn")
    integrity.release_contracts(redemption.id)
    if integrity.release_invoices(redemption.id):
        telling.record("invoice.released", redemption, by=by, reason=reason or None)
    return redemption


def give_back(redemption: Redemption, *, by: Actor, reason: str) -> None:
    """Claimed reservations are held again and the orders are back in service (design.md §8.6).

    Where the voucher's year has ended meanwhile nothing is left to hold, and the order lapses.
    """
    parts = parts_of(redemption)
    covered = [order.order_id for order in parts.orders]
    kept = holding.unclaim_all(redemption, parts.orders, by=by, reason=reason)
    orders.back_to_service(order_ids=covered, by=by, reason=reason)
    if not kept and not holding.is_direct(redemption):
        orders.lapse_orders(order_ids=covered, by=by, reason=reason)


def end_direct(redemption: Redemption, *, by: Actor, reason: str) -> None:
    """A direct redemption that ends lets go what it held, and of the orders behind its invoices."""
    if not holding.is_direct(redemption):
        return
    holding.let_go(redemption, by=by, reason=reason)
    for order in orders.list_orders_by_id([part.order_id for part in parts_of(redemption).orders]):
        orders.drop_stand_in(order, by=by, reason=reason)
