"""Quotas, vouchers and applications."""

from marshmallow import Schema, fields, validate

from schemas.api.common import page
from schemas.fields import MoneyFen
from schemas.terms import ApplicationState, InstrumentState, QualificationKind, VoucherMode


class Balances(Schema):
    """What is left of a voucher, in fen."""

    granted_fen = fields.Integer(required=True)
    reserved_fen = fields.Integer(required=True)
    used_fen = fields.Integer(required=True)
    expired_fen = fields.Integer(required=True)
    available_fen = fields.Integer(required=True)


class Voucher(Schema):
    """A voucher that the caller's organisation holds; ``why_not`` says in one code why it cannot be spent now."""

    no = fields.String(attribute="instrument.no", required=True)
    programme = fields.String(attribute="instrument.programme", required=True)
    area = fields.String(attribute="instrument.area", required=True)
    mode = fields.Enum(VoucherMode, by_value=True, attribute="instrument.mode", required=True)
    year = fields.Integer(attribute="instrument.year", required=True)
    valid_from = fields.Date(attribute="instrument.valid_from", required=True)
    valid_until = fields.Date(attribute="instrument.valid_until", required=True)
    state = fields.Enum(InstrumentState, by_value=True, attribute="instrument.state", required=True)
    balances = fields.Nested(Balances, required=True)
    why_not = fields.String(required=True, allow_none=True)


class VoucherList(Schema):
    """All vouchers of the caller's organisation."""

    items = fields.List(fields.Nested(Voucher), required=True)


class Quota(Schema):
    """One programme the caller's organisation could use, and why (not)."""

    programme = fields.String(attribute="programme.code", required=True)
    area = fields.String(attribute="area.code", required=True)
    may_apply = fields.Boolean(required=True)
    applied_for_at_region = fields.Boolean(required=True)
    quota_fen = fields.Integer(required=True, allow_none=True)
    vouchers = fields.List(fields.Nested(Voucher), attribute="held", required=True)
    reasons_zh = fields.List(fields.String(), required=True)
    reasons_en = fields.List(fields.String(), required=True)


class QuotaList(Schema):
    """What the caller's organisation may spend."""

    items = fields.List(fields.Nested(Quota), required=True)


class Application(Schema):
    """An application for a voucher."""

    no = fields.String(required=True)
    programme = fields.String(required=True)
    area = fields.String(required=True)
    year = fields.Integer(required=True)
    kind = fields.Enum(QualificationKind, by_value=True, required=True, allow_none=True)
    state = fields.Enum(ApplicationState, by_value=True, required=True)
    quota_fen = fields.Integer(required=True, allow_none=True)
    amount_fen = fields.Integer(required=True, allow_none=True)
    mode = fields.Enum(VoucherMode, by_value=True, required=True, allow_none=True)


ApplicationPage = page(Application, "ApplicationPage")


class NewApplication(Schema):
    """Begin an application; files and submission follow."""

    programme = fields.String(required=True, validate=validate.Length(min=1, max=40))
    area = fields.String(required=True, validate=validate.Length(min=1, max=40))
    kind = fields.Enum(QualificationKind, by_value=True, load_default=None, allow_none=True)
    qualification_no = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=60))
    revenue_fen = MoneyFen(load_default=None, allow_none=True)
    mode = fields.Enum(VoucherMode, by_value=True, load_default=None, allow_none=True)
    purpose = fields.String(load_default="", validate=validate.Length(max=1000))
