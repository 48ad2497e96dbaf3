"""Zhejiang's words and ours, without I/O: initials of pinyin as keys, codes of two digits, yyyyMMddHHmmss."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from adapters.answers import fen, optional_text, readable, text, whole
from adapters.contract import (
    BadAnswer,
    CatalogPage,
    EnterpriseFacts,
    Event,
    Fact,
    FactsChanged,
    LineDisputed,
    NativeDocument,
    NotSeen,
    OrderStateReported,
    Outcome,
    OutcomeStatus,
    PaymentReported,
    RedemptionReceived,
    StatementAcknowledged,
    VoucherChanged,
    VoucherRecord,
)
from adapters.protocols.signed_form import inner, moment, stamp
from adapters.vocabulary import Vocabulary
from schemas.terms import InstrumentState, OrderState, PricingMode, VoucherMode

AUTHORITY = "浙江科技大脑"
FEN_IN_TEN_THOUSAND_YUAN = 1_000_000
WORDS = {
    # Every request and its answer
    "key": "ywbh", "status": "jg", "ref": "lsh", "reason_code": "yy",
    # Vouchers, orders, redemptions
    "voucher_no": "qbh", "uscc": "tyshxydm", "mode": "dff", "year": "nd", "amount_fen": "je", "available_fen": "ye",
    "valid_until": "yxqz", "state": "zt", "order_no": "ddbh", "until": "sxsj", "redemption_no": "dfbh",
    "institution_uscc": "zttyshxydm", "service_name": "fwmc", "contract_fen": "htje", "applied_fen": "sqje",
    "at": "fssj", "order_nos": "ddbhs", "redemption_ref": "dfbh", "reason": "sm",
    # Settlement
    "batch_no": "pcbh", "payer_area": "ffdq", "period": "zq", "entries": "mx", "lines": "mx", "total_fen": "hj",
    "root_sha256": "zyz", "sha256": "zyz", "count": "bs", "line_ref": "hxh", "payee_uscc": "skdwdm",
    "payee_name": "skdw", "agreed_at": "tysj", "ext_ref": "fklsh", "bank": "khh", "account": "zh",
    "value_date": "rzrq", "return_code": "thdm",
}  # fmt: skip


def compact_day(value: date) -> str:
    """A date as yyyyMMdd."""
    return value.strftime("%Y%m%d")


def read_compact_day(value: str) -> date:
    """A date out of yyyyMMdd."""
    if len(value) != 8 or not (value.isascii() and value.isdigit()):
        raise ValueError("a date that is not yyyyMMdd")
    return date(int(value[:4]), int(value[4:6]), int(value[6:]))


VOUCHER_STATES = {
    "01": InstrumentState.ACTIVE,
    "02": InstrumentState.FROZEN,
    "03": InstrumentState.SPENT,
    "04": InstrumentState.EXPIRED,
    "05": InstrumentState.CLOSED,
}
SPOKEN = Vocabulary(
    words=WORDS,
    # 兑付方: 载体券 the institution redeems, 企业券 the enterprise (ZJ1-24)
    modes={VoucherMode.INSTITUTION_REDEEMS: "01", VoucherMode.HOLDER_REDEEMS: "02", VoucherMode.NONE: "00"},
    results={"00": OutcomeStatus.DONE, "01": OutcomeStatus.REFUSED, "02": OutcomeStatus.PENDING},
    not_found="09",
    write_moment=stamp,
    write_day=compact_day,
    read_day=read_compact_day,
    states={
        "VoucherRecord": VOUCHER_STATES,
        "VoucherChanged": VOUCHER_STATES,
        "OrderStateReported": {"20": OrderState.IN_SERVICE, "30": OrderState.COMPLETED, "90": OrderState.LAPSED},
        "PaymentReported": {"1": "PAID", "2": "RETURNED", "3": "REJECTED"},
    },
)
EVENTS = {
    "qbg": VoucherChanged,
    "ddzt": OrderStateReported,
    "dfsq": RedemptionReceived,
    "dzqr": StatementAcknowledged,
    "dzyy": LineDisputed,
    "zfjg": PaymentReported,
    "qybg": FactsChanged,
}
PRICING = {"1": PricingMode.FIXED, "2": PricingMode.REFERENCE, "3": PricingMode.NEGOTIATED}


def read_outcome(data: Mapping[str, Any], key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        return SPOKEN.read_outcome(data, key)


def read_query(data: Mapping[str, Any], key: str) -> Outcome | NotSeen:
    """What became of a request."""
    with readable("answer"):
        return SPOKEN.read_query(data, key)


def read_vouchers(data: Mapping[str, Any]) -> tuple[VoucherRecord, ...]:
    """An enterprise's vouchers; the list is text inside the answer."""
    with readable("list of vouchers"):
        return tuple(SPOKEN.read(VoucherRecord, row) for row in inner(data["qlb"]))


def read_enterprise(data: Mapping[str, Any]) -> EnterpriseFacts:
    """What the directory knows of an enterprise: 自动更新企业信息 (ZJ2-08)."""
    with readable("directory entry"):
        if data["jg"] == SPOKEN.not_found:
            return EnterpriseFacts()
        row = inner(data["qyxx"])
        as_of = read_compact_day(text(row, "gxrq"))
        values: dict[str, Any] = {"holder.name": text(row, "qymc"), "holder.division": text(row, "xzqh")}
        if row.get("kxnd") is not None:
            values["holder.tech_sme_year"] = whole(row, "kxnd")
        if row.get("gqfzrq") is not None:
            values["holder.hnte_issued_on"] = read_compact_day(text(row, "gqfzrq"))
        if row.get("yysr") is not None:
            values["holder.revenue_fen"] = whole(row, "yysr") * FEN_IN_TEN_THOUSAND_YUAN
        return EnterpriseFacts(tuple(Fact(id, value, as_of, AUTHORITY) for id, value in values.items()))


def read_catalog(data: Mapping[str, Any]) -> CatalogPage:
    """One page of institutions (载体) with their services."""
    with readable("catalogue"):
        return CatalogPage(
            institutions=tuple(
                {"uscc": text(row, "tyshxydm"), "name": text(row, "ztmc"), "division": text(row, "xzqh")}
                for row in inner(data["ztlb"])
            ),
            services=tuple(_service(row) for row in inner(data["fwlb"])),
            next=optional_text(data, "xyy"),
        )


def _service(row: Mapping[str, Any]) -> dict[str, Any]:
    pricing = PRICING[row["jglx"]]
    return {
        "number": text(row, "fwbh"),
        "institution_uscc": text(row, "zttyshxydm"),
        "name": text(row, "fwmc"),
        "category": text(row, "fwlb"),
        "pricing": pricing,
        "price_fen": fen(row, "jg"),
        "unit": optional_text(row, "dw"),
    }


def read_policy(data: Mapping[str, Any]) -> NativeDocument:
    """The policy document as the platform keeps it.

    Raises:
        BadAnswer: it is not the one whose digest the platform names.
    """
    with readable("policy document"):
        content = text(data, "zw").encode()
        if sha256(content).hexdigest() != text(data, "zyz"):
            raise BadAnswer("The policy document does not fit its digest.")
        return NativeDocument(content, "application/toml", text(data, "zyz"))


def read_event(message: Mapping[str, Any]) -> tuple[Event, ...]:
    """One message; a kind we do not know is no event of ours."""
    with readable("message"):
        kind = EVENTS.get(text(message, "xxlx"))
        if kind is None:
            return ()
        known = {"message_id": text(message, "xxbh"), "at": moment(text(message, "fssj"))}
        return (SPOKEN.read(kind, inner(message["xxnr"]), **known),)
