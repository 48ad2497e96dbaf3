"""What the catalogue is asked, by people and programs."""

from marshmallow import Schema, fields, validate

from schemas.terms import PricingMode

SORTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {"zh": "默认", "en": "as numbered"}),
    ("newest", {"zh": "最新上架", "en": "newest first"}),
    ("price", {"zh": "价格从低到高", "en": "lowest price first"}),
)


class Narrowing(Schema):
    """Words and filters of a search: a category code, an area tag, a kind of price, where it is, who, with what."""

    words = fields.String(load_default="", validate=validate.Length(max=100))
    category = fields.String(load_default="", validate=validate.Regexp(r"^(\d\d){0,3}\Z"))
    area = fields.String(load_default="", validate=validate.Length(max=40))
    pricing = fields.String(load_default="", validate=validate.OneOf(["", *(str(mode) for mode in PricingMode)]))
    region = fields.String(load_default="", validate=validate.Length(max=40))
    division = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,6}\Z"))
    institution = fields.String(load_default="", validate=validate.Regexp(r"^([0-9A-Za-z]{18})?\Z"))
    instrument = fields.String(load_default="", validate=validate.Length(max=20))
    sort = fields.String(load_default="", validate=validate.OneOf([code for code, _ in SORTS]))


class SearchServices(Narrowing):
    """搜索 on a page: with the place in the list that one has come to."""

    place = fields.String(load_default="", validate=validate.Length(max=200))


class SearchDirectory(Schema):
    """搜索 of institutions or instruments: words, a category, where; a page."""

    words = fields.String(load_default="", validate=validate.Length(max=100))
    category = fields.String(load_default="", validate=validate.Regexp(r"^(\d\d){0,3}\Z"))
    region = fields.String(load_default="", validate=validate.Length(max=40))
    division = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,6}\Z"))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class KeepFavorite(Schema):
    """收藏 or 取消收藏 one thing."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(["SERVICE", "INSTRUMENT", "INSTITUTION"]),
        metadata={"widget": "hidden"},
    )
    no = fields.String(required=True, validate=validate.Length(min=1, max=20), metadata={"widget": "hidden"})
