"""Settlement as the program of a region sees it; amounts in fen."""

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page
from schemas.terms import BatchState, ExchangeState


class SettlementQuery(PageQuery):
    """Batches of one payer."""

    payer_area = fields.String(load_default=None, validate=validate.Length(max=40))


class Settlement(Schema):
    """A signed batch; ``advice`` is how the advice to the caller's region stands, null when it was sent none."""

    no = fields.String(required=True)
    payer_area = fields.String(required=True)
    kind = fields.String(required=True)
    period = fields.Date(required=True)
    state = fields.Enum(BatchState, by_value=True, required=True)
    lines_count = fields.Integer(required=True)
    total_fen = fields.Integer(required=True)
    root_sha256 = fields.String(required=True, allow_none=True)
    signed_at = fields.DateTime(required=True, allow_none=True)
    advice = fields.Enum(ExchangeState, by_value=True, required=True, allow_none=True)
    advised_fen = fields.Integer(required=True, allow_none=True)


SettlementPage = page(Settlement, "SettlementPage")


class SettlementLine(Schema):
    """What one redemption comes to; a reversal is negative."""

    line = fields.UUID(required=True)
    programme = fields.String(required=True)
    kind = fields.String(required=True)
    payee_id = fields.UUID(required=True)
    payee_area = fields.String(required=True, allow_none=True)
    payee_region = fields.String(required=True, allow_none=True)
    amount_fen = fields.Integer(required=True)
    agreed_at = fields.DateTime(required=True)


SettlementLinePage = page(SettlementLine, "SettlementLinePage")


class AcknowledgeSettlement(Schema):
    """The hash of the lines that were read, ``root_sha256`` of the batch."""

    sha256 = fields.String(required=True, validate=validate.Length(equal=64))


class DisputeSettlement(Schema):
    """Which line of the advice, and why."""

    line = fields.UUID(required=True)
    reason = fields.String(required=True, validate=validate.Length(min=2, max=300))


class NewBankStatement(Schema):
    """The payer whose account it is; the file is the part named ``file``."""

    payer_area = fields.String(required=True, validate=validate.Length(min=1, max=40))


class BankStatement(Schema):
    """What became of the lines."""

    matched = fields.Integer(required=True)
    known = fields.Integer(required=True)
    blocked = fields.Integer(required=True)
    batches = fields.List(fields.String(), required=True)


class ReportedFacts(Schema):
    """Enterprises of the region of which something has changed; ``message_id`` is the region's own."""

    message_id = fields.String(required=True, validate=validate.Length(min=1, max=100))
    usccs = fields.List(
        fields.String(validate=validate.Length(equal=18)), required=True, validate=validate.Length(min=1, max=100)
    )


class Reported(Schema):
    """How many of them were news."""

    accepted = fields.Integer(required=True)
    known = fields.Integer(required=True)
