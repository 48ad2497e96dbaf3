"""Previews of orders."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyFen
from schemas.terms import VoucherMode


class OrderToPreview(Schema):
    """The order that one thinks of; ``agreed_fen`` only where the price is not fixed."""

    service = fields.String(required=True, validate=validate.Length(min=1, max=20))
    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=9999))
    voucher = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    agreed_fen = MoneyFen(load_default=None, allow_none=True)


class OrderPreview(Schema):
    """What it would mean; amounts in fen, ``planned_fen`` is what would be reserved."""

    service = fields.String(required=True)
    institution = fields.String(required=True)
    voucher = fields.String(required=True, allow_none=True)
    mode = fields.Enum(VoucherMode, by_value=True, required=True)
    amount_fen = fields.Integer(required=True, allow_none=True)
    planned_fen = fields.Integer(required=True)
    own_share_fen = fields.Integer(required=True, allow_none=True)
    available_fen = fields.Integer(required=True)
    payer_area = fields.String(required=True, allow_none=True)
    policy = fields.String(required=True, allow_none=True)
    reasons_zh = fields.List(fields.String(), required=True)
    reasons_en = fields.List(fields.String(), required=True)
