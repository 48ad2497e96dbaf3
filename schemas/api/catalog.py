"""Services and public notices: what everybody may read."""

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page
from schemas.catalog import Narrowing
from schemas.terms import PricingMode


class ServiceQuery(Narrowing):
    """Words and filters of a search, its order, and the place one has come to."""

    cursor = fields.String(load_default="", validate=validate.Length(max=200))
    limit = fields.Integer(load_default=20, validate=validate.Range(min=1, max=100))


class Service(Schema):
    """What an institution offers."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    category = fields.String(attribute="category_code", required=True)
    pricing = fields.Enum(PricingMode, by_value=True, required=True)
    price_fen = fields.Integer(required=True, allow_none=True)
    unit = fields.String(required=True, allow_none=True)
    service_days = fields.Integer(required=True, allow_none=True)
    areas = fields.List(fields.String(), attribute="area_tags", required=True)
    open_to_others = fields.Boolean(required=True)
    programmes = fields.List(fields.String(), attribute="programme_badges", required=True)
    instruments = fields.List(fields.String(), attribute="equipment_nos", required=True)
    sub_unit = fields.String(required=True, allow_none=True)
    address = fields.String(required=True)
    promise = fields.String(required=True)
    region = fields.String(required=True, allow_none=True)
    division = fields.String(required=True)
    version = fields.Integer(required=True)
    listed_at = fields.DateTime(required=True)


class ServiceList(Schema):
    """One page of a search; ``total`` is a lower bound unless ``exact``."""

    items = fields.List(fields.Nested(Service), required=True)
    total = fields.Integer(required=True)
    exact = fields.Boolean(required=True)
    next = fields.String(required=True, allow_none=True)


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
