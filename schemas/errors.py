"""One shape for everything that goes wrong, for programs: problem+json (RFC 9457) with a stable code."""

from marshmallow import Schema, fields


class Problem(Schema):
    """What was refused and why; ``code`` is stable, ``detail`` is for people."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    instance = fields.String()
    trace_id = fields.String()
    field = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.Raw())
