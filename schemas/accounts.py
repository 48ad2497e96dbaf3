"""What people type to come in, to come in again, and to guard their account: texts, authenticators, new passwords."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from schemas.fields import UsccField
from schemas.identity import LONG, Phone, _code, _password, _text

FACTOR_HINT = (
    "身份验证器上的 6 位动态码；手机不在身边时可填写一个恢复码。"
    " / The six digits of your authenticator, or one of your recovery codes."
)
_FACTOR = validate.Regexp(
    r"[0-9A-Za-z\- ]{6,40}\Z", error="请填写 6 位动态码或恢复码。 / Enter six digits or a recovery code."
)


def _factor(zh: str, en: str, *, needed: bool = False, **more: Any) -> fields.String:
    """A code of an authenticator, or a recovery code with its hyphens."""
    metadata = {"label": {"zh": zh, "en": en}, "autocomplete": "one-time-code", "hint": FACTOR_HINT, "needed": needed}
    return fields.String(validate=_FACTOR, metadata=metadata, **more)


def _next() -> fields.String:
    return fields.String(load_default="", metadata={"widget": "hidden"})


def _phone(zh: str, en: str, hint: str = "") -> Phone:
    return Phone(required=True, metadata={"label": {"zh": zh, "en": en}, "autocomplete": "tel", "hint": hint})


def refuse_different(data: dict[str, Any]) -> None:
    """Refuse two different passwords.

    Raises:
        ValidationError: they differ.
    """
    if data.get("password") != data.get("password_again"):
        raise ValidationError("两次输入的密码不一致。 / The two passwords differ.", "password_again")


class SignInBySms(Schema):
    """短信登录 (JS-19)."""

    phone = _phone("手机号码", "Mobile number", "注册时登记的手机。 / The one you registered with.")
    next = _next()


class ChooseAccount(Schema):
    """Which of several accounts with one phone."""

    account = fields.UUID(required=True, metadata={"label": {"zh": "账号", "en": "Account"}, "widget": "radio"})


class EnterSecondFactor(Schema):
    """A code of an authenticator, or a recovery code."""

    code = _factor("动态码或恢复码", "Code", required=True)
    next = _next()


class EnterGuardCode(Schema):
    """The code of a text; whoever has an authenticator may give its code instead."""

    code = fields.String(
        required=True,
        validate=_FACTOR,
        metadata={"label": {"zh": "验证码", "en": "Code"}, "autocomplete": "one-time-code"},
    )


class EnrollSecondFactor(Schema):
    """Confirms a new authenticator; ``kept`` holds its key for this session."""

    code = _code()
    kept = fields.String(required=True, metadata={"widget": "hidden"})
    next = _next()


class ReplaceSecondFactor(EnrollSecondFactor):
    """The same, with a code of the authenticator that is replaced."""

    current = _factor("原身份验证器的动态码或恢复码", "Code of the present authenticator", required=True)


class RemoveSecondFactor(Schema):
    """Doing without an authenticator: a code, and a password that is long enough by itself."""

    code = _factor("动态码或恢复码", "Code", required=True)
    password = _password("当前密码", "Password", "current-password", LONG)


class StartRecovery(Schema):
    """忘记密码: who one is, by username or by phone."""

    name = _text("用户名或手机号码", "Username or mobile number", 64, autocomplete="username")


class NewPassword(Schema):
    """The new password; the code of the authenticator where the account has one."""

    password = _password("新密码", "New password", "new-password", LONG)
    password_again = _password("确认新密码", "New password again", "new-password")
    code = _factor("动态码或恢复码", "Code", load_default="", needed=True)
    account = fields.UUID(load_default=None, metadata={"widget": "hidden"})

    @validates_schema
    def same_twice(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse two different passwords."""
        refuse_different(data)


class ChangePhone(Schema):
    """更换手机号码: the code goes to the new one."""

    phone = _phone("新手机号码", "New mobile number")
    code = _code()


def _evidence(zh: str, en: str, hint: str = "") -> fields.Raw:
    return fields.Raw(
        load_default=None,
        metadata={
            "label": {"zh": zh, "en": en},
            "hint": hint or "JPG、PNG、BMP 或 PDF，不超过 5M。 / JPG, PNG, BMP or PDF, at most 5M.",
            "widget": "file",
            "accept": ".jpg,.jpeg,.png,.bmp,.pdf",
            "needed": True,
        },
    )


class RecoverAccount(Schema):
    """找回资料: the unit, who answers for it now, and the evidence (JS-22)."""

    uscc = UsccField(
        required=True, checked=False, metadata={"label": {"zh": "统一社会信用代码", "en": "Unified social credit code"}}
    )
    person_name = _text("新管理员姓名", "Name of the new administrator", 60, autocomplete="name")
    phone = _phone("新手机号码", "New mobile number")
    code = _code()
    reason = fields.String(
        required=True,
        validate=validate.Length(min=5, max=500),
        metadata={
            "label": {"zh": "申请原因", "en": "Why"},
            "hint": "例如：原管理员已离职，手机停用。 / Such as: the administrator has left.",
            "widget": "textarea",
        },
    )
    licence = _evidence("营业执照", "Business licence")
    letter = _evidence("加盖公章的授权书", "Letter of authorization, stamped")
    kept = fields.String(load_default="", metadata={"widget": "hidden"})

    @pre_load
    def fold_width(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A code pasted with blanks is meant without them."""
        if isinstance(data.get("uscc"), str):
            data = {**data, "uscc": "".join(data["uscc"].split()).upper()}
        return data
