"""Shanghai's words and ours, without I/O: JSON keys in camel case, yuan as text, codes in capitals."""

from collections.abc import Mapping
from typing import Any

from adapters.answers import UNKNOWN, aware, day, fen, optional_text, outcome, readable, text, whole
from adapters.contract import (
    NOT_SEEN,
    BadAnswer,
    Consume,
    EnterpriseFacts,
    Event,
    Fact,
    FactsChanged,
    LineDisputed,
    NotSeen,
    OrderNotice,
    OrderStateReported,
    Outcome,
    OutcomeStatus,
    PaymentInstruction,
    PaymentReported,
    RedemptionNotice,
    Release,
    Reserve,
    Statement,
    StatementAcknowledged,
    VoucherChanged,
    VoucherRecord,
)
from schemas.terms import InstrumentState, Uscc, VoucherMode, yuan

RESULTS = {
    "SUCCESS": OutcomeStatus.DONE,
    "REJECTED": OutcomeStatus.REFUSED,
    "PROCESSING": OutcomeStatus.PENDING,
}
VOUCHER_STATES = {
    "VALID": InstrumentState.ACTIVE,
    "FROZEN": InstrumentState.FROZEN,
    "USED_UP": InstrumentState.SPENT,
    "OVERDUE": InstrumentState.EXPIRED,
    "CLOSED": InstrumentState.CLOSED,
}
MODES = {"TD": VoucherMode.INSTITUTION_REDEEMS, "TY": VoucherMode.HOLDER_REDEEMS, "WQ": VoucherMode.NONE}
PAYMENTS = {"PAID": "PAID", "RETURNED": "RETURNED", "REFUSED": "REJECTED"}
AUTHORITY = "上海科技券平台"


def reserve_body(request: Reserve) -> dict[str, Any]:
    """A reservation."""
    until = request.until.isoformat() if request.until else None
    return {
        "requestId": request.key, "voucherNo": request.voucher_no, "amount": yuan(request.amount_fen),
        "orderNo": request.order_no, "expiresAt": until,
    }  # fmt: skip


def release_body(request: Release) -> dict[str, Any]:
    """A release."""
    return {"requestId": request.key, "serialNo": request.ref}


def consume_body(request: Consume) -> dict[str, Any]:
    """A consumption."""
    return {
        "requestId": request.key, "serialNo": request.ref, "amount": yuan(request.amount_fen),
        "redemptionNo": request.redemption_no,
    }  # fmt: skip


def order_body(notice: OrderNotice) -> dict[str, Any]:
    """An order notice."""
    return {
        "requestId": notice.key, "orderNo": notice.order_no, "enterpriseCode": notice.uscc,
        "providerCode": notice.institution_uscc, "serviceName": notice.service_name,
        "contractAmount": yuan(notice.contract_fen), "voucherAmount": yuan(notice.applied_fen),
        "voucherType": _code_of(MODES, notice.mode), "status": notice.state, "occurredAt": notice.at.isoformat(),
    }  # fmt: skip


def redemption_body(notice: RedemptionNotice) -> dict[str, Any]:
    """A redemption notice."""
    return {
        "requestId": notice.key, "redemptionNo": notice.redemption_no, "orderNos": list(notice.order_nos),
        "enterpriseCode": notice.uscc, "amount": yuan(notice.amount_fen), "status": notice.state,
        "occurredAt": notice.at.isoformat(),
    }  # fmt: skip


def statement_body(statement: Statement) -> dict[str, Any]:
    """An advice to the payees' region."""
    lines = [
        {
            "lineRef": entry.line_ref, "orderNo": entry.order_no, "payeeCode": entry.payee_uscc,
            "payeeName": entry.payee_name, "amount": yuan(entry.amount_fen), "agreedAt": entry.agreed_at.isoformat(),
        }
        for entry in statement.entries
    ]  # fmt: skip
    return {
        "requestId": statement.key, "batchNo": statement.batch_no, "payerArea": statement.payer_area,
        "period": statement.period.isoformat(), "lines": lines, "totalAmount": yuan(statement.total_fen),
        "rootHash": statement.root_sha256,
    }  # fmt: skip


