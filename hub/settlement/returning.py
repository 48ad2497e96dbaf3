"""What became of a payment: paid, rejected before it was paid, or returned afterwards (ledger.md C2, C4; story S28)."""

from datetime import date

from sqlalchemy import select

from hub import audit, ledger, messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.states import move
from hub.settlement import telling
from hub.settlement.approving import record
from hub.settlement.errors import NotSettled
from hub.settlement.models import Batch, PayeeRun, Payout
from schemas.terms import BatchState, PayoutState, Role, yuan_grouped

# Where the payee corrects what the bank refused.
BANK_ACCOUNT = "/account/organization/bank"
FINAL = (PayoutState.PAID, PayoutState.RETURNED, PayoutState.REJECTED)
ACKNOWLEDGED = (BatchState.PART_ACKED, BatchState.ACKED)


def confirm_payout(payout: Payout, *, by: Actor, paid_on: date) -> None:
    """The bank has paid exactly this: CLEARING to TREASURY, and the redemptions are paid."""
    _book_payment(payout, by=by, paid_on=paid_on)
    telling.paid(payout, by)
    _record(payout, "payout.confirmed", by)


def _book_payment(payout: Payout, *, by: Actor, paid_on: date) -> None:
    batch = db.session.get_one(Batch, payout.batch_id)
    begin_paying(batch, by)
    ledger.confirm_payment(
        payer_area=payout.payer_area, batch_id=payout.batch_id, payout_id=payout.id, amount_fen=payout.amount_fen,
        by=by, business_date=paid_on,
    )  # fmt: skip
    failpoint("settlement.confirming")
    move(payout, PayoutState.PAID, by=by, paid_on=paid_on)


def reject_payout(payout: Payout, *, by: Actor, reason: str) -> None:
    """It was never paid: the debt is open again and goes into the next batch."""
    move(payout, PayoutState.REJECTED, by=by, reason=reason, return_code=reason)
    _undo(payout, by=by, reason=reason, was_paid=False)


def return_payout(payout: Payout, *, by: Actor, paid_on: date, return_code: str) -> None:
    """The money left and came back: the debt is open again, and the payee hears what to correct."""
    if payout.state is not PayoutState.PAID:
        # Nobody is told "paid" of money that the same line of the statement sends back.
        _book_payment(payout, by=by, paid_on=paid_on)
    move(payout, PayoutState.RETURNED, by=by, reason=return_code, return_code=return_code)
    _undo(payout, by=by, reason=return_code, was_paid=True)


def _undo(payout: Payout, *, by: Actor, reason: str, was_paid: bool) -> None:
    run = db.session.get_one(PayeeRun, (payout.batch_id, payout.payee_id))
    ledger.undo_payment(
        payer_area=payout.payer_area, batch_id=payout.batch_id, payout_id=payout.id, payee_id=payout.payee_id,
        amount_fen=payout.amount_fen, offset_fen=run.offset_fen, was_paid=was_paid, eligible_at=business_now(), by=by,
        reason=reason,
    )  # fmt: skip
    failpoint("settlement.undoing")
    run.undone = True
    db.session.flush()
    telling.came_back(payout, by)
    _record(payout, "payout.returned", by, reason)
    messages.tell(
        "payout.returned", organization_id=payout.payee_id, subject="payout", subject_no=payout.ext_ref,
        path=BANK_ACCOUNT, reason=reason,
    )  # fmt: skip
    messages.tell(
        "payout.returned", role=Role.FINANCE_OFFICER, area=payout.payer_area, subject="payout",
        subject_no=payout.ext_ref, path="/finance/batches", reason=reason,
    )  # fmt: skip


def finish_if_settled(batch: Batch, *, by: Actor) -> None:
    """RECONCILED once every payout is final; CLOSED when CLEARING is zero then."""
    db.session.refresh(batch)
    open_payouts = select(Payout.id).where(Payout.batch_id == batch.id, Payout.state.not_in(FINAL))
    if batch.state is not BatchState.PAYING or db.session.execute(open_payouts.limit(1)).first():
        return
    move(batch, BatchState.RECONCILED, by=by)
    record(batch, "settlement.reconciled", by)
    close_batch(batch=batch, by=by)


def close_batch(*, batch: Batch, by: Actor) -> Batch:
    """Close a reconciled batch.

    Raises:
        NotSettled: CLEARING is not zero (I15).
    """
    left_fen = ledger.clearing_fen(batch.payer_area, batch.id)
    if left_fen:
        raise NotSettled(no=batch.no, amount=yuan_grouped(left_fen))
    move(batch, BatchState.CLOSED, by=by)
    record(batch, "settlement.closed", by)
    return batch


def begin_paying(batch: Batch, by: Actor) -> None:
    """The first word of the bank about a batch."""
    if batch.state is BatchState.SENT:  # a statement can be faster than the acknowledgement it implies
        move(batch, BatchState.PART_ACKED, by=by, reason="statement")
    if batch.state in ACKNOWLEDGED:
        move(batch, BatchState.PAYING, by=by)


def _record(payout: Payout, event: str, by: Actor, reason: str | None = None) -> None:
    audit.record(
        event, by=by, subject="payout", subject_id=payout.id, subject_no=payout.ext_ref, areas=[payout.payer_area],
        organizations=[payout.payee_id], after={"state": payout.state, "amount": yuan_grouped(payout.amount_fen)},
        reason=reason,
    )  # fmt: skip
