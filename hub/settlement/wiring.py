"""What settlement wants to hear from regions: answers to instructions and advices, disputes, payments."""

from adapters.contract import LineDisputed, PaymentReported, StatementAcknowledged
from hub.federation import directory, exchanges, inbound
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import SHANGHAI
from hub.redemption import disputed_lines
from hub.settlement import invariants  # noqa: F401
from hub.settlement.disputing import dispute_line, on_case_ended
from hub.settlement.queries import find_batch
from hub.settlement.reconciling import report_payment
from hub.settlement.sending import acknowledge_advice, on_payment_outcome, on_statement_outcome

exchanges.on_outcome("send_payment", on_payment_outcome)
exchanges.on_outcome("send_statement", on_statement_outcome)


OTHER_CONTENT = "回执中的明细指纹与本批次不符 The receipt's hash is not that of this batch"


def on_acknowledged(region: str, event: StatementAcknowledged) -> None:
    """A region accepts its advice; a receipt for other lines than ours is no acceptance, and a person is told."""
    batch = find_batch(event.batch_no)
    if batch is None:
        return
    if event.sha256 == batch.root_sha256:
        acknowledge_advice(batch.id, region)
    else:
        dispute_line(batch=batch, region=region, line_ref="", reason=OTHER_CONTENT)


def on_disputed(region: str, event: LineDisputed) -> None:
    """A region disputes a line of its advice."""
    batch = find_batch(event.batch_no)
    if batch is not None:
        dispute_line(batch=batch, region=region, line_ref=event.line_ref, reason=event.reason)


def on_payment(region: str, event: PaymentReported) -> None:
    """A treasury reports a payment; only PAID and RETURNED are news, other words are no progress."""
    batch = find_batch(event.batch_no)
    if batch is None or event.state not in ("PAID", "RETURNED"):
        return
    if directory.get_area(batch.payer_area).region != region:
        return  # nobody speaks for another region's treasury
    on = event.value_date or event.at.astimezone(SHANGHAI).date()
    code = (event.return_code or "RETURNED") if event.state == "RETURNED" else None
    report_payment(
        batch=batch, source=f"{region}:{event.message_id}", ext_ref=event.ext_ref,
        amount_fen=event.amount_fen, on=on, return_code=code, by=THE_HUB,
    )  # fmt: skip


inbound.on_event(StatementAcknowledged, on_acknowledged)
inbound.on_event(LineDisputed, on_disputed)
inbound.on_event(PaymentReported, on_payment)
disputed_lines.on_line_settled(on_case_ended)
