"""Jiangsu's words and ours, without I/O: Chinese keys, yuan as text, local times without an offset."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.answers import UNKNOWN, day, fen, readable, text, whole
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
    RedemptionReceived,
    StatementAcknowledged,
)
from adapters.vocabulary import Vocabulary
from schemas.terms import OrderState, VoucherMode

LOCAL = ZoneInfo("Asia/Shanghai")
CLOCK = "%Y-%m-%d %H:%M:%S"
NOT_FOUND = "未找到"
WORDS = {
    "key": "业务编号", "status": "处理结果", "ref": "受理号", "reason_code": "原因", "uscc": "统一社会信用代码",
    "order_no": "订单号", "order_nos": "订单号", "redemption_no": "兑付号", "institution_uscc": "服务单位代码",
    "service_name": "服务名称", "contract_fen": "合同金额", "applied_fen": "拟兑金额", "amount_fen": "金额",
    "mode": "用券方式", "OrderNotice.state": "订单状态", "RedemptionNotice.state": "兑付状态", "at": "时间",
    "batch_no": "批次号", "payer_area": "付款区域", "period": "账期", "entries": "明细", "lines": "明细",
    "count": "笔数", "total_fen": "合计", "root_sha256": "摘要值", "sha256": "摘要值", "line_ref": "行号",
    "payee_uscc": "收款单位代码", "payee_name": "收款单位", "agreed_at": "同意时间", "ext_ref": "付款流水号",
    "bank": "开户行", "account": "账号", "reason": "理由", "PaymentReported.state": "支付状态",
    "value_date": "入账日期", "return_code": "退汇代码",
}  # fmt: skip
ORDER_STATES = {"服务中": OrderState.IN_SERVICE, "已完成": OrderState.COMPLETED, "订单失效": OrderState.LAPSED}
RECEIPTS = {
    "对账单确认": StatementAcknowledged,
    "对账单异议": LineDisputed,
    "支付结果": PaymentReported,
    "企业信息变更": FactsChanged,
}
AUTHORITY = "江苏省科技资源统筹服务云平台"
FEN_IN_TEN_THOUSAND_YUAN = 1_000_000


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime(CLOCK)


def _moment(value: str) -> datetime:
    return datetime.strptime(value, CLOCK).replace(tzinfo=LOCAL)


SPOKEN = Vocabulary(
    words=WORDS,
    modes={
        VoucherMode.HOLDER_REDEEMS: "企业兑付",
        VoucherMode.INSTITUTION_REDEEMS: "机构兑付",
        VoucherMode.NONE: "不使用创新券",
    },
    results={"成功": OutcomeStatus.DONE, "退回": OutcomeStatus.REFUSED, "处理中": OutcomeStatus.PENDING},
    not_found=NOT_FOUND,
    write_moment=_local,
    write_day=date.isoformat,
    read_day=day,
    states={"PaymentReported": {"已支付": "PAID", "已退汇": "RETURNED", "已拒付": "REJECTED"}},
)


def read_outcome(body: Mapping[str, Any], key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        return SPOKEN.read_outcome(body, key)


def read_query(body: Mapping[str, Any], key: str) -> Outcome | NotSeen:
    """What became of a request."""
    with readable("answer"):
        return SPOKEN.read_query(body, key)


def read_enterprise(answer: Any) -> EnterpriseFacts:
    """What the directory knows of an enterprise."""
    with readable("directory entry"):
        if answer["查询结果"] == NOT_FOUND:
            return EnterpriseFacts()
        row = answer["企业"]
        as_of = day(text(row, "数据日期"))
        values: dict[str, Any] = {
            "holder.name": text(row, "单位名称"),
            "holder.division": text(row, "行政区划"),
            "holder.incubatee": row["在孵"] is True,
        }
        if row.get("科小入库年度") is not None:
            values["holder.tech_sme_year"] = whole(row, "科小入库年度")
        if row.get("高企发证日期") is not None:
            values["holder.hnte_issued_on"] = day(text(row, "高企发证日期"))
        if row.get("上年度营业收入_万元") is not None:
            values["holder.revenue_fen"] = whole(row, "上年度营业收入_万元") * FEN_IN_TEN_THOUSAND_YUAN
        return EnterpriseFacts(tuple(Fact(id, value, as_of, AUTHORITY) for id, value in values.items()))


def read_receipt(body: Mapping[str, Any]) -> tuple[Event, ...]:
    """One receipt; a kind we do not know is no event of ours."""
    with readable("receipt"):
        kind = RECEIPTS.get(text(body, "消息类型"))
        if kind is None:
            return ()
        known = {"message_id": text(body, "消息编号"), "at": _moment(text(body, "发生时间"))}
        return (SPOKEN.read(kind, body["内容"], **known),)


def read_monthly(content: bytes) -> tuple[Event, ...]:
    """The monthly file: CSV in GB18030, one row for each order or redemption that changed."""
    with readable("monthly file"):
        rows = list(csv.DictReader(io.StringIO(content.decode("gb18030"))))
        return tuple(_monthly(row) for row in rows)


def _monthly(row: Mapping[str, Any]) -> Event:
    head: dict[str, Any] = {"message_id": text(row, "流水号"), "at": _moment(text(row, "时间"))}
    if row["类型"] == "订单":
        return OrderStateReported(**head, order_no=text(row, "单号"), state=ORDER_STATES.get(row["状态"], UNKNOWN))
    if row["类型"] == "兑付":
        ref, order_no = text(row, "单号"), text(row, "订单号")
        return RedemptionReceived(**head, redemption_ref=ref, order_no=order_no, amount_fen=fen(row, "金额"))
    raise ValueError("类型")
