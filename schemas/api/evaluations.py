"""What buyers say of orders, and what institutions answer."""

from marshmallow import Schema, fields, validate


class Evaluation(Schema):
    """``by_default``: nobody said anything for thirty days, which counts as good."""

    stars = fields.Integer(required=True)
    comment = fields.String(required=True)
    by_default = fields.Boolean(required=True)
    given_at = fields.DateTime(required=True)
    reply = fields.String(required=True, allow_none=True)
    replied_at = fields.DateTime(required=True, allow_none=True)


class NewEvaluation(Schema):
    """One to five stars, and words if one likes."""

    stars = fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=5))
    comment = fields.String(load_default="", validate=validate.Length(max=500))


class NewReply(Schema):
    """The institution's answer, once."""

    text = fields.String(required=True, validate=validate.Length(min=1, max=500))
