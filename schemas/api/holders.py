"""The caller, its organisation, its messages."""

from marshmallow import Schema, fields, validate

from schemas.terms import Assurance, QualificationKind


class Unit(Schema):
    """An organisation as its own people see it; nobody's personal data."""

    uscc = fields.String(required=True)
    name = fields.String(required=True)
    is_holder = fields.Boolean(required=True)
    is_institution = fields.Boolean(required=True)
    division = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    area = fields.String(required=True, allow_none=True)


class Me(Schema):
    """On whose behalf the token acts."""

    name = fields.String(required=True)
    organization = fields.Nested(Unit, required=True, allow_none=True)
    roles = fields.List(fields.String(), required=True)
    scopes = fields.List(fields.String(), required=True)
    assurance = fields.Enum(Assurance, by_value=True, required=True)


class Qualification(Schema):
    """A dated fact with evidence."""

    kind = fields.Enum(QualificationKind, by_value=True, required=True)
    number = fields.String(required=True)
    year = fields.Integer(required=True, allow_none=True)
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(required=True, allow_none=True)


class Holder(Unit):
    """The caller's organisation with its qualifications and what its profile still lacks."""

    qualifications = fields.List(fields.Nested(Qualification), required=True)
    missing_profile = fields.List(fields.String(), required=True)


class MessageQuery(Schema):
    """Which messages."""

    unread_only = fields.Boolean(load_default=False)
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class Message(Schema):
    """A message inside the hub."""

    id = fields.UUID(required=True)
    event = fields.String(required=True)
    subject = fields.String(required=True)
    subject_no = fields.String(required=True)
    path = fields.String(required=True)
    text_zh = fields.String(required=True)
    text_en = fields.String(required=True)
    told_at = fields.DateTime(required=True)
    is_read = fields.Boolean(required=True)


class MessageList(Schema):
    """The newest messages first."""

    items = fields.List(fields.Nested(Message), required=True)


class MessageMarked(Schema):
    """What was noted of a message."""

    id = fields.UUID(required=True)
    is_read = fields.Boolean(required=True)
