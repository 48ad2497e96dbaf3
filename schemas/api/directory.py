"""Institutions, instruments, laboratories and categories: what everybody may read of who offers what."""

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page


class DirectoryQuery(PageQuery):
    """Words and place narrow the list; a category narrows instruments."""

    words = fields.String(load_default="", validate=validate.Length(max=100))
    region = fields.String(load_default="", validate=validate.Length(max=40))
    division = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))


class InstrumentQuery(DirectoryQuery):
    """The same, within a category."""

    category = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))


class LabQuery(Schema):
    """A programme's directory on a day, narrowed by words and province."""

    programme = fields.String(required=True, validate=validate.Length(min=1, max=40))
    on = fields.Date(load_default=None)
    words = fields.String(load_default="", validate=validate.Length(max=100))
    province = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class Institution(Schema):
    """An institution as its shop page shows it."""

    uscc = fields.String(attribute="no", required=True)
    name = fields.String(required=True)
    about = fields.String(required=True)
    address = fields.String(required=True)
    hours = fields.String(required=True)
    phone = fields.String(required=True)
    sub_units = fields.List(fields.String(), required=True)
    region = fields.String(required=True, allow_none=True)
    division = fields.String(required=True)
    joined_at = fields.DateTime(required=True)


class InstitutionInFull(Institution):
    """An institution with whether it takes orders now."""

    suspended = fields.Boolean(required=True)


class Instrument(Schema):
    """An instrument of an institution."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    model = fields.String(required=True)
    manufacturer = fields.String(required=True)
    category = fields.String(attribute="category_code", required=True)
    address = fields.String(required=True)
    charge = fields.String(attribute="charge_note", required=True)
    service_days = fields.Integer(required=True, allow_none=True)
    open = fields.Boolean(required=True)
    sub_unit = fields.String(required=True, allow_none=True)
    region = fields.String(required=True, allow_none=True)
    division = fields.String(required=True)
    version = fields.Integer(required=True)
    listed_at = fields.DateTime(required=True)


class Lab(Schema):
    """A laboratory of a programme's directory."""

    no = fields.String(required=True)
    name = fields.String(required=True)
    owner_name = fields.String(required=True)
    owner_uscc = fields.String(required=True, allow_none=True)
    kind = fields.String(required=True)
    field = fields.String(attribute="subject_field", required=True)
    division = fields.String(required=True)
    round = fields.Integer(required=True)
    listed_on = fields.Date(required=True)
    left_on = fields.Date(required=True, allow_none=True)


class LabList(Schema):
    """One page of the directory."""

    items = fields.List(fields.Nested(Lab), attribute="entries", required=True)
    total = fields.Integer(required=True)
    page = fields.Integer(required=True)
    pages = fields.Integer(required=True)


class Category(Schema):
    """One node of the classification; its code is its path."""

    code = fields.String(required=True)
    zh = fields.String(attribute="name_zh", required=True)
    en = fields.String(attribute="name_en", required=True)


class CategoryList(Schema):
    """The whole tree, in the order of the codes."""

    items = fields.List(fields.Nested(Category), required=True)


InstitutionPage = page(Institution, "InstitutionPage")
InstrumentPage = page(Instrument, "InstrumentPage")
