"""Commands about a quota that is claimed in slices, as forms and the API send them."""

from marshmallow import Schema, fields

from schemas.fields import MoneyYuan


class ApplyForAmount(Schema):
    """申领额度: the county that takes the claim and an amount of one's choice (ZJ2-11)."""

    area = fields.String(
        required=True,
        metadata={
            "label": {"zh": "受理地区", "en": "County that takes the claim"},
            "hint": {
                "zh": "请选择实名认证通过的县（市、区）。",
                "en": "Choose the county that has approved your real name.",
            },
            "widget": "select",
        },
        error_messages={"required": "请选择受理地区。 / Choose the county."},
    )
    amount = MoneyYuan(
        required=True,
        metadata={
            "label": {"zh": "申领金额", "en": "Amount"},
            "hint": {
                "zh": "建议按需申领；无需审核，提交后立即到账。",
                "en": "Claim what you need; it is granted at once, without review.",
            },
        },
        error_messages={"required": "请填写申领金额。 / Enter an amount."},
    )
