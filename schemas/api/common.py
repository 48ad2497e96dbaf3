"""What many resources share: names in two languages, pages, reasons."""

from typing import Any

from marshmallow import Schema, fields, validate


class Names(Schema):
    """A name in Chinese and English."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class PageQuery(Schema):
    """Where a list goes on, and how much of it is wanted."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=100))
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))


class Why(Schema):
    """A reason that the other side reads."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=200))


class Nothing(Schema):
    """A command without a body of its own."""


def page(schema: type[Schema], name: str) -> type[Schema]:
    """The schema of one page of ``schema``; ``next`` is the cursor of the page that follows, or null."""
    found: Any = Schema.from_dict(
        {
            "items": fields.List(fields.Nested(schema), required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=name,
    )
    return found
