"""The instruction goes to the payer's treasury and an advice to each payee's region; their answers come back."""

from uuid import UUID

from sqlalchemy import Select, func, select

from adapters.contract import Outcome, OutcomeStatus
from hub import messages
from hub.federation import Exchange, directory, exchanges
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue
from hub.kernel.states import move, move_all, record_birth
from hub.ledger import Payable, SettleLine
from hub.settlement.approving import record
from hub.settlement.disputing import find_advice, is_disputed, refuse_while_disputed, waits_for_advices
from hub.settlement.documents import check_signature, instruction_of, list_payouts, payment_csv, statement_of
from hub.settlement.models import Advice, Batch, Payout
from hub.settlement.returning import begin_paying, finish_if_settled, reject_payout
from schemas.terms import BatchState, ExchangeState, PayoutState, Role


def is_by_files(region: str) -> bool:
    """Whether people carry this region's documents, because it has no platform."""
    return directory.get_region(region).settings.get("channel") == "files"


def pays_by_files(batch: Batch) -> bool:
    """Whether the payer's treasury takes a file from people's hands."""
    return is_by_files(directory.get_area(batch.payer_area).region)


def send_batch(batch: Batch) -> None:
    """Send what was signed; by files the batch waits until somebody takes the payment file. Once only.

    Raises:
        DocumentChanged: the rows no longer give the signed document.
    """
    if batch.signature is None:
        return
    check_signature(batch)
    _advise(batch)
    failpoint("settlement.advised")
    if batch.state is not BatchState.SIGNED or pays_by_files(batch) or is_disputed(batch.id):
        return
    exchanges.send(
        region=directory.get_area(batch.payer_area).region, verb="send_payment", request=instruction_of(batch),
        subject="batch", subject_id=batch.id,
    )  # fmt: skip
    failpoint("settlement.sending")
    _mark_sent(batch, THE_HUB)


def take_instruction(*, batch: Batch, by: Actor) -> Batch:
    """A finance officer takes the payment file to the treasury: from here on the batch counts as sent.

    Raises:
        Forbidden: not a finance officer of the area.
        DocumentChanged: the rows no longer give the signed document.
        LineInDispute: a payee's region disputes a line, and nobody has settled that yet.
    """
    if not by.has(Role.FINANCE_OFFICER, area=batch.payer_area):
        raise Forbidden()
    check_signature(batch)
    refuse_while_disputed(batch)
    _mark_sent(batch, by)
    return batch


def download_instruction(*, batch: Batch, by: Actor) -> str:
    """The payment file of a signed batch; it holds account numbers, so taking it is recorded.

    Raises:
        Forbidden: no finance role in the area.
        DocumentChanged: the rows no longer give the signed document.
    """
    if not by.has(Role.FINANCE_OFFICER, Role.FINANCE_APPROVER, area=batch.payer_area):
        raise Forbidden()
    check_signature(batch)
    record(batch, "data.exported", by)
    return payment_csv(batch)


def acknowledge_batch(*, batch: Batch, by: Actor) -> Batch:
    """The treasury or bank has taken the instruction: the payouts are accepted."""
    if by is not THE_HUB and not by.has(Role.FINANCE_OFFICER, area=batch.payer_area):
        raise Forbidden()
    if batch.state is BatchState.SIGNED and pays_by_files(batch):
        take_instruction(batch=batch, by=by)
    move_all(Payout, _payouts_of(batch), PayoutState.SENT, PayoutState.ACCEPTED, by=by)
    move(batch, BatchState.PART_ACKED if waits_for_advices(batch.id) else BatchState.ACKED, by=by)
    record(batch, "settlement.acknowledged", by)
    if not list_payouts(batch):  # reversals ate all of it: there is nothing for the bank to confirm
        begin_paying(batch, by)
        finish_if_settled(batch, by=by)
    return batch


def on_payment_outcome(exchange: Exchange, outcome: Outcome) -> None:
    """The treasury's answer to an instruction; silence and unknown words are no progress and do not come here."""
    batch = db.session.get_one(Batch, exchange.subject_id, populate_existing=True)
    if outcome.status is OutcomeStatus.DONE and batch.state is BatchState.SENT:
        acknowledge_batch(batch=batch, by=THE_HUB)
    elif outcome.status is OutcomeStatus.REFUSED and batch.state is BatchState.SENT:
        for payout in list_payouts(batch):
            reject_payout(payout, by=THE_HUB, reason=outcome.reason_code or "refused")
        begin_paying(batch, THE_HUB)
        finish_if_settled(batch, by=THE_HUB)
        messages.tell(
            "settlement.disputed", role=Role.FINANCE_OFFICER, area=batch.payer_area, subject="batch",
            subject_no=batch.no, path=f"/finance/batches/{batch.no}",
        )  # fmt: skip


def on_statement_outcome(exchange: Exchange, outcome: Outcome) -> None:
    """A payee's region has taken its advice."""
    if outcome.status is OutcomeStatus.DONE:
        acknowledge_advice(exchange.subject_id, exchange.region)


def acknowledge_advice(batch_id: UUID, region: str) -> None:
    """Note a region's acknowledgement; the last one completes that of the batch."""
    advice = find_advice(batch_id, region)
    if advice is None or advice.state is ExchangeState.ACKED:
        return
    move(advice, ExchangeState.ACKED, by=THE_HUB)
    batch = db.session.get_one(Batch, batch_id)
    if batch.state is BatchState.PART_ACKED and not waits_for_advices(batch.id):
        move(batch, BatchState.ACKED, by=THE_HUB)


def _mark_sent(batch: Batch, by: Actor) -> None:
    from hub.settlement.jobs import follow

    move_all(Payout, _payouts_of(batch), PayoutState.NEW, PayoutState.SENT, by=by)
    move(batch, BatchState.SENT, by=by)
    enqueue(follow, batch_id=str(batch.id))
    record(batch, "settlement.sent", by)


def _payouts_of(batch: Batch) -> Select[UUID]:
    return select(Payout.id).where(Payout.batch_id == batch.id)


def _advise(batch: Batch) -> None:
    """An advice to every region where payees are; a region without a platform reads it on paper."""
    for region, total_fen in _payee_regions(batch):
        if find_advice(batch.id, region) is not None or is_by_files(region):
            continue
        advice = Advice(
            id=new_id(), batch_id=batch.id, payer_area=batch.payer_area, region=region, total_fen=total_fen,
            sent_on=business_today(),
        )  # fmt: skip
        db.session.add(advice)
        db.session.flush()
        record_birth(advice, by=THE_HUB)
        exchanges.send(
            region=region, verb="send_statement", request=statement_of(batch, region), subject="batch",
            subject_id=batch.id,
        )  # fmt: skip
        move(advice, ExchangeState.SENT, by=THE_HUB)


def _payee_regions(batch: Batch) -> list[tuple[str, int]]:
    known = {region.code for region in directory.list_regions() if region.adapter}
    found = db.session.execute(
        select(Payable.payee_region, func.sum(SettleLine.amount_fen))
        .join(SettleLine, SettleLine.payable_id == Payable.id)
        .where(SettleLine.batch_id == batch.id, Payable.payee_region.is_not(None))
        .group_by(Payable.payee_region)
        .order_by(Payable.payee_region)
    ).all()
    return [(region, int(fen)) for region, fen in found if region in known]
