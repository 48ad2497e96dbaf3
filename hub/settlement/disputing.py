"""A payee's region disputes a line of its advice: within a window that stops a payment which has not left yet.

What has left is corrected by a negative line of the next batch (G-37), so settling a dispute never rewrites this one.
"""

from uuid import UUID

from sqlalchemy import select

from hub import messages, policy
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.jobs import enqueue
from hub.kernel.states import move
from hub.settlement.approving import record
from hub.settlement.disputed_cases import answer_case, disputed_advice, open_case
from hub.settlement.errors import DisputeNotOpen, LineInDispute
from hub.settlement.models import Advice, Batch, DisputeOutcome
from schemas.terms import BatchState, ExchangeState, Role

# contracts.md §1: a region may dispute a line for five working days from the day of its advice.
WINDOW_WORKING_DAYS = 5


def find_advice(batch_id: UUID, region: str) -> Advice | None:
    """The advice of a batch to a region, or None."""
    mine = select(Advice).where(Advice.batch_id == batch_id, Advice.region == region)
    return db.session.execute(mine).scalar_one_or_none()


def is_disputed(batch_id: UUID) -> bool:
    """Whether a line of the batch is disputed and nobody has settled it."""
    disputed = select(Advice.id).where(Advice.batch_id == batch_id, Advice.state == ExchangeState.REFUSED)
    return db.session.execute(disputed.limit(1)).first() is not None


def refuse_while_disputed(batch: Batch) -> None:
    """A disputed line keeps a payment back.

    Raises:
        LineInDispute: there is one.
    """
    if is_disputed(batch.id):
        raise LineInDispute(no=batch.no)


def dispute_line(*, batch: Batch, region: str, line_ref: str, reason: str) -> None:
    """A region disputes a line: finance is told; what comes after the window is noted and stops nothing."""
    advice = find_advice(batch.id, region)
    if advice is None:
        return
    in_time = policy.calendar.working_days_between(advice.sent_on, business_now().date()) <= WINDOW_WORKING_DAYS
    if in_time and advice.state is ExchangeState.SENT:
        move(advice, ExchangeState.REFUSED, by=THE_HUB, reason=reason)
    open_case(batch, region, line_ref, reason=reason, stops=advice.state is ExchangeState.REFUSED)
    advice.disputed_line, advice.dispute_reason, advice.disputed_at = line_ref, reason, business_now()
    record(batch, "settlement.disputed", THE_HUB, reason)
    messages.tell(
        "settlement.disputed", role=Role.FINANCE_OFFICER, area=batch.payer_area, subject="batch", subject_no=batch.no,
        path=f"/finance/batches/{batch.no}",
    )  # fmt: skip


def settle_dispute(*, batch: Batch, region: str, outcome: DisputeOutcome, answer: str, by: Actor) -> Advice:
    """Settle what a region disputes; the payment goes on, a justified dispute is corrected in the next batch.

    Raises:
        Forbidden: not a finance approver of the payer's area.
        DisputeNotOpen: nothing of this region is disputed.
    """
    if not by.has(Role.FINANCE_APPROVER, area=batch.payer_area):
        raise Forbidden()
    advice = find_advice(batch.id, region)
    if advice is None or advice.state is not ExchangeState.REFUSED:
        raise DisputeNotOpen()
    _answer(batch, advice, outcome, answer, by=by)
    answer_case(advice, in_full=outcome is DisputeOutcome.UNFOUNDED, answer=answer, by=by)
    return advice


def on_case_ended(redemption_id: UUID, in_full: bool, answer: str, by: Actor) -> None:
    """The mediator of the case has ended it: the region has its answer, and the batch goes on."""
    found = disputed_advice(redemption_id)
    if found is not None:
        outcome = DisputeOutcome.UNFOUNDED if in_full else DisputeOutcome.CORRECTED
        _answer(*found, outcome, answer, by=by)


def _answer(batch: Batch, advice: Advice, outcome: DisputeOutcome, answer: str, *, by: Actor) -> None:
    move(
        advice, ExchangeState.ACKED, by=by, reason=answer, dispute_outcome=outcome, dispute_answer=answer,
        dispute_settled_by_name=by.name, dispute_settled_at=business_now(),
    )  # fmt: skip
    record(batch, "settlement.acknowledged", by, answer)
    db.session.refresh(batch)
    if batch.state is BatchState.PART_ACKED and not waits_for_advices(batch.id):
        move(batch, BatchState.ACKED, by=by)
    if batch.state is BatchState.SIGNED:
        from hub.settlement.jobs import send

        enqueue(send, batch_id=str(batch.id))


def waits_for_advices(batch_id: UUID) -> bool:
    """Whether a region has not acknowledged its advice."""
    waiting = select(Advice.id).where(Advice.batch_id == batch_id, Advice.state != ExchangeState.ACKED)
    return db.session.execute(waiting.limit(1)).first() is not None
