"""Commands about bookings that came by telephone, as forms send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan, UsccField, WholeNumber

_QUANTITY = "数量须为 1 至 9999 的整数。 / The quantity must be a whole number from 1 to 9999."


class EnterBooking(Schema):
    """登记电话预约: who booked what by telephone."""

    uscc = UsccField(
        required=True, metadata={"label": {"zh": "企业统一社会信用代码", "en": "Credit code of the buyer"}}
    )
    service = fields.String(required=True, metadata={"label": {"zh": "服务", "en": "Service"}, "widget": "select"})
    quantity = WholeNumber(
        load_default=1,
        validate=validate.Range(min=1, max=9999, error=_QUANTITY),
        metadata={"label": {"zh": "数量", "en": "Quantity"}},
        error_messages={"invalid": _QUANTITY},
    )
    agreed_amount = MoneyYuan(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "议定服务金额", "en": "Agreed amount"},
            "hint": {"zh": "一口价的服务不填。", "en": "Leave it empty for a fixed price."},
        },
    )
    note = fields.String(
        load_default="",
        validate=validate.Length(max=500, error="最多 500 个字。 / At most 500 characters."),
        metadata={"label": {"zh": "电话中商定的内容", "en": "What was agreed"}, "widget": "textarea"},
    )


class ConfirmBooking(Schema):
    """确认预约: with which voucher the order is placed (empty: without one)."""

    voucher = fields.String(
        load_default="", metadata={"label": {"zh": "使用的创新券", "en": "Voucher"}, "widget": "select"}
    )
