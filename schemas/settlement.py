"""Commands about settlement, as forms send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan


def _why(zh: str, en: str) -> fields.String:
    """A reason that somebody writes down for others to read."""
    return fields.String(
        required=True,
        validate=validate.Length(min=2, max=500, error="请填写 2 至 500 字。 / Between 2 and 500 characters."),
        metadata={"label": {"zh": zh, "en": en}, "widget": "textarea"},
    )


class DiscardBatch(Schema):
    """作废一个未签发的批次: why."""

    reason = _why("作废理由", "Reason")


class ImportStatement(Schema):
    """导入银行回单: the payer's area and the file."""

    area = fields.String(required=True, metadata={"label": {"zh": "付款区域", "en": "Paying area"}, "widget": "select"})
    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "银行回单文件（CSV 或 camt.053）", "en": "Statement file (CSV or camt.053)"},
            "hint": {
                "zh": "CSV 列：date, ext_ref, payee, account_last4, amount, return_code；末行可为 #total,笔数,金额。",
                "en": "CSV columns: date, ext_ref, payee, account_last4, amount, return_code; last #total,lines,sum.",
            },
            "widget": "file",
        },
    )


class ProposeBudget(Schema):
    """提出年度拨付预算: empty means no limit; only a hard one stops lines."""

    area = fields.String(required=True, metadata={"label": {"zh": "付款区域", "en": "Paying area"}, "widget": "select"})
    year = fields.Integer(
        required=True,
        validate=validate.Range(min=2015, max=2100, error="年度为 2015 至 2100。 / From 2015 to 2100."),
        metadata={"label": {"zh": "年度", "en": "Year"}},
    )
    amount = MoneyYuan(
        load_default=None,
        allow_none=True,
        positive=False,
        metadata={
            "label": {"zh": "预算金额（元）", "en": "Budget (yuan)"},
            "hint": {"zh": "留空表示不设上限。", "en": "Empty means no limit."},
        },
    )
    hard = fields.Boolean(
        load_default=False,
        metadata={
            "label": {"zh": "硬约束：超出部分顺延到以后批次", "en": "Hard: what does not fit waits for a later batch"},
            "widget": "checkbox",
        },
    )
    reason = _why("变更依据", "Why")


class AnswerLine(Schema):
    """处理一条待核对的银行流水: which payment it is about, or that it is none of ours."""

    answer = fields.String(
        required=True,
        validate=validate.OneOf(["MATCH", "DISMISS"], error="请选择一种处理方式。 / Choose one."),
        metadata={
            "label": {"zh": "处理意见", "en": "What it is"},
            "widget": "radio",
            "options": [
                ("MATCH", {"zh": "就是下列付款，仅信息书写有出入", "en": "This payment, written differently"}),
                ("DISMISS", {"zh": "与本区域付款无关，不入账", "en": "None of our payments; nothing is booked"}),
            ],
        },
    )
    ext_ref = fields.String(
        load_default=None,
        validate=validate.Length(max=80, error="不超过 80 字。 / At most 80 characters."),
        metadata={
            "label": {"zh": "付款业务编号", "en": "Reference of the payment"},
            "hint": {"zh": "仅在匹配付款时填写，金额须分毫不差。", "en": "Only for a match; the amount must be equal."},
        },
    )
    reason = _why("依据", "Why")


class RejectBudget(Schema):
    """不予批准预算变更: why."""

    reason = _why("不予批准的理由", "Why not")


class WithdrawBudget(Schema):
    """撤回预算变更: why."""

    reason = _why("撤回原因", "Why it is taken back")


class RefuseAnswer(Schema):
    """退回流水处理意见: why."""

    reason = _why("退回理由", "Why not")


class SettleDispute(Schema):
    """答复收款地的争议: whether the line stands, and why."""

    region = fields.String(required=True, metadata={"label": {"zh": "收款地", "en": "Region"}, "widget": "hidden"})
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(["UNFOUNDED", "CORRECTED"], error="请选择一种答复。 / Choose one."),
        metadata={
            "label": {"zh": "答复", "en": "Answer"},
            "widget": "radio",
            "options": [
                ("UNFOUNDED", {"zh": "核对无误，按原指令付款", "en": "The line is right; it is paid as instructed"}),
                ("CORRECTED", {"zh": "争议成立，下一批次以负数行更正", "en": "Justified; the next batch corrects it"}),
            ],
        },
    )
    answer = _why("依据", "Why")


class AskRun(Schema):
    """补跑或加跑清算: which area, whom, and up to which month."""

    area = fields.String(required=True, metadata={"label": {"zh": "付款区域", "en": "Paying area"}, "widget": "select"})
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["institution", "enterprise"], error="请选择对象。 / Choose whom."),
        metadata={
            "label": {"zh": "对象", "en": "Payees"},
            "widget": "radio",
            "options": [
                ("institution", {"zh": "机构兑付", "en": "Institutions"}),
                ("enterprise", {"zh": "企业拨付", "en": "Enterprises"}),
            ],
        },
    )
    period = fields.Date(
        required=True,
        format="%Y-%m",
        metadata={
            "label": {"zh": "截至月份", "en": "Up to the month"},
            "hint": {"zh": "格式 2021-03；须为已结束的月份。", "en": "As 2021-03; a month that is over."},
            "widget": "text",
        },
    )
