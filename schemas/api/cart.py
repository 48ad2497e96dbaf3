"""The cart as the API takes and shows it."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyFen


class NewCartItem(Schema):
    """A service for the cart."""

    service = fields.String(required=True)
    quantity = fields.Integer(load_default=1, strict=True, validate=validate.Range(min=1, max=9999))
    contract = fields.String(load_default="A", validate=validate.Length(max=30))
    agreed_fen = MoneyFen(load_default=None, allow_none=True)


class SetCartItem(Schema):
    """Another quantity, contract or agreed amount; the quantity 0 takes the line out."""

    quantity = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=9999))
    contract = fields.String(load_default="A", validate=validate.Length(max=30))
    agreed_fen = MoneyFen(load_default=None, allow_none=True)


class ChosenOrder(Schema):
    """One order to be placed; ``seen`` of the preview makes the hub refuse where a figure has changed since."""

    key = fields.String(required=True)
    voucher = fields.String(load_default=None, allow_none=True)
    seen = fields.String(load_default=None, allow_none=True)


class CheckOut(Schema):
    """The orders of the cart that are to be placed."""

    orders = fields.List(fields.Nested(ChosenOrder), required=True, validate=validate.Length(min=1, max=200))


class CartLine(Schema):
    """A line of the cart; ``changes`` say what is otherwise than when it was put in."""

    id = fields.UUID()
    service = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    contract = fields.String()
    amount_fen = fields.Integer(allow_none=True)
    changes = fields.List(fields.String())


class CartOrder(Schema):
    """One order that the cart would become: one institution, one contract."""

    key = fields.String()
    institution = fields.String()
    contract = fields.String()
    voucher = fields.String(allow_none=True)
    mode = fields.String(allow_none=True)
    total_fen = fields.Integer(allow_none=True)
    planned_fen = fields.Integer(allow_none=True)
    own_share_fen = fields.Integer(allow_none=True)
    seen = fields.String(allow_none=True)
    reasons = fields.List(fields.String())
    refusal = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(CartLine))


class Cart(Schema):
    """The cart of the organisation, previewed."""

    orders = fields.List(fields.Nested(CartOrder))
    total_fen = fields.Integer()
    planned_fen = fields.Integer()


class CheckoutResult(Schema):
    """What became of one order to be: its number, or the code and sentence of the refusal."""

    key = fields.String()
    contract = fields.String()
    no = fields.String(allow_none=True)
    code = fields.String(allow_none=True)
    detail = fields.String(allow_none=True)


class Checkout(Schema):
    """What became of a checkout, order by order."""

    id = fields.UUID()
    results = fields.List(fields.Nested(CheckoutResult))
