"""Orders."""

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page
from schemas.fields import MoneyFen
from schemas.terms import OrderState, PricingMode, VoucherMode


class OrderQuery(PageQuery):
    """Orders in one state."""

    state = fields.Enum(OrderState, by_value=True, load_default=None)


class Order(Schema):
    """An order; amounts in fen, null while they are not known."""

    no = fields.String(required=True)
    programme = fields.String(required=True, allow_none=True)
    area = fields.String(required=True, allow_none=True)
    service_no = fields.String(required=True)
    service_name = fields.String(required=True)
    pricing = fields.Enum(PricingMode, by_value=True, required=True)
    quantity = fields.Integer(required=True)
    mode = fields.Enum(VoucherMode, by_value=True, required=True)
    service_amount_fen = fields.Integer(required=True, allow_none=True)
    reserved_fen = fields.Integer(required=True)
    own_share_fen = fields.Integer(required=True, allow_none=True)
    assessed_fen = fields.Integer(required=True, allow_none=True)
    payer_area = fields.String(required=True, allow_none=True)
    state = fields.Enum(OrderState, by_value=True, required=True)
    placed_at = fields.DateTime(required=True)


OrderPage = page(Order, "OrderPage")


class NewOrder(Schema):
    """Order a service, with a voucher or without one; ``agreed_fen`` only where the price is not fixed.

    With ``expected_planned_fen`` (what the caller showed its user) an order that would hold another amount is refused.
    """

    service = fields.String(required=True, validate=validate.Length(min=1, max=20))
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=9999))
    voucher = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    agreed_fen = MoneyFen(load_default=None, allow_none=True)
    need = fields.String(load_default="", validate=validate.Length(max=1000))
    expected_planned_fen = MoneyFen(load_default=None, allow_none=True)


class CancelOrder(Schema):
    """The reason is welcome, not required."""

    reason = fields.String(load_default="", validate=validate.Length(max=200))


class SetPrice(Schema):
    """The price that was negotiated."""

    amount_fen = MoneyFen(required=True)