def payment_body(instruction: PaymentInstruction) -> dict[str, Any]:
    """A payment instruction."""
    lines = [
        {
            "payRef": line.ext_ref, "payeeCode": line.payee_uscc, "payeeName": line.payee_name, "bank": line.bank,
            "account": line.account, "amount": yuan(line.amount_fen),
        }
        for line in instruction.lines
    ]  # fmt: skip
    return {
        "requestId": instruction.key, "batchNo": instruction.batch_no, "payerArea": instruction.payer_area,
        "period": instruction.period.isoformat(), "lines": lines, "count": instruction.count,
        "totalAmount": yuan(instruction.total_fen), "rootHash": instruction.root_sha256,
    }  # fmt: skip


def read_outcome(body: Mapping[str, Any], key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        if text(body, "requestId") != key:
            raise BadAnswer("The answer belongs to another request.")
        return outcome(
            RESULTS, body["result"], ref=optional_text(body, "serialNo"), reason_code=optional_text(body, "reasonCode"),
            raw_ref=optional_text(body, "traceNo"),
        )  # fmt: skip


def read_query(body: Mapping[str, Any], key: str) -> Outcome | NotSeen:
    """What became of a request."""
    found = read_outcome(body, key)
    return NOT_SEEN if body.get("result") == "NOT_FOUND" else found


def read_vouchers(answer: Any) -> tuple[VoucherRecord, ...]:
    """An enterprise's vouchers."""
    with readable("list of vouchers"):
        return tuple(_voucher(row) for row in answer["vouchers"])


def _voucher(row: Mapping[str, Any]) -> VoucherRecord:
    return VoucherRecord(
        voucher_no=text(row, "voucherNo"),
        uscc=Uscc(text(row, "enterpriseCode")),
        mode=MODES.get(row["voucherType"]),
        year=whole(row, "year"),
        amount_fen=fen(row, "amount"),
        available_fen=fen(row, "balance"),
        valid_until=day(text(row, "validUntil")),
        state=VOUCHER_STATES.get(row["status"], UNKNOWN),
    )


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
        read = EVENTS.get(text(body, "type"))
        if read is None:
            return ()
        return (read({"message_id": text(body, "id"), "at": aware(text(body, "occurredAt"))}, body["data"]),)


def _voucher_changed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return VoucherChanged(
        **head, uscc=text(data, "enterpriseCode"), voucher_no=text(data, "voucherNo"), year=whole(data, "year"),
        state=VOUCHER_STATES.get(data["status"], UNKNOWN), amount_fen=fen(data, "amount"),
    )  # fmt: skip


def _order_updated(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return OrderStateReported(
        **head, order_no=text(data, "orderNo"), state=UNKNOWN, reason=optional_text(data, "remark")
    )


def _statement_accepted(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return StatementAcknowledged(**head, batch_no=text(data, "batchNo"), sha256=text(data, "rootHash"))


def _line_disputed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return LineDisputed(
        **head, batch_no=text(data, "batchNo"), line_ref=text(data, "lineRef"), reason=text(data, "reason")
    )


def _payment(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return PaymentReported(
        **head, batch_no=text(data, "batchNo"), ext_ref=text(data, "payRef"), amount_fen=fen(data, "amount"),
        state=PAYMENTS.get(data["status"], UNKNOWN), value_date=day(text(data, "valueDate")),
        return_code=optional_text(data, "returnCode"),
    )  # fmt: skip


def _enterprise_updated(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return FactsChanged(**head, uscc=text(data, "enterpriseCode"))


EVENTS = {
    "voucher.updated": _voucher_changed,
    "order.updated": _order_updated,
    "statement.accepted": _statement_accepted,
    "statement.line_disputed": _line_disputed,
    "payment.settled": _payment,
    "enterprise.updated": _enterprise_updated,
}


def _code_of(words: Mapping[str, Any], value: Any) -> str:
    return next(word for word, meaning in words.items() if meaning == value)
