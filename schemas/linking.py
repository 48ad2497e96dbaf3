"""What people type to bind an account of a region to one of the hub."""

from marshmallow import Schema, fields, validate

from schemas.people import _evidence

NO_CODE = "请填写验证码。 / Enter the code."


class ProveOldAccount(Schema):
    """原有账号和密码 (ZJ2-05)."""

    username = fields.String(
        required=True,
        validate=validate.Length(min=1, max=64),
        metadata={"label": {"zh": "原有账号用户名", "en": "Username of the old account"}, "autocomplete": "username"},
    )
    password = fields.String(
        required=True,
        validate=validate.Length(max=256),
        metadata={
            "label": {"zh": "原有账号密码", "en": "Password of the old account"},
            "widget": "password",
            "autocomplete": "current-password",
        },
    )


class EnterLinkCode(Schema):
    """短信验证码 (ZJ2-05)."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9]{6}\Z", error="验证码为 6 位数字。 / The code has six digits."),
        metadata={"label": {"zh": "短信验证码", "en": "Code from the text message"}, "autocomplete": "one-time-code"},
    )


class EnterLinkCodes(EnterLinkCode):
    """The code, and that of the authenticator which guards the old account."""

    authenticator = fields.String(
        required=True,
        validate=validate.Length(min=6, max=40),
        metadata={
            "label": {"zh": "身份验证器验证码", "en": "Code from the authenticator"},
            "hint": "原有账号设有身份验证器，也可以使用备用恢复码。"
            " / The old account has an authenticator; a recovery code will do too.",
            "autocomplete": "one-time-code",
        },
    )


class AskOffice(Schema):
    """请科技主管部门核实绑定 (G-33)."""

    old_username = fields.String(
        load_default="",
        validate=validate.Length(max=64),
        metadata={
            "label": {"zh": "原有账号用户名", "en": "Username of the old account"},
            "hint": "没有原有账号可不填，核实后将为您新开通本单位的经办人账号。"
            " / Leave it empty if you never had one: you will be entered as an agent of your unit.",
        },
    )
    note = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={
            "label": {"zh": "情况说明", "en": "What happened"},
            "hint": "例如：原手机号已停用，无法接收验证码。 / For example: the old phone number is no longer in use.",
            "widget": "textarea",
        },
    )
    evidence = _evidence("营业执照或加盖公章的授权书", "Business licence, or a stamped letter of authorization")
