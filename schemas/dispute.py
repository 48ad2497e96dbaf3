"""Commands of disputes and appeals: appeal, state, name a mediator, settle."""

from typing import Any

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan

LENGTH = validate.Length(min=1, max=2000, error="请填写，最多 2000 个字。 / 1 to 2000 characters.")
NEEDED: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "请填写。 / Fill this in."}


class Appeal(Schema):
    """申诉."""

    words = fields.String(
        required=True,
        validate=LENGTH,
        metadata={"label": {"zh": "申诉理由", "en": "Why you disagree"}, "widget": "textarea"},
        error_messages=NEEDED,
    )


class Statement(Schema):
    """情况说明, with at most one file."""

    words = fields.String(
        required=True,
        validate=LENGTH,
        metadata={"label": {"zh": "情况说明", "en": "Statement"}, "widget": "textarea"},
        error_messages=NEEDED,
    )
    file = fields.Raw(
        load_default=None,
        metadata={
            "label": {"zh": "证明材料", "en": "File"},
            "hint": {"zh": "PDF、JPG 或 PNG，不超过 5 MB", "en": "PDF, JPG or PNG of at most 5 MB"},
            "widget": "file",
            "accept": ".pdf,.jpg,.jpeg,.png",
        },
    )


class NameMediator(Schema):
    """确定调处人."""

    mediator = fields.String(
        required=True,
        metadata={
            "label": {"zh": "调处人", "en": "Mediator"},
            "hint": {"zh": "参与过该申请办理的人员不能选", "en": "Nobody who took part in deciding it"},
            "widget": "select",
        },
    )


class Settle(Schema):
    """办结."""

    outcome = fields.String(
        required=True,
        validate=validate.OneOf(["PAY", "NOTHING", "RESUBMIT"]),
        metadata={
            "label": {"zh": "处理结果", "en": "Outcome"},
            "widget": "radio",
            "options": [
                ("PAY", {"zh": "支付下列金额", "en": "pay the amount below"}),
                ("NOTHING", {"zh": "不予支付（维持）", "en": "pay nothing"}),
                ("RESUBMIT", {"zh": "可重新提交", "en": "it may be submitted again"}),
            ],
        },
        error_messages=NEEDED,
    )
    amount = MoneyYuan(load_default=None, metadata={"label": {"zh": "支付金额", "en": "Amount"}})
    answer = fields.String(
        required=True,
        validate=LENGTH,
        metadata={"label": {"zh": "答复（双方可见）", "en": "Answer, which both sides read"}, "widget": "textarea"},
        error_messages=NEEDED,
    )
