"""Services and public notices: what everybody may read."""

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page
from schemas.terms import PricingMode


class ServiceQuery(Schema):
    """Words, category and area narrow the search; pages are numbered because results are ranked."""

    words = fields.String(load_default="", validate=validate.Length(max=100))
    category = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))
    area = fields.String(load_default="", validate=validate.Length(max=40))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=1000))


class Service(Schema):
    """What an institution offers."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    category = fields.String(attribute="category_code", required=True)
    pricing = fields.Enum(PricingMode, by_value=True, required=True)
    price_fen = fields.Integer(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    areas = fields.List(fields.String(), attribute="area_tags", required=True)
    programmes = fields.List(fields.String(), attribute="programme_badges", required=True)


class ServiceList(Schema):
    """One page of a search."""

    items = fields.List(fields.Nested(Service), attribute="services", required=True)
    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)


class NoticeQuery(PageQuery):
    """Notices of one area."""

    area = fields.String(load_default=None, validate=validate.Length(max=40))


class Notice(Schema):
    """A public notice: a frozen statement with its hash."""

    no = fields.String(required=True)
    area = fields.String(required=True)
    programme = fields.String(required=True)
    state = fields.Function(lambda notice: str(notice.state.value), required=True)
    published_at = fields.DateTime(required=True)
    closes_on = fields.Date(required=True)
    sha256 = fields.String(required=True)


class NoticeWithText(Notice):
    """A notice with the exact text that was hashed."""

    snapshot = fields.String(required=True)


NoticePage = page(Notice, "NoticePage")
