"""What people type about themselves and their unit: signing in, registering, passwords, tokens, profile."""

import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from schemas.fields import MoneyYuan

SCOPES = (
    ("org", {"zh": "查看本单位信息", "en": "see my unit"}),
    ("holder.write", {"zh": "维护企业信息和文件", "en": "keep the unit's profile and files"}),
    ("decision.read", {"zh": "预览政策结果", "en": "preview policy decisions"}),
    ("voucher.read", {"zh": "查看额度和创新券", "en": "see quotas and vouchers"}),
    ("voucher.apply", {"zh": "申领创新券", "en": "apply for vouchers"}),
    ("order.read", {"zh": "查看订单", "en": "see orders"}),
    ("order.write", {"zh": "下单和处理订单", "en": "place and handle orders"}),
    ("redemption.read", {"zh": "查看兑付", "en": "see redemptions"}),
    ("redemption.write", {"zh": "发起和处理兑付", "en": "start and handle redemptions"}),
    ("message.read", {"zh": "查看消息", "en": "read messages"}),
)
_PHONE = re.compile(r"1[3-9][0-9]{9}")


class Phone(fields.Field[str]):
    """A mobile number; blanks and hyphens are dropped, eleven digits are kept."""

    default_error_messages = {
        "not_phone": "手机号码应为 11 位数字，例如 199-0000-0000。"
        " / A mobile number has 11 digits, such as 199-0000-0000."
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:  # noqa: ARG002
        digits = re.sub(r"[\s\-]", "", value) if isinstance(value, str) else ""
        if not _PHONE.fullmatch(digits):
            raise self.make_error("not_phone")
        return digits


# Names of units and banks go into the payment file: a spreadsheet would run what begins like a formula.
NO_FORMULA = validate.Regexp(r"\s*[^\s=+\-@]", error="不能以 =、+、- 或 @ 开头。 / It cannot begin with =, +, - or @.")


def _named(zh: str, en: str, longest: int, **metadata: Any) -> fields.String:
    return fields.String(
        required=True,
        validate=[validate.Length(min=1, max=longest), NO_FORMULA],
        metadata={"label": {"zh": zh, "en": en}, **metadata},
    )


def _text(zh: str, en: str, longest: int, **metadata: Any) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=longest),
        metadata={"label": {"zh": zh, "en": en}, **metadata},
    )


def _password(zh: str, en: str, autocomplete: str, hint: str = "") -> fields.String:
    metadata = {"label": {"zh": zh, "en": en}, "widget": "password", "autocomplete": autocomplete, "hint": hint}
    return fields.String(required=True, validate=validate.Length(max=256), metadata=metadata)


def _code() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9]{6}\Z", error="验证码为 6 位数字。 / The code has six digits."),
        metadata={"label": {"zh": "验证码", "en": "Code"}, "autocomplete": "one-time-code"},
    )


LONG = "至少 15 个字符，可以使用一句容易记住的话。 / At least 15 characters, such as a sentence you remember."


class SignIn(Schema):
    """用户名和密码."""

    username = _text("用户名", "Username", 64, autocomplete="username")
    password = _password("密码", "Password", "current-password")
    next = fields.String(load_default="", metadata={"widget": "hidden"})


class EnterCode(Schema):
    """A code from an authenticator or a text message."""

    code = _code()
    next = fields.String(load_default="", metadata={"widget": "hidden"})


class GoTo(Schema):
    """Only where to go afterwards."""

    next = fields.String(load_default="", metadata={"widget": "hidden"})


class ChooseUnit(Schema):
    """For which unit one acts now."""

    organization = fields.UUID(
        required=True, metadata={"label": {"zh": "本次代表的单位", "en": "Unit to act for"}, "widget": "radio"}
    )
    next = fields.String(load_default="", metadata={"widget": "hidden"})


class ChangePassword(Schema):
    """修改密码."""

    old_password = _password("当前密码", "Current password", "current-password")
    password = _password("新密码", "New password", "new-password", LONG)
    password_again = _password("确认新密码", "New password again", "new-password")

    @validates_schema
    def same_twice(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse two different passwords."""
        if data.get("password") != data.get("password_again"):
            raise ValidationError("两次输入的密码不一致。 / The two passwords differ.", "password_again")


class CreateToken(Schema):
    """访问令牌."""

    name = _text("用途说明", "What it is for", 80)
    scopes = fields.List(
        fields.String(validate=validate.OneOf([code for code, _ in SCOPES])),
        required=True,
        validate=validate.Length(min=1, error="请至少选择一项。 / Choose at least one."),
        metadata={"label": {"zh": "授权范围", "en": "Scopes"}, "options": SCOPES},
    )
    minutes = fields.Integer(
        load_default=15,
        validate=validate.Range(1, 15),
        metadata={"label": {"zh": "有效分钟数（最多 15）", "en": "Minutes (at most 15)"}},
    )


class EditProfile(Schema):
    """企业信息管理 - 基本信息 (CSJ-15); the place of registration is shown, never sent."""

    registered_address = _text("注册地址", "Registered address", 200)
    legal_representative = _text("法定代表人", "Legal representative", 60)
    contact_name = _text("联系人", "Contact", 60)
    contact_phone = Phone(required=True, metadata={"label": {"zh": "联系电话", "en": "Contact's mobile number"}})
    contact_email = fields.String(
        load_default=None,
        allow_none=True,
        validate=[
            validate.Length(max=120),
            validate.Regexp(
                r"\s*([^@\s]+@[^@\s]+\.[^@\s]+)?\s*\Z", error="电子邮箱格式有误。 / This is no e-mail address."
            ),
        ],
        metadata={"label": {"zh": "电子邮箱", "en": "E-mail"}},
    )
    revenue = MoneyYuan(
        required=True, positive=False, metadata={"label": {"zh": "上年度营业收入", "en": "Revenue of last year"}}
    )


class EnterBankAccount(Schema):
    """收款银行账户."""

    bank_name = _named("开户银行", "Bank", 100)
    number = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9]{8,30}\Z", error="账号为 8 至 30 位数字。 / The number has 8 to 30 digits."),
        metadata={"label": {"zh": "银行账号", "en": "Account number"}},
    )

    @pre_load
    def drop_blanks(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Account numbers are often typed in groups of four."""
        if isinstance(data.get("number"), str):
            data = {**data, "number": "".join(data["number"].split())}
        return data


class UploadLicence(Schema):
    """营业执照 (CSJ-13)."""

    file = fields.Raw(
        required=True,
        metadata={
            "label": {"zh": "营业执照", "en": "Business licence"},
            "hint": "JPG、PNG、BMP 或 PDF，不超过 5M。 / JPG, PNG, BMP or PDF, at most 5M.",
            "widget": "file",
        },
        error_messages={"required": "请选择要上传的文件。 / Choose a file to upload."},
    )
