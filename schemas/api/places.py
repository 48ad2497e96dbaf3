"""Regions, areas, programmes and the policies in force."""

from marshmallow import Schema, fields, validate

from schemas.api.common import Names
from schemas.fields import MoneyFen
from schemas.terms import Origin, VoucherMode


class Region(Schema):
    """A platform at province level, or a federation that owns a programme."""

    code = fields.String(required=True)
    names = fields.Nested(Names, required=True)
    division = fields.String(required=True)
    kind = fields.String(required=True)
    stage = fields.String(required=True)


class Area(Schema):
    """A place with administrators and money of its own."""

    code = fields.String(required=True)
    names = fields.Nested(Names, required=True)
    region = fields.String(required=True)
    division = fields.String(required=True)
    kind = fields.String(required=True)
    programmes = fields.List(fields.String(), required=True)


class Programme(Schema):
    """A scheme with its own rules, money and numbers."""

    code = fields.String(required=True)
    names = fields.Nested(Names, required=True)
    owner = fields.String(required=True)


class RegionList(Schema):
    """All regions."""

    items = fields.List(fields.Nested(Region), required=True)


class AreaList(Schema):
    """All areas."""

    items = fields.List(fields.Nested(Area), required=True)


class ProgrammeList(Schema):
    """All programmes."""

    items = fields.List(fields.Nested(Programme), required=True)


class PolicyQuery(Schema):
    """The date whose policies are wanted; today when none is given."""

    on = fields.Date(load_default=None)
    programme = fields.String(load_default=None, validate=validate.Length(max=40))
    area = fields.String(load_default=None, validate=validate.Length(max=40))


class PolicyMode(Schema):
    """A way to spend and redeem that the area offers."""

    code = fields.Enum(VoucherMode, by_value=True, required=True)
    label_zh = fields.String(attribute="alias_zh", required=True)
    initiator = fields.String(required=True)
    payee = fields.String(required=True)


class Policy(Schema):
    """The version that governs the date."""

    label = fields.String(required=True)
    programme = fields.String(required=True)
    area = fields.String(required=True)
    version = fields.Integer(required=True)
    effective_from = fields.Date(required=True)
    origin = fields.Enum(Origin, by_value=True, required=True)
    confirmed = fields.Boolean(required=True)
    content_hash = fields.String(required=True)
    modes = fields.List(fields.Nested(PolicyMode), required=True)


class PolicyList(Schema):
    """Policies in force on ``on``."""

    on = fields.Date(required=True)
    items = fields.List(fields.Nested(Policy), required=True)


class PreviewRequest(Schema):
    """What would be decided: ``on`` is the date of every anchor; holder.* facts come from the caller's own unit."""

    phase = fields.String(required=True, validate=validate.OneOf(["application", "order", "redemption"]))
    programme = fields.String(required=True, validate=validate.Length(max=40))
    area = fields.String(required=True, validate=validate.Length(max=40))
    on = fields.Date(load_default=None)
    facts = fields.Dict(keys=fields.String(), values=fields.Raw(), load_default=dict)
    available_fen = MoneyFen(load_default=None, allow_none=True)


class RuleSeen(Schema):
    """One rule on these facts."""

    rule = fields.String(required=True)
    message_zh = fields.String(required=True)
    message_en = fields.String(required=True)
    observed = fields.String(required=True)
    required = fields.String(required=True)


class DecisionAnswer(Schema):
    """The decision, its figures and its reasons."""

    outcome = fields.String(required=True)
    policy = fields.String(attribute="version_label", required=True)
    mode = fields.Enum(VoucherMode, by_value=True, required=True, allow_none=True)
    payee = fields.String(required=True, allow_none=True)
    amount_fen = fields.Integer(required=True, allow_none=True)
    quota_fen = fields.Integer(required=True, allow_none=True)
    cap_fen = fields.Integer(required=True, allow_none=True)
    rate_ppm = fields.Integer(required=True, allow_none=True)
    failed = fields.List(fields.Nested(RuleSeen), required=True)
    unknown = fields.List(fields.Nested(RuleSeen), required=True)  # type: ignore[assignment]  # a field of that name
    missing_facts = fields.List(fields.String(), required=True)
    sentences_zh = fields.List(fields.String(), required=True)
    sentences_en = fields.List(fields.String(), required=True)
