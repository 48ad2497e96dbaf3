"""Registering: a unit and its administrator (CSJ-13, CSJ-14), or a person who holds vouchers (ZJ1-06, ZJ1-08)."""

import re
from collections.abc import Callable
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates, validates_schema
from stdnum.cn import ric

from schemas.accounts import refuse_different
from schemas.fields import UsccField
from schemas.identity import LONG, Phone, _code, _named, _password, _text

RESIDENT_ID = "RESIDENT_ID"
DOCUMENTS = (
    (RESIDENT_ID, {"zh": "居民身份证", "en": "Resident identity card"}),
    ("PASSPORT", {"zh": "护照", "en": "Passport"}),
    ("OTHER", {"zh": "其他有效证件", "en": "Another identity document"}),
)
_OTHER_NUMBER = re.compile(r"[0-9A-Z]{5,20}")


def _place(zh: str, en: str, *, required: bool = False, hint: str = "") -> fields.String:
    metadata = {"label": {"zh": zh, "en": en}, "widget": "select", "hint": hint, "needed": True}
    if required:
        return fields.String(required=True, metadata=metadata)
    return fields.String(load_default="", metadata=metadata)


def refuse_wrong_number(kind: str, number: str) -> None:
    """Refuse the number of an identity card whose check digit, date or place is wrong; others by their shape.

    Raises:
        ValidationError: it cannot be the number of such a document.
    """
    if kind == RESIDENT_ID and not (number.isascii() and ric.is_valid(number)):
        raise ValidationError(
            "身份证号码有误：应为 18 位，最后一位是校验位，请对照证件核对。"
            " / The number is wrong: 18 characters, the last a check character; compare it with the card.",
            "document_number",
        )
    if kind != RESIDENT_ID and not _OTHER_NUMBER.fullmatch(number):
        raise ValidationError("证件号码为 5 至 20 位字母或数字。 / 5 to 20 letters and digits.", "document_number")


class Place(Schema):
    """注册所在地, chosen in three steps: province, city, county; the last one counts (CSJ-13)."""

    province = _place("注册所在地：省份", "Place of registration: province")
    city = _place("城市", "City")
    division = _place(
        "区县",
        "County",
        required=True,
        hint="注册成功后，注册所在地不得更改。 / It cannot be changed later.",
    )


class Unpasted(Schema):
    """Codes and numbers pasted with blanks are meant without them."""

    @pre_load
    def drop_blanks(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Fold them before anything is judged."""
        folded = {
            name: "".join(data[name].split()).upper()
            for name in ("uscc", "document_number")
            if isinstance(data.get(name), str)
        }
        return {**data, **folded}


class Person(Unpasted):
    """The administrator's own data and the agreement (CSJ-14, ZJ1-08)."""

    username = _text("用户名", "Username", 40, autocomplete="username")
    real_name = _text("真实姓名", "Your name", 60, autocomplete="name")
    document_kind = fields.String(
        load_default=RESIDENT_ID,
        validate=validate.OneOf([code for code, _ in DOCUMENTS]),
        metadata={
            "label": {"zh": "证件类型", "en": "Identity document"},
            "options": DOCUMENTS,
            "widget": "select",
            "needed": True,
        },
    )
    document_number = _text(
        "证件号码", "Its number", 30, hint="加密保存，页面上只显示首尾几位。 / Kept encrypted and shown masked."
    )
    phone = Phone(required=True, metadata={"label": {"zh": "手机号码", "en": "Mobile number"}, "autocomplete": "tel"})
    code = _code()
    password = _password("设置密码", "Password", "new-password", LONG)
    password_again = _password("确认密码", "Password again", "new-password")
    agreed = fields.Boolean(
        load_default=False,
        validate=validate.Equal(True, error="请阅读并勾选同意后再注册。 / Read them and tick the box to register."),
        metadata={
            "label": {
                "zh": "我已阅读并同意服务条款和个人信息处理规则",
                "en": "I agree to the terms and the privacy rules",
            }
        },
    )
    kept = fields.String(load_default="", metadata={"widget": "hidden"})

    @validates_schema
    def fits(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse two different passwords, and a number that no such document has."""
        refuse_different(data)
        refuse_wrong_number(data.get("document_kind", RESIDENT_ID), data.get("document_number", ""))


class Unit(Schema):
    """Code, name and licence of a unit (CSJ-13)."""

    uscc = UsccField(
        required=True,
        checked=False,
        metadata={
            "label": {"zh": "统一社会信用代码", "en": "Unified social credit code"},
            "hint": "营业执照上的 18 位代码。 / The 18 characters on the business licence.",
        },
    )
    name = _named("单位名称", "Name of the unit", 200, autocomplete="organization")
    licence = fields.Raw(
        load_default=None,
        metadata={
            "label": {"zh": "营业执照", "en": "Business licence"},
            "hint": "JPG、PNG、BMP 或 PDF，不超过 5M。 / JPG, PNG, BMP or PDF, at most 5M.",
            "widget": "file",
            "accept": ".jpg,.jpeg,.png,.bmp,.pdf",
            "needed": True,
        },
    )


class Register(Unit, Place, Person):
    """法人单位注册 (CSJ-13, CSJ-14); ``registrable`` says of a code whether it may be registered (G-46)."""

    def __init__(self, *, registrable: Callable[[str], bool]) -> None:
        super().__init__()
        self.registrable = registrable

    @validates("uscc")
    def check_code(self, value: str, **_: Any) -> None:
        """Refuse a code whose check character is wrong, unless an office admitted it."""
        if not self.registrable(value):
            raise ValidationError(UsccField.default_error_messages["not_uscc"])


class AskLegacyCode(Unit, Place, Unpasted):
    """旧代码登记: what the office judges when a licence bears a code that fails the check (G-46, W-17)."""

    real_name = _text("管理员姓名", "Name of the administrator", 60, autocomplete="name")
    phone = Phone(
        required=True,
        metadata={
            "label": {"zh": "手机号码", "en": "Mobile number"},
            "hint": "审核结果发送到该手机，通过后须用同一手机注册。"
            " / The answer is sent to it, and the registration needs the same phone.",
            "autocomplete": "tel",
        },
    )
    code = _code()
    why = fields.String(
        required=True,
        validate=validate.Length(min=5, max=500),
        metadata={
            "label": {"zh": "情况说明", "en": "Explanation"},
            "hint": "例如：代码由登记机关于 2015 年核发，执照上即为此代码。"
            " / Such as: the registry issued this code in 2015 and the licence shows it.",
            "widget": "textarea",
        },
    )
    kept = fields.String(load_default="", metadata={"widget": "hidden"})


class RegisterIndividual(Place, Person):
    """个人用户（创业者）注册: the identity card stands in place of the unit's code (ZJ1-08)."""

    @validates_schema
    def card_only(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse other documents: nobody could tell two persons from one."""
        refuse_wrong_number(RESIDENT_ID, data.get("document_number", ""))
