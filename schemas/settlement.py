"""Commands about settlement, as forms send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan


class DiscardBatch(Schema):
    """作废一个未签发的批次: why."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=2, max=500, error="请填写 2 至 500 字。 / Between 2 and 500 characters."),
        metadata={"label": {"zh": "作废理由", "en": "Reason"}, "widget": "textarea"},
    )


class ImportStatement(Schema):
    """导入银行回单: the payer's area and the file."""

    area = fields.String(required=True, metadata={"label": {"zh": "付款区域", "en": "Paying area"}, "widget": "select"})
    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "银行回单文件（CSV）", "en": "Statement file (CSV)"},
            "hint": {
                "zh": "列：date, ext_ref, payee, account_last4, amount, return_code；末行可为 #total,笔数,金额。",
                "en": "Columns: date, ext_ref, payee, account_last4, amount, return_code; last #total,lines,sum.",
            },
            "widget": "file",
        },
    )


class SetBudget(Schema):
    """设置年度拨付预算: empty means no limit; only a hard one stops lines."""

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
