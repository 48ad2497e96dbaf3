"""Applications for single orders, where a programme grants order by order."""

from marshmallow import Schema, fields, validate

from schemas.api.vouchers import Application
from schemas.fields import MoneyFen
from schemas.order_application import ACTIVITY_CHARS


class NewOrderApplication(Schema):
    """Begin the application for an order; the policy works its amount out."""

    estimate_fen = MoneyFen(required=True)
    starts_on = fields.Date(load_default=None, allow_none=True)
    ends_on = fields.Date(load_default=None, allow_none=True)
    activity = fields.String(load_default="", validate=validate.Length(max=ACTIVITY_CHARS))


class Candidate(Schema):
    """An order with its application, or the amount that could be applied for, or why none."""

    order_no = fields.Function(lambda one: one.order.no, required=True)
    application = fields.Nested(Application, required=True, allow_none=True)
    expected_fen = fields.Function(lambda one: one.decision.amount_fen if one.decision else None, required=True)
    why_not = fields.Function(lambda one: one.refusal.code if one.refusal else None, required=True)
    why_not_zh = fields.Function(lambda one: one.refusal.text("zh") if one.refusal else None, required=True)
    why_not_en = fields.Function(lambda one: one.refusal.text("en") if one.refusal else None, required=True)


class CandidateList(Schema):
    """The organisation's orders of late, the newest first."""

    items = fields.List(fields.Nested(Candidate), required=True)
