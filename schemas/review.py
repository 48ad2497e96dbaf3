"""Commands of those who review: assign, give an opinion, assess, return, reject, take back."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan


class AssignExpert(Schema):
    """指派专家."""

    expert = fields.String(
        required=True,
        metadata={
            "label": {"zh": "专家", "en": "Expert"},
            "hint": {"zh": "与买卖双方有任职关系的专家不在名单中", "en": "Experts employed by a party are not listed"},
            "widget": "select",
        },
    )


class Opinion(Schema):
    """An opinion; needed wherever somebody is sent back."""

    opinion = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error="最多 1000 个字。 / At most 1000 characters."),
        metadata={"label": {"zh": "意见", "en": "Opinion"}, "widget": "textarea"},
    )


class AssessRedemption(Schema):
    """核定 the amount."""

    amount = MoneyYuan(
        required=True,
        metadata={
            "label": {"zh": "核定金额", "en": "Assessed amount"},
            "hint": {"zh": "只能维持或下调申请金额，下调须写明理由", "en": "Kept, or lowered with a reason"},
        },
    )
    opinion = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error="最多 1000 个字。 / At most 1000 characters."),
        metadata={"label": {"zh": "核定意见", "en": "Opinion"}, "widget": "textarea"},
    )


class ReasonRequired(Schema):
    """A refusal that the other side reads."""

    reason = fields.String(
        required=True,
        validate=validate.Length(
            min=1, max=500, error="请填写理由，最多 500 个字。 / Give a reason of at most 500 characters."
        ),
        metadata={"label": {"zh": "理由", "en": "Reason"}, "widget": "textarea"},
        error_messages={"required": "请填写理由。 / Give a reason."},
    )


class ProposeReversal(ReasonRequired):
    """提出冲回 of part of an award."""

    class Meta:
        fields = ("amount", "reason")

    amount = MoneyYuan(required=True, metadata={"label": {"zh": "冲回金额", "en": "Amount to take back"}})
