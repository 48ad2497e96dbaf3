"""What an institution says of a service or an instrument: the same for its form, its workbook and its versions."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from schemas.fields import MoneyYuan, WholeNumber
from schemas.identity import NO_FORMULA

PRICE_KINDS: tuple[tuple[str, dict[str, str]], ...] = (
    ("FIXED", {"zh": "一口价", "en": "fixed price"}),
    ("BARGAINED", {"zh": "议价", "en": "bargained over"}),
    ("REFERENCE", {"zh": "参考价", "en": "reference price"}),
    ("NEGOTIATED", {"zh": "面议", "en": "negotiated, no price shown"}),
)
PRICE_NEEDED = "该价格方式须填写价格。 / This kind of price needs an amount."
PRICE_NOT_SHOWN = "面议不填写价格，需要显示价格请选择议价。 / A negotiated price shows none; choose “bargained over”."
CATEGORY_WRONG = "请选择第三级分类。 / Choose a category of the third level."


def _text(zh: str, en: str, longest: int, *, required: bool = True, **metadata: Any) -> fields.String:
    given: dict[str, Any] = {"required": True} if required else {"load_default": ""}
    checks: list[Any] = [validate.Length(min=1 if required else 0, max=longest)]
    if required:
        checks.append(NO_FORMULA)
    return fields.String(**given, validate=checks, metadata={"label": {"zh": zh, "en": en}, **metadata})


def _category() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9]{6}\Z", error=CATEGORY_WRONG),
        metadata={
            "label": {"zh": "分类（到第三级）", "en": "Category (third level)"},
            "widget": "select",
        },
    )


def _days() -> WholeNumber:
    return WholeNumber(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=3650),
        metadata={"label": {"zh": "服务周期（天）", "en": "Takes (days)"}},
    )


def _sub_unit() -> fields.String:
    return fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=100),
        metadata={"label": {"zh": "子单位名称", "en": "Sub-unit"}, "widget": "select"},
    )


class ServiceListing(Schema):
    """A service (JS-41, CSJ-20, TJ-09)."""

    name = _text("服务名称", "Name of the service", 100)
    category = _category()
    price_kind = fields.String(
        required=True,
        validate=validate.OneOf([code for code, _ in PRICE_KINDS]),
        metadata={
            "label": {"zh": "价格方式", "en": "Kind of price"},
            "widget": "radio",
            "options": PRICE_KINDS,
        },
    )
    price = MoneyYuan(load_default=None, allow_none=True, metadata={"label": {"zh": "收费标准", "en": "Charge"}})
    unit = _text("计价单位", "Per", 20, required=False, hint="例如 项、次、样品。 / Such as item, run or sample.")
    service_days = _days()
    area_tags = fields.List(
        fields.String(validate=validate.Length(max=40)),
        load_default=list,
        metadata={
            "label": {"zh": "区域标签", "en": "Areas it is open to"},
            "hint": "勾选区域的企业可以下单；都不选则不限区域。"
            " / Enterprises of these areas can order; none chosen means all.",
            "widget": "checkboxes",
        },
    )
    open_to_others = fields.Boolean(
        load_default=False,
        metadata={"label": {"zh": "其他地区的企业可以无券下单", "en": "Others may order without a voucher"}},
    )
    programme_badges = fields.List(
        fields.String(validate=validate.Length(max=40)),
        load_default=list,
        metadata={
            "label": {"zh": "支持的创新券", "en": "Voucher programmes it belongs to"},
            "hint": "由主管部门发布时核对。 / Checked by the office when it publishes.",
            "widget": "checkboxes",
        },
    )
    equipment_nos = fields.List(
        fields.String(validate=validate.Length(max=20)),
        load_default=list,
        metadata={"label": {"zh": "使用仪器", "en": "Instruments used"}, "widget": "checkboxes"},
    )
    sub_unit = _sub_unit()
    address = _text("服务地址", "Address", 200, required=False)
    promise = _text("服务承诺", "What we promise", 300, required=False, widget="textarea")
    description = _text("服务内容", "Description", 2000, required=False, widget="textarea")

    @validates_schema
    def check_price(self, data: dict[str, Any], **_: Any) -> None:
        """A price where one is shown, none where none is."""
        if data["price_kind"] == "NEGOTIATED" and data["price"] is not None:
            raise ValidationError({"price": [PRICE_NOT_SHOWN]})
        if data["price_kind"] != "NEGOTIATED" and data["price"] is None:
            raise ValidationError({"price": [PRICE_NEEDED]})


class InstrumentListing(Schema):
    """An instrument (仪器): 型号, 生产制造商, 地址, 收费标准, 服务周期, 开放状态."""

    name = _text("仪器名称", "Name of the instrument", 100)
    category = _category()
    model = _text("型号", "Model", 100)
    manufacturer = _text("生产制造商", "Manufacturer", 100)
    address = _text("地址", "Address", 200)
    charge_note = _text("收费标准", "Charge", 200, required=False)
    service_days = _days()
    open = fields.Boolean(load_default=False, metadata={"label": {"zh": "开放使用", "en": "Open for use"}})
    sub_unit = _sub_unit()


class Edition(Schema):
    """The saving one began from: somebody else's in between is not overwritten."""

    edition = WholeNumber(required=True, metadata={"widget": "hidden"})


