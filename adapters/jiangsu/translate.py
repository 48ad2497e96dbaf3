"""Jiangsu's words and ours, without I/O: Chinese keys, yuan as text, local times without an offset."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.answers import UNKNOWN, day, fen, optional_text, outcome, readable, text, whole
from adapters.contract import (
    NOT_SEEN,
    BadAnswer,
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
    RedemptionReceived,
    Statement,
    StatementAcknowledged,
)
from schemas.terms import OrderState, VoucherMode, yuan

LOCAL = ZoneInfo("Asia/Shanghai")
CLOCK = "%Y-%m-%d %H:%M:%S"
RESULTS = {"成功": OutcomeStatus.DONE, "退回": OutcomeStatus.REFUSED, "处理中": OutcomeStatus.PENDING}
NOT_FOUND = "未找到"
MODES = {
    VoucherMode.HOLDER_REDEEMS: "企业兑付",
    VoucherMode.INSTITUTION_REDEEMS: "机构兑付",
    VoucherMode.NONE: "不使用创新券",
}
PAYMENTS = {"已支付": "PAID", "已退汇": "RETURNED", "已拒付": "REJECTED"}
ORDER_STATES = {"服务中": OrderState.IN_SERVICE, "已完成": OrderState.COMPLETED, "订单失效": OrderState.LAPSED}
AUTHORITY = "江苏省科技资源统筹服务云平台"
FEN_IN_TEN_THOUSAND_YUAN = 1_000_000


def order_body(notice: OrderNotice) -> dict[str, Any]:
    """An order notice."""
    return {
        "业务编号": notice.key, "订单号": notice.order_no, "统一社会信用代码": notice.uscc,
        "服务单位代码": notice.institution_uscc, "服务名称": notice.service_name, "合同金额": yuan(notice.contract_fen),
        "拟兑金额": yuan(notice.applied_fen), "用券方式": MODES[notice.mode], "订单状态": notice.state,
        "时间": _local(notice.at),
    }  # fmt: skip


def redemption_body(notice: RedemptionNotice) -> dict[str, Any]:
    """A redemption notice."""
    return {
        "业务编号": notice.key, "兑付号": notice.redemption_no, "订单号": list(notice.order_nos),
        "统一社会信用代码": notice.uscc, "金额": yuan(notice.amount_fen), "兑付状态": notice.state,
        "时间": _local(notice.at),
    }  # fmt: skip


def statement_body(statement: Statement) -> dict[str, Any]:
    """An advice to the payees' region."""
    lines = [
        {
            "行号": entry.line_ref, "订单号": entry.order_no, "收款单位代码": entry.payee_uscc,
            "收款单位": entry.payee_name, "金额": yuan(entry.amount_fen), "同意时间": _local(entry.agreed_at),
        }
        for entry in statement.entries
    ]  # fmt: skip
    return {
        "业务编号": statement.key, "批次号": statement.batch_no, "付款区域": statement.payer_area,
        "账期": statement.period.isoformat(), "明细": lines, "合计": yuan(statement.total_fen),
        "摘要值": statement.root_sha256,
    }  # fmt: skip


def payment_body(instruction: PaymentInstruction) -> dict[str, Any]:
    """A payment instruction."""
    lines = [
        {
            "付款流水号": line.ext_ref, "收款单位代码": line.payee_uscc, "收款单位": line.payee_name,
            "开户行": line.bank, "账号": line.account, "金额": yuan(line.amount_fen),
        }
        for line in instruction.lines
    ]  # fmt: skip
    return {
        "业务编号": instruction.key, "批次号": instruction.batch_no, "付款区域": instruction.payer_area,
        "账期": instruction.period.isoformat(), "明细": lines, "笔数": instruction.count,
        "合计": yuan(instruction.total_fen), "摘要值": instruction.root_sha256,
    }  # fmt: skip


def read_outcome(body: Mapping[str, Any], key: str) -> Outcome:
    """The answer to something we asked under ``key``."""
    with readable("answer"):
        if text(body, "业务编号") != key:
            raise BadAnswer("The answer belongs to another request.")
        return outcome(
            RESULTS, body["处理结果"], ref=optional_text(body, "受理号"), reason_code=optional_text(body, "原因")
        )


def read_query(body: Mapping[str, Any], key: str) -> Outcome | NotSeen:
    """What became of a request."""
    found = read_outcome(body, key)
    return NOT_SEEN if body["处理结果"] == NOT_FOUND else found


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
        read = RECEIPTS.get(text(body, "消息类型"))
        if read is None:
            return ()
        return (read({"message_id": text(body, "消息编号"), "at": _moment(text(body, "发生时间"))}, body["内容"]),)


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


def _statement_accepted(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return StatementAcknowledged(**head, batch_no=text(data, "批次号"), sha256=text(data, "摘要值"))


def _line_disputed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return LineDisputed(**head, batch_no=text(data, "批次号"), line_ref=text(data, "行号"), reason=text(data, "理由"))


def _payment(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return PaymentReported(
        **head, batch_no=text(data, "批次号"), ext_ref=text(data, "付款流水号"), amount_fen=fen(data, "金额"),
        state=PAYMENTS.get(data["支付状态"], UNKNOWN), value_date=day(text(data, "入账日期")),
        return_code=optional_text(data, "退汇代码"),
    )  # fmt: skip


def _enterprise_changed(head: dict[str, Any], data: Mapping[str, Any]) -> Event:
    return FactsChanged(**head, uscc=text(data, "统一社会信用代码"))


RECEIPTS = {
    "对账单确认": _statement_accepted,
    "对账单异议": _line_disputed,
    "支付结果": _payment,
    "企业信息变更": _enterprise_changed,
}


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).strftime(CLOCK)


def _moment(value: str) -> datetime:
    return datetime.strptime(value, CLOCK).replace(tzinfo=LOCAL)
