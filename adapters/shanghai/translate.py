"""Shanghai's words and ours, without I/O: JSON keys in camel case, yuan as text, codes in capitals."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from adapters.answers import aware, day, readable, text, whole
from adapters.contract import (
    EnterpriseFacts,
    Event,
    Fact,
    FactsChanged,
    LineDisputed,
    NotSeen,
    OrderStateReported,
    Outcome,
    OutcomeStatus,
    PaymentReported,
    StatementAcknowledged,
    VoucherChanged,
    VoucherRecord,
)
from adapters.vocabulary import Vocabulary
from schemas.terms import InstrumentState, VoucherMode

VOUCHER_STATES = {
    "VALID": InstrumentState.ACTIVE,
    "FROZEN": InstrumentState.FROZEN,
    "USED_UP": InstrumentState.SPENT,
    "OVERDUE": InstrumentState.EXPIRED,
    "CLOSED": InstrumentState.CLOSED,
}
WORDS = {
    "key": "requestId", "status": "result", "ref": "serialNo", "reason_code": "reasonCode", "raw_ref": "traceNo",
    "voucher_no": "voucherNo", "uscc": "enterpriseCode", "mode": "voucherType", "year": "year", "state": "status",
    "amount_fen": "amount", "available_fen": "balance", "valid_until": "validUntil", "order_no": "orderNo",
    "until": "expiresAt", "redemption_no": "redemptionNo", "order_nos": "orderNos", "at": "occurredAt",
    "institution_uscc": "providerCode", "service_name": "serviceName", "contract_fen": "contractAmount",
    "applied_fen": "voucherAmount", "reason": "reason", "OrderStateReported.reason": "remark", "batch_no": "batchNo",
    "payer_area": "payerArea", "period": "period", "entries": "lines", "lines": "lines", "count": "count",
    "total_fen": "totalAmount", "root_sha256": "rootHash", "sha256": "rootHash", "line_ref": "lineRef",
    "payee_uscc": "payeeCode", "payee_name": "payeeName", "agreed_at": "agreedAt", "ext_ref": "payRef",
    "bank": "bank", "account": "account", "value_date": "valueDate", "return_code": "returnCode",
}  # fmt: skip
SPOKEN = Vocabulary(
    words=WORDS,
    modes={VoucherMode.INSTITUTION_REDEEMS: "TD", VoucherMode.HOLDER_REDEEMS: "TY", VoucherMode.NONE: "WQ"},
    results={"SUCCESS": OutcomeStatus.DONE, "REJECTED": OutcomeStatus.REFUSED, "PROCESSING": OutcomeStatus.PENDING},
    not_found="NOT_FOUND",
    write_moment=datetime.isoformat,
    write_day=date.isoformat,
    read_day=day,
    states={
        "VoucherRecord": VOUCHER_STATES,
        "VoucherChanged": VOUCHER_STATES,
        "PaymentReported": {"PAID": "PAID", "RETURNED": "RETURNED", "REFUSED": "REJECTED"},
    },
)
AUTHORITY = "上海科技券平台"
EVENTS = {
    "voucher.updated": VoucherChanged,
    "order.updated": OrderStateReported,
    "statement.accepted": StatementAcknowledged,
    "statement.line_disputed": LineDisputed,
    "payment.settled": PaymentReported,
    "enterprise.updated": FactsChanged,
}


def read_outcome(body: Mapping[str, Any], key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        return SPOKEN.read_outcome(body, key)


def read_query(body: Mapping[str, Any], key: str) -> Outcome | NotSeen:
    """What became of a request."""
    with readable("answer"):
        return SPOKEN.read_query(body, key)


def read_vouchers(answer: Any) -> tuple[VoucherRecord, ...]:
    """An enterprise's vouchers."""
    with readable("list of vouchers"):
        return tuple(SPOKEN.read(VoucherRecord, row) for row in answer["vouchers"])


def read_enterprise(answer: Any) -> EnterpriseFacts:
    """What the directory knows of an enterprise."""
    with readable("directory entry"):
        if not answer["found"]:
            return EnterpriseFacts()
        row, as_of = answer["enterprise"], day(text(answer["enterprise"], "asOf"))
        values: dict[str, Any] = {
            "holder.name": text(row, "name"),
            "holder.division": text(row, "districtCode"),
        }
        if row.get("techSmeYear") is not None:
            values["holder.tech_sme_year"] = whole(row, "techSmeYear")
        if row.get("hnteIssuedOn") is not None:
            values["holder.hnte_issued_on"] = day(text(row, "hnteIssuedOn"))
        return EnterpriseFacts(tuple(Fact(id, value, as_of, AUTHORITY) for id, value in values.items()))


def read_event(body: Mapping[str, Any]) -> tuple[Event, ...]:
    """One webhook; a type we do not know is no event of ours."""
    with readable("webhook"):
        kind = EVENTS.get(text(body, "type"))
        if kind is None:
            return ()
        known = {"message_id": text(body, "id"), "at": aware(text(body, "occurredAt"))}
        return (SPOKEN.read(kind, body["data"], **known),)
