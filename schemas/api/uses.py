"""Uses of a voucher by registration, and the bookings they can be made of."""

from marshmallow import Schema, fields, validate

from schemas.fields import MoneyFen
from schemas.terms import UseState, VoucherMode


class Booking(Schema):
    """A booking that the institution has confirmed and of which a use can be registered."""

    no = fields.String(required=True)
    service_no = fields.String(required=True)
    service_name = fields.String(required=True)
    institution_id = fields.UUID(required=True)
    placed_at = fields.DateTime(required=True)


class BookingList(Schema):
    """The caller's bookings of which a use can be registered."""

    items = fields.List(fields.Nested(Booking), required=True)


class Use(Schema):
    """One use of a voucher; ``no`` is also the number of the order that it is."""

    no = fields.String(required=True)
    state = fields.Enum(UseState, by_value=True, required=True)
    mode = fields.Enum(VoucherMode, by_value=True, attribute="order.mode", required=True)
    booking_no = fields.String(attribute="use.booking_no", required=True, allow_none=True)
    service_no = fields.String(attribute="order.service_no", required=True)
    service_name = fields.String(attribute="order.service_name", required=True)
    holder = fields.String(attribute="holder.name", required=True)
    institution = fields.String(attribute="institution.name", required=True)
    contract_name = fields.String(attribute="use.contract_name", required=True)
    contract_no = fields.String(attribute="use.contract_no", required=True)
    contract_fen = fields.Integer(attribute="order.contract_fen", required=True, allow_none=True)
    amount_fen = fields.Integer(required=True)
    payer_area = fields.String(attribute="order.payer_area", required=True, allow_none=True)
    registered_at = fields.DateTime(attribute="order.placed_at", required=True)


class UseList(Schema):
    """The latest 200 uses of the caller's organisation, as buyer or seller."""

    items = fields.List(fields.Nested(Use), required=True)


class UseQuery(Schema):
    """Uses in one state."""

    state = fields.Enum(UseState, by_value=True, load_default=None)


class NewUse(Schema):
    """Register a use: of a confirmed ``booking``, or offline of a ``service``; its files and submission follow."""

    voucher = fields.String(required=True, validate=validate.Length(min=1, max=40))
    booking = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    service = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20))
    category = fields.String(load_default="", validate=validate.Length(max=60))
    contract_name = fields.String(required=True, validate=validate.Length(min=1, max=100))
    contract_no = fields.String(load_default="", validate=validate.Length(max=60))
    signed_on = fields.Date(required=True)
    contract_fen = MoneyFen(required=True)
    amount_fen = MoneyFen(load_default=None, allow_none=True)
    mode = fields.Enum(VoucherMode, by_value=True, load_default=None, allow_none=True)
    invoice_number = fields.String(load_default="", validate=validate.Length(max=40))
    invoice_fen = MoneyFen(load_default=None, allow_none=True)


class SubmitUse(Schema):
    """Hand it in; ``promised``: the enterprise has read and made the promise of the form."""

    promised = fields.Boolean(load_default=False)


class VoidUse(Schema):
    """The reason is welcome, not required."""

    reason = fields.String(load_default="", validate=validate.Length(max=200))
