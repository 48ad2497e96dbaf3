"""What the catalogue is asked, by people and programs."""

from marshmallow import Schema, fields, validate


class SearchServices(Schema):
    """搜索: words, a category code, an area tag, a page."""

    words = fields.String(load_default="", validate=validate.Length(max=100))
    category = fields.String(load_default="", validate=validate.Regexp(r"^(\d\d){0,3}\Z"))
    area = fields.String(load_default="", validate=validate.Length(max=40))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
