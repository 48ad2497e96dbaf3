"""What people type about names of units, requests to an office, colleagues and staff accounts."""

from marshmallow import Schema, fields, validate

from schemas.identity import LONG, NO_FORMULA, Phone, _code
from schemas.terms import Role

EVIDENCE_HINT = "JPG、PNG、BMP 或 PDF，不超过 5M。 / JPG, PNG, BMP or PDF, at most 5M."
CHOOSE_FILE: dict[str, str] = {"required": "请选择要上传的文件。 / Choose a file to upload."}


def _words(zh: str, en: str, longest: int, *, required: bool = True, **metadata: object) -> fields.String:
    given = {"required": True} if required else {"load_default": ""}
    return fields.String(
        **given,
        validate=validate.Length(min=1 if required else 0, max=longest),
        metadata={"label": {"zh": zh, "en": en}, **metadata},
    )


def _evidence(zh: str, en: str, *, required: bool = True) -> fields.Raw:
    given = {"required": True} if required else {"load_default": None}
    return fields.Raw(
        **given,
        error_messages=dict(CHOOSE_FILE),
        metadata={"label": {"zh": zh, "en": en}, "hint": EVIDENCE_HINT, "widget": "file"},
    )


def _day(zh: str, en: str, *, required: bool = False, **metadata: object) -> fields.Date:
    given = {"required": True} if required else {"load_default": None, "allow_none": True}
    return fields.Date(
        **given,
        error_messages={"invalid": "日期格式为 2024-03-05。 / A date such as 2024-03-05."},
        metadata={"label": {"zh": zh, "en": en}, "widget": "date", **metadata},
    )


def _unit_name() -> fields.String:
    return fields.String(
        required=True,
        validate=[validate.Length(min=1, max=200), NO_FORMULA],
        metadata={
            "label": {"zh": "新名称", "en": "New name"},
            "hint": "与变更后的营业执照一致。 / As on the changed business licence.",
        },
    )


def _role(widget: str = "select") -> fields.Enum[Role]:
    return fields.Enum(
        Role, by_value=True, required=True, metadata={"label": {"zh": "角色", "en": "Role"}, "widget": widget}
    )


def _area() -> fields.String:
    return fields.String(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "区域", "en": "Area"},
            "hint": "枢纽角色不填。 / Leave empty for a role of the hub.",
            "widget": "select",
        },
    )


class AskNewName(Schema):
    """修改名称 (ZJ1-12)."""

    name = _unit_name()
    file = _evidence("变更证明材料", "Evidence of the change")


class AskRealName(Schema):
    """实名认证 (ZJ1-08): the licence, or a person's identity card, and the terms of service."""

    file = _evidence("营业执照、统一社会信用代码证（个人：身份证）副本", "Business licence (persons: identity card)")
    agreed = fields.Boolean(
        load_default=False,
        metadata={"label": {"zh": "我已阅读并同意服务条款", "en": "I have read the terms of service and agree"}},
    )


class AnswerReturned(Schema):
    """补正后重新提交."""

    note = _words("补正说明", "What was corrected", 200, widget="textarea")
    file = _evidence("补充材料", "Further evidence", required=False)


class AnswerReturnedName(AnswerReturned):
    """补正后重新提交 a change of name."""

    name = _unit_name()


class Decide(Schema):
    """通过: words are welcome, not required."""

    reason = _words("办理意见", "Remark", 200, required=False, widget="textarea")


class RevealPurpose(Schema):
    """What somebody wants to see personal data in full for."""

    purpose = _words("查看用途", "Purpose", 100, hint="查看会被记录。 / Looking is recorded.")


class InviteColleague(Schema):
    """邀请经办人."""

    name = _words("姓名", "Name", 60)
    phone = Phone(required=True, metadata={"label": {"zh": "手机号码", "en": "Mobile number"}})
    role = _role("radio")
    file = _evidence("授权书", "Letter of authorization", required=False)


class AcceptInvitation(Schema):
    """接受邀请 with the account one is signed in with."""

    code = _code()


class AcceptAsNew(AcceptInvitation):
    """接受邀请 with a new account."""

    username = _words("用户名", "Username", 40, autocomplete="username")
    password = fields.String(
        required=True,
        validate=validate.Length(max=256),
        metadata={
            "label": {"zh": "设置密码", "en": "Password"},
            "widget": "password",
            "autocomplete": "new-password",
            "hint": LONG,
        },
    )


class ChangeRole(Schema):
    """调整角色."""

    role = _role()


class HandOver(Schema):
    """交接: who takes over what is open."""

    successor = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={
            "label": {"zh": "接手人", "en": "Who takes over"},
            "hint": "未办结的申领、订单、兑付全部转给此人。 / Everything open moves to this person.",
            "widget": "select",
        },
    )
    note = _words("交接说明", "Hand-over note", 200, required=False, widget="textarea")


class NewLetter(Schema):
    """授权书: from when until when, and its scan."""

    valid_from = _day("授权起始日期", "First day", required=True)
    valid_until = _day("授权终止日期", "Last day", hint="不填即长期有效，直至撤销。 / Empty: until it is taken back.")
    file = _evidence("授权书", "Letter of authorization")


class RevokeLetter(Schema):
    """撤销授权书."""

    reason = _words("撤销原因", "Reason", 200, required=False)


class RemoveColleague(HandOver):
    """移除人员, with a note for who takes over."""


class GiveRole(Schema):
    """授予角色."""

    role = _role()
    area = _area()


class NewStaffAccount(Schema):
    """新建管理人员账号; its owner sets up an authenticator at the first sign-in."""

    username = _words("用户名", "Username", 40, autocomplete="off")
    name = _words("姓名", "Name", 60, autocomplete="off")
    phone = Phone(required=True, metadata={"label": {"zh": "手机号码", "en": "Mobile number"}})
    password = fields.String(
        required=True,
        validate=validate.Length(max=256),
        metadata={
            "label": {"zh": "初始密码", "en": "First password"},
            "widget": "password",
            "autocomplete": "new-password",
            "hint": LONG,
        },
    )
    role = _role()
    area = _area()


class StaffUsername(Schema):
    """The username of somebody who takes a role."""

    username = _words("用户名", "Username", 40, autocomplete="off")
    role = _role()
    area = _area()


class StaffReason(Schema):
    """Why an account is closed, opened again, or loses its authenticator."""

    reason = _words("原因", "Reason", 200, widget="textarea")


class ChooseChannels(Schema):
    """通知方式."""

    sms = fields.Boolean(load_default=False, metadata={"label": {"zh": "发送短信", "en": "Send a text"}})
    mail = fields.Boolean(load_default=False, metadata={"label": {"zh": "发送电子邮件", "en": "Send an e-mail"}})


class RelocateUnit(Schema):
    """单位迁址 (G-32)."""

    uscc = _words("统一社会信用代码", "Unified social credit code", 18)
    division = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9]{6}\Z", error="行政区划代码为 6 位数字。 / A division has six digits."),
        metadata={"label": {"zh": "新注册所在地（行政区划代码）", "en": "New place (division code)"}},
    )
    reason = _words("迁址原因", "Reason", 200, widget="textarea")
    file = _evidence("迁址证明材料", "Evidence")
