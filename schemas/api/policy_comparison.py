"""Policies side by side."""

from datetime import date

from marshmallow import Schema, fields, validate


class ComparisonQuery(Schema):
    """Up to six areas (repeat ``area``), and one programme where an area has several; today when no date is given."""

    on = fields.Date(load_default=None, validate=validate.Range(min=date(1990, 1, 1), max=date(2200, 1, 1)))
    programme = fields.String(load_default=None, validate=validate.Length(max=40))
    language = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))
    area = fields.List(
        fields.String(validate=validate.Length(min=1, max=40)), required=True, validate=validate.Length(min=1, max=6)
    )


class Compared(Schema):
    """One of the policies that are compared."""

    programme = fields.String(required=True)
    area = fields.String(required=True)
    effective_from = fields.Date(required=True)


class Clause(Schema):
    """What each of them says under one label, in the order of ``policies``; an empty list where it says nothing."""

    section = fields.String(required=True)
    label = fields.String(required=True)
    says = fields.List(fields.List(fields.String()), required=True)


class Comparison(Schema):
    """Policies in force on a date, clause by clause."""

    on = fields.Date(required=True)
    policies = fields.List(fields.Nested(Compared), required=True)
    clauses = fields.List(fields.Nested(Clause), required=True)
