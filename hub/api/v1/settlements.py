"""Settlement for the programs of regions: what they pay and are paid, acknowledged or disputed; bank statements."""

from typing import Any

from flask import request

from hub.api.access import caller, region
from hub.api.operation import Blueprint, operation
from hub.api.paging import page_of
from hub.api.uploads import sent_file
from hub.kernel import scope
from hub.ledger import Payable, PayableKind
from hub.settlement import Batch, region_desk
from schemas.api import settlements as schemas
from schemas.api.common import PageQuery

bp = Blueprint("settlements", __name__, url_prefix="/api/v1", description="清算 / Settlement")
ONE = "/settlements/<no>"


@operation(
    bp, "GET", "/settlements", "listSettlements", client_scope="settlement.read", query=schemas.SettlementQuery,
    answers=schemas.SettlementPage,
)  # fmt: skip
def list_settlements(query: dict[str, Any]) -> Any:
    """Signed batches that the region pays or by which its units are paid, the newest first."""
    found = region_desk.batches_of(region())
    if query["payer_area"] is not None:
        found = found.where(Batch.payer_area == query["payer_area"])
    with scope.everything():
        page = page_of(found, Batch, cursor=query["cursor"], limit=query["limit"])
        return page | {"items": [_shown(batch) for batch in page["items"]]}


@operation(bp, "GET", ONE, "getSettlement", client_scope="settlement.read", answers=schemas.Settlement)
def get_settlement(no: str) -> Any:
    """One batch."""
    return _shown(region_desk.batch_of(region(), no))


@operation(
    bp, "GET", f"{ONE}/lines", "listSettlementLines", client_scope="settlement.read", query=PageQuery,
    answers=schemas.SettlementLinePage,
)  # fmt: skip
def list_lines(query: dict[str, Any], no: str) -> Any:
    """The lines that concern the region: all that it pays, or those paid to its units."""
    found = region_desk.lines_of(region(), region_desk.batch_of(region(), no))
    with scope.everything():
        page = page_of(found, Payable, cursor=query["cursor"], limit=query["limit"])
    return page | {"items": [_line(payable) for payable in page["items"]]}


@operation(
    bp, "POST", f"{ONE}/acknowledge", "acknowledgeSettlement", client_scope="settlement.ack",
    takes=schemas.AcknowledgeSettlement, answers=schemas.Settlement,
)  # fmt: skip
def acknowledge_settlement(body: dict[str, Any], no: str) -> Any:
    """Take the instruction as the payer's treasury, or the advice as a payee's region."""
    batch = region_desk.batch_of(region(), no)
    return _shown(region_desk.acknowledge(region=region(), batch=batch, sha256=body["sha256"]))


@operation(
    bp, "POST", f"{ONE}/dispute", "disputeSettlement", client_scope="settlement.ack",
    takes=schemas.DisputeSettlement, answers=schemas.Settlement,
)  # fmt: skip
def dispute_settlement(body: dict[str, Any], no: str) -> Any:
    """Dispute a line of the advice; within five working days that stops the payment."""
    batch = region_desk.batch_of(region(), no)
    region_desk.dispute(region=region(), batch=batch, line=body["line"], reason=body["reason"])
    return _shown(batch)


@operation(
    bp, "POST", "/bank-statements", "sendBankStatement", client_scope="bank.write", form=schemas.NewBankStatement,
    answers=schemas.BankStatement, status=201,
)  # fmt: skip
def send_bank_statement(body: dict[str, Any]) -> Any:
    """A bank statement of one of the region's treasuries (CSV or camt.053), the part named file."""
    upload = sent_file(request)
    found = region_desk.take_statement_file(
        region=region(), area=body["payer_area"], stream=upload.stream, name=upload.filename or "", by=caller()
    )
    return {"matched": found.matched, "known": found.known, "blocked": found.blocked, "batches": list(found.batch_nos)}


def _shown(batch: Batch) -> dict[str, Any]:
    advice = region_desk.advice_of(region(), batch)
    answer = {name: getattr(batch, name, None) for name in schemas.Settlement().fields}
    return answer | {"advice": advice.state if advice else None, "advised_fen": advice.total_fen if advice else None}


def _line(payable: Payable) -> dict[str, Any]:
    answer = {name: getattr(payable, name, None) for name in schemas.SettlementLine().fields}
    signed = -payable.amount_fen if payable.kind is PayableKind.REVERSAL else payable.amount_fen
    return answer | {"line": payable.id, "kind": payable.kind.value, "amount_fen": signed}