class EditService(ServiceListing, Edition):
    """修改服务."""


class EditInstrument(InstrumentListing, Edition):
    """修改仪器."""


class ListingPicture(Schema):
    """图片: one JPEG or PNG."""

    file = fields.Raw(
        required=True,
        error_messages={"required": "请选择图片。 / Choose a picture."},
        metadata={
            "label": {"zh": "图片", "en": "Picture"},
            "hint": "JPG 或 PNG，不超过 5M。 / JPG or PNG, at most 5M.",
            "widget": "file",
            "accept": "image/png,image/jpeg",
        },
    )


class ShopProfile(Schema):
    """店铺: what an institution says of itself to everybody."""

    about = _text("机构简介", "About the institution", 2000, required=False, widget="textarea")
    address = _text("服务地址", "Address", 200, required=False)
    hours = _text("服务时间", "Hours", 100, required=False)
    phone = _text("公开联系电话", "Public phone number", 40, required=False, hint="所有人可见。 / Everybody sees it.")
    sub_units = _text(
        "子单位", "Sub-units", 2000, required=False, widget="textarea",
        hint="每行一个。 / One per line.",
    )  # fmt: skip


class PublishMany(Schema):
    """发布所选."""

    no = fields.List(
        fields.String(validate=validate.Length(max=20)), load_default=list, validate=validate.Length(max=200)
    )


class WhoPublishes(Schema):
    """谁发布本区域机构的服务."""

    published_by = fields.String(
        required=True,
        validate=validate.OneOf(["OFFICE", "INSTITUTION"]),
        metadata={
            "label": {"zh": "上架方式", "en": "How listings are published"},
            "widget": "radio",
            "options": (
                ("OFFICE", {"zh": "主管部门审核后上架", "en": "after the office has looked at them"}),
                ("INSTITUTION", {"zh": "机构自行上架", "en": "by the institution itself"}),
            ),
        },
    )


class ImportWorkbook(Schema):
    """批量导入."""

    file = fields.Raw(
        required=True,
        error_messages={"required": "请选择填好的工作簿。 / Choose the filled-in workbook."},
        metadata={
            "label": {"zh": "工作簿", "en": "Workbook"},
            "hint": "按模板填写的 xlsx，不超过 5M、2000 行，不含公式。"
            " / An xlsx as in the template, at most 5M and 2000 rows, without formulas.",
            "widget": "file",
            "accept": ".xlsx",
        },
    )
