"""The standard dialect's words, without I/O: our own names, whole fen, times with their offset."""

from collections.abc import Mapping
from typing import Any

from adapters.answers import UNKNOWN, aware, day, optional_text, outcome, readable, text, whole
from adapters.contract import (
    NOT_SEEN,
    BadAnswer,
    EnterpriseFacts,
    Event,
    Fact,
    FactsChanged,
    LineDisputed,
    NotSeen,
    OrderReceived,
    OrderStateReported,
    Outcome,
    OutcomeStatus,
    PaymentReported,
    RedemptionReceived,
    StatementAcknowledged,
    VoucherChanged,
    VoucherRecord,
)
from schemas.terms import InstrumentState, OrderState, Uscc, VoucherMode

RESULTS = {status.value: status for status in OutcomeStatus}
NOT_FOUND = "NOT_SEEN"
DATES = frozenset({"holder.hnte_issued_on"})
PAYMENT_STATES = frozenset({"PAID", "RETURNED", "REJECTED"})


def read_outcome(body: Mapping[str, Any], key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        if text(body, "key") != key:
            raise BadAnswer("The answer belongs to another request.")
        return outcome(
            RESULTS, body["status"], ref=optional_text(body, "ref"), reason_code=optional_text(body, "reason_code")
        )


def read_query(body: Mapping[str, Any], key: str) -> Outcome | NotSeen:
    """What became of a request."""
    found = read_outcome(body, key)
    return NOT_SEEN if body["status"] == NOT_FOUND else found


def read_vouchers(answer: Any) -> tuple[VoucherRecord, ...]:
    """An enterprise's vouchers."""
    with readable("list of vouchers"):
        return tuple(_voucher(row) for row in answer["vouchers"])


def _voucher(row: Mapping[str, Any]) -> VoucherRecord:
    return VoucherRecord(
        voucher_no=text(row, "voucher_no"),
        uscc=Uscc(text(row, "uscc")),
        mode=VoucherMode(row["mode"]) if row["mode"] in set(VoucherMode) else None,
        year=whole(row, "year"),
        amount_fen=whole(row, "amount_fen"),
        available_fen=whole(row, "available_fen"),
        valid_until=day(text(row, "valid_until")),
        state=_known(row["state"], InstrumentState),
    )


def read_enterprise(answer: Any) -> EnterpriseFacts:
    """What the directory knows of an enterprise: facts under our own ids."""
    with readable("directory entry"):
        return EnterpriseFacts(
            tuple(
                Fact(
                    text(row, "id"),
                    day(row["value"]) if row["id"] in DATES else row["value"],
                    day(text(row, "as_of")),
                    text(row, "authority"),
                )
                for row in answer["facts"]
            )
        )


def read_event(body: Mapping[str, Any]) -> tuple[Event, ...]:
    """One message; a type we do not know is no event of ours."""
    with readable("message"):
        read = EVENTS.get(text(body, "type"))
        if read is None:
            return ()
        return (read({"message_id": text(body, "id"), "at": aware(text(body, "occurredAt"))}, body["data"]),)


def _voucher_changed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return VoucherChanged(
        **head, uscc=text(data, "uscc"), voucher_no=text(data, "voucher_no"), year=whole(data, "year"),
        state=_known(data["state"], InstrumentState), amount_fen=whole(data, "amount_fen"),
    )  # fmt: skip


def _order_received(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return OrderReceived(
        **head, order_ref=text(data, "order_ref"), uscc=text(data, "uscc"), service_no=text(data, "service_no"),
        amount_fen=whole(data, "amount_fen"),
    )  # fmt: skip


def _order_state(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    state = _known(data["state"], OrderState)
    return OrderStateReported(
        **head, order_no=text(data, "order_no"), state=state, reason=optional_text(data, "reason")
    )


def _redemption(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return RedemptionReceived(
        **head, redemption_ref=text(data, "redemption_ref"), order_no=text(data, "order_no"),
        amount_fen=whole(data, "amount_fen"),
    )  # fmt: skip


def _statement_accepted(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return StatementAcknowledged(**head, batch_no=text(data, "batch_no"), sha256=text(data, "root_sha256"))


def _line_disputed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return LineDisputed(
        **head, batch_no=text(data, "batch_no"), line_ref=text(data, "line_ref"), reason=text(data, "reason")
    )


def _payment(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return PaymentReported(
        **head, batch_no=text(data, "batch_no"), ext_ref=text(data, "ext_ref"), amount_fen=whole(data, "amount_fen"),
        state=data["state"] if data["state"] in PAYMENT_STATES else UNKNOWN, value_date=day(text(data, "value_date")),
        return_code=optional_text(data, "return_code"),
    )  # fmt: skip


def _facts_changed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return FactsChanged(**head, uscc=text(data, "uscc"))


EVENTS = {
    "voucher.changed": _voucher_changed,
    "order.received": _order_received,
    "order.state": _order_state,
    "redemption.received": _redemption,
    "statement.acknowledged": _statement_accepted,
    "statement.line_disputed": _line_disputed,
    "payment.reported": _payment,
    "facts.changed": _facts_changed,
}


def _known(word: Any, words: Any) -> str:
    return str(word) if word in {item.value for item in words} else UNKNOWN
