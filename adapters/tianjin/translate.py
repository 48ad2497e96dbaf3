"""Tianjin's words and ours, without I/O: XML, yuan as text, the laboratory directory as CSV."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.answers import aware, day, optional_text, readable, text
from adapters.contract import (
    BadAnswer,
    CatalogPage,
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
)
from adapters.markup import read_xml, values_of, write_xml
from adapters.vocabulary import Vocabulary
from schemas.terms import OrderState, VoucherMode

NAMESPACE = "urn:tten:voucher:1"
LOCAL = ZoneInfo("Asia/Shanghai")
AUTHORITY = "天津市科技创新券系统"
PLACES = {"北京": "110000", "天津": "120000", "河北": "130000"}
LAB_HEADER = ["编号", "省市", "实验室名称", "法人单位", "统一社会信用代码", "类别", "批次", "收录日期", "退出日期"]
WORDS = Vocabulary(
    words={
        "key": "RequestNo", "status": "Result", "ref": "AcceptNo", "reason_code": "Reason", "order_no": "OrderNo",
        "order_ref": "OrderNo", "order_nos": "Orders", "uscc": "BuyerCode", "institution_uscc": "SellerCode",
        "service_name": "ProductName", "service_no": "ProductNo", "contract_fen": "ContractAmount",
        "applied_fen": "VoucherAmount", "mode": "VoucherWay", "state": "Status", "at": "Time",
        "redemption_no": "RedemptionNo", "redemption_ref": "RedemptionNo", "amount_fen": "Amount",
        "batch_no": "BatchNo", "payer_area": "PayerArea", "period": "Period", "entries": "Lines", "lines": "Lines",
        "count": "Count", "total_fen": "Total", "root_sha256": "Digest", "sha256": "Digest", "line_ref": "LineNo",
        "payee_uscc": "PayeeCode", "payee_name": "PayeeName", "agreed_at": "AgreedAt", "ext_ref": "PayNo",
        "bank": "Bank", "account": "Account", "reason": "Reason", "value_date": "ValueDate",
        "return_code": "ReturnCode", "FactsChanged.uscc": "CreditCode", "OrderReceived.amount_fen": "ContractAmount",
    },
    modes={
        VoucherMode.HOLDER_REDEEMS: "事后兑现", VoucherMode.INSTITUTION_REDEEMS: "机构兑现",
        VoucherMode.NONE: "不使用创新券",
    },
    results={"受理": OutcomeStatus.DONE, "退回": OutcomeStatus.REFUSED, "办理中": OutcomeStatus.PENDING},
    not_found="无此记录",
    write_moment=lambda moment: _local(moment),
    write_day=lambda on: on.isoformat(),
    read_day=day,
    states={
        "OrderStateReported": {
            "服务中": OrderState.IN_SERVICE, "已完成": OrderState.COMPLETED, "已失效": OrderState.LAPSED
        },
        "PaymentReported": {"已兑现": "PAID", "已退汇": "RETURNED", "不予支付": "REJECTED"},
    },
)  # fmt: skip
EVENTS: dict[str, type] = {
    "订单提交": OrderReceived,
    "订单状态": OrderStateReported,
    "兑现申请": RedemptionReceived,
    "对账单确认": StatementAcknowledged,
    "对账单异议": LineDisputed,
    "兑现结果": PaymentReported,
    "企业信息变更": FactsChanged,
}


def written(root: str, request: Any) -> bytes:
    """A request of the contract as a document with this root element."""
    return write_xml(root, NAMESPACE, WORDS.write(request))


def question(root: str, **values: str) -> bytes:
    """A question: ``question("FindEnterprise", CreditCode=…)``."""
    return write_xml(root, NAMESPACE, values)


def receipt(result: str, message: str) -> bytes:
    """What we answer to a message of the platform."""
    return write_xml("Receipt", NAMESPACE, {"Result": result, "Message": message})


def read_body(content: bytes, root: str) -> dict[str, Any]:
    """The values of a document of this dialect with this root element.

    Raises:
        BadAnswer: it is another document.
    """
    document = read_xml(content)
    if (document.namespace, document.name) != (NAMESPACE, root):
        raise BadAnswer(f"The XML is no {root} of this dialect.")
    return values_of(document, NAMESPACE)


def read_outcome(content: bytes, key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        return WORDS.read_outcome(read_body(content, "Reply"), key)


def read_query(content: bytes, key: str) -> Outcome | NotSeen:
    """What became of a request."""
    with readable("answer"):
        return WORDS.read_query(read_body(content, "Reply"), key)


def read_enterprise(content: bytes) -> EnterpriseFacts:
    """What the directory knows of an enterprise."""
    body = read_body(content, "Enterprise")
    with readable("directory entry"):
        if body["Found"] == "false":
            return EnterpriseFacts()
        as_of = day(text(body, "AsOf"))
        values: dict[str, Any] = {
            "holder.name": text(body, "UnitName"),
            "holder.division": text(body, "DistrictCode"),
        }
        if optional_text(body, "TechSmeYear"):
            values["holder.tech_sme_year"] = int(body["TechSmeYear"])
        if optional_text(body, "HnteIssuedOn"):
            values["holder.hnte_issued_on"] = day(body["HnteIssuedOn"])
        return EnterpriseFacts(tuple(Fact(id, value, as_of, AUTHORITY) for id, value in values.items()))


def read_labs(content: bytes, following: str | None) -> CatalogPage:
    """One page of the directory of mutually recognised laboratories of 京津冀 (TJ-31, TJ-35), without its contacts."""
    with readable("laboratory directory"):
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
        if reader.fieldnames != LAB_HEADER:
            raise BadAnswer(f"The header of the laboratory directory must be {','.join(LAB_HEADER)}.")
        return CatalogPage(labs=tuple(_lab(row) for row in reader), next=following)


def read_message(content: bytes) -> tuple[Event, ...]:
    """One message of the platform; a kind we do not know is no event of ours."""
    body = read_body(content, "Message")
    with readable("message"):
        head = {"message_id": text(body, "MessageNo"), "at": aware(text(body, "OccurredAt"))}
        kind = EVENTS.get(text(body, "Kind"))
        return (WORDS.read(kind, body["Content"], **head),) if kind else ()


def _lab(row: Mapping[str, Any]) -> dict[str, Any]:
    if None in row or any(value is None for value in row.values()):
        raise ValueError("a row with too few or too many columns")
    left = optional_text(row, "退出日期")
    return {
        "lab_no": text(row, "编号"), "division": PLACES[row["省市"]], "name": text(row, "实验室名称"),
        "owner_name": text(row, "法人单位"), "owner_uscc": optional_text(row, "统一社会信用代码"),
        "kind": text(row, "类别"), "round": int(row["批次"]), "listed_on": day(text(row, "收录日期")),
        "left_on": day(left) if left else None,
    }  # fmt: skip


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).isoformat(timespec="seconds")
