"""Commands about orders, as forms and the API send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan, WholeNumber


class PlaceOrder(Schema):
    """下单: quantity, the voucher (empty: without one), and an amount where the price is not fixed."""

    quantity = WholeNumber(
        required=True,
        validate=validate.Range(
            min=1, max=9999, error="数量须为 1 至 9999 的整数。 / The quantity must be a whole number from 1 to 9999."
        ),
        metadata={"label": {"zh": "数量", "en": "Quantity"}},
        error_messages={"invalid": "数量须为 1 至 9999 的整数。 / The quantity must be a whole number from 1 to 9999."},
    )
    voucher = fields.String(
        load_default="",
        metadata={
            "label": {"zh": "使用的创新券", "en": "Voucher"},
            "hint": {
                "zh": "券的类型由所在区域的政策决定；不选券即为“无券”下单。",
                "en": "Your area's policy decides the kind of voucher; choose none to order without one.",
            },
            "widget": "radio",
        },
    )
    agreed_amount = MoneyYuan(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "议定服务金额", "en": "Agreed amount"},
            "hint": {
                "zh": "仅参考价、面议的服务需要填写，可由服务机构在接单前确定。",
                "en": "Only where the price is a reference or negotiated; the institution can fix it before accepting.",
            },
        },
    )
    need = fields.String(
        load_default="",
        validate=validate.Length(max=1000, error="最多 1000 个字。 / At most 1000 characters."),
        metadata={
            "label": {"zh": "需求说明", "en": "What you need"},
            "hint": {"zh": "项目背景、检测或研发需求、预计成效。", "en": "Background, need, expected result."},
            "widget": "textarea",
        },
    )
    seen = fields.String(load_default="", validate=validate.Length(max=20_000), metadata={"widget": "hidden"})


class CancelOrder(Schema):
    """取消订单: the reason is welcome, not required."""

    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="最多 200 个字。 / At most 200 characters."),
        metadata={"label": {"zh": "取消原因", "en": "Reason"}},
    )


class Reason(Schema):
    """A refusal that the other side reads."""

    reason = fields.String(
        required=True,
        validate=validate.Length(
            min=1, max=200, error="请填写理由，最多 200 个字。 / Give a reason of at most 200 characters."
        ),
        metadata={"label": {"zh": "理由", "en": "Reason"}, "widget": "textarea"},
    )


class SetPrice(Schema):
    """议定价格."""

    amount = MoneyYuan(
        required=True,
        metadata={
            "label": {"zh": "议定服务金额", "en": "Agreed amount"},
            "hint": {"zh": "以最终发票金额为准。", "en": "The invoices decide in the end."},
        },
    )


class Nothing(Schema):
    """A command that needs nothing but the click."""
