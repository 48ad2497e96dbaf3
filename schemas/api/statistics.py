"""What a program may ask of the statistics."""

from marshmallow import Schema, fields, validate


class StatisticsQuery(Schema):
    """Which year."""

    year = fields.Integer(
        load_default=None,
        validate=validate.Range(min=2000, max=2999, error="年份不正确。 / Not a year."),
        metadata={"description": "A published year; the latest by default."},
    )
