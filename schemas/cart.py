"""Commands about the cart, as forms send them."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyYuan, WholeNumber

_QUANTITY = "数量须为 1 至 9999 的整数。 / The quantity must be a whole number from 1 to 9999."
_CONTRACT = "合同分组最多 30 个字。 / A contract's label has at most 30 characters."


def _quantity() -> WholeNumber:
    return WholeNumber(
        load_default=1,
        validate=validate.Range(min=1, max=9999, error=_QUANTITY),
        metadata={"label": {"zh": "数量", "en": "Quantity"}},
        error_messages={"invalid": _QUANTITY},
    )


def _contract() -> fields.String:
    return fields.String(
        load_default="A",
        validate=validate.Length(max=30, error=_CONTRACT),
        metadata={
            "label": {"zh": "合同分组", "en": "Contract"},
            "hint": {
                "zh": "同一机构、同一合同的服务合并为一个订单。",
                "en": "Services of one institution under one contract become one order.",
            },
        },
    )


def _agreed() -> MoneyYuan:
    return MoneyYuan(
        load_default=None, allow_none=True, metadata={"label": {"zh": "议定服务金额", "en": "Agreed amount"}}
    )


class AddToCart(Schema):
    """加入购物车."""

    service = fields.String(required=True, metadata={"label": {"zh": "服务", "en": "Service"}, "widget": "hidden"})
    quantity = _quantity()
    contract = _contract()
    agreed_amount = _agreed()


class ChangeInCart(Schema):
    """更新: another quantity or contract; ``step`` is what a − or + button adds."""

    quantity = _quantity()
    contract = _contract()
    agreed_amount = _agreed()
    step = fields.Integer(load_default=0, validate=validate.OneOf([-1, 0, 1]), metadata={"widget": "hidden"})


class ConfirmedOrder(Schema):
    """One order to be, as the preview showed it."""

    chosen = fields.Boolean(load_default=False, metadata={"label": {"zh": "下单", "en": "Order it"}})
    key = fields.String(required=True, metadata={"widget": "hidden"})
    voucher = fields.String(load_default="none", metadata={"widget": "hidden"})
    seen = fields.String(load_default="", metadata={"widget": "hidden"})
    planned = MoneyYuan(load_default=0, positive=False, metadata={"widget": "hidden"})


class CheckOutForm(Schema):
    """确认下单: every order of the cart that is ticked."""

    orders = fields.List(fields.Nested(ConfirmedOrder), load_default=list)
