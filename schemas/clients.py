"""What operators and owners type about clients of the provider: addresses one to a line, keys as JSON, scopes."""

import json
from typing import Any

from marshmallow import Schema, fields, missing, validate

from schemas.identity import SCOPES

SIGN_IN_SCOPES = (
    ("openid", {"zh": "登录（openid）", "en": "sign in (openid)"}),
    ("person", {"zh": "经办人姓名和角色", "en": "name and roles of the person"}),
    (
        "offline_access",
        {"zh": "离开后继续访问（最长 30 天）", "en": "go on after the person has left (30 days at most)"},
    ),
)
SERVICE_SCOPES = (
    ("region.report", {"zh": "地区上报订单、企业信息和目录", "en": "report orders, facts and catalogs of a region"}),
    ("settlement.read", {"zh": "查看清算", "en": "see settlement"}),
    ("settlement.ack", {"zh": "确认或质疑清算", "en": "acknowledge or dispute settlement"}),
    ("bank.write", {"zh": "上传银行回单", "en": "send bank statements"}),
    ("webhook.manage", {"zh": "管理事件推送", "en": "manage webhooks"}),
)
CLIENT_SCOPES = (*SIGN_IN_SCOPES, *SCOPES, *SERVICE_SCOPES)
METHODS = (
    ("client_secret_basic", {"zh": "密钥，放在请求头（client_secret_basic）", "en": "secret, in the header (basic)"}),
    ("client_secret_post", {"zh": "密钥，放在表单（client_secret_post）", "en": "secret, in the body (post)"}),
    ("private_key_jwt", {"zh": "自有私钥签名（private_key_jwt）", "en": "signed with its own key (private_key_jwt)"}),
    ("none", {"zh": "不能保管密钥的应用（none），只可查看", "en": "keeps no secret (none): may only read"}),
)
OVERLAPS = (
    ("24", {"zh": "24 小时", "en": "24 hours"}),
    ("1", {"zh": "1 小时", "en": "1 hour"}),
    ("168", {"zh": "7 天", "en": "7 days"}),
    ("0", {"zh": "不重叠：旧密钥立即失效（密钥泄露时）", "en": "none: the old one ends now (when it leaked)"}),
)


class Lines(fields.Field[list[str]]):
    """Several values in one text box, one to a line."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:  # noqa: ARG002
        return "\n".join(value or [])

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[str]:  # noqa: ARG002
        return [line.strip() for line in str(value).splitlines() if line.strip()]


class JsonText(fields.Field[dict[str, Any]]):
    """A JSON object as text."""

    default_error_messages = {"not_json": "不是可读取的 JSON 对象。 / This is not a JSON object."}

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:  # noqa: ARG002
        return json.dumps(value, indent=1) if value else None

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        try:
            read = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise self.make_error("not_json") from error
        if not isinstance(read, dict):
            raise self.make_error("not_json")
        return read


def _text(zh: str, en: str, longest: int, *, required: bool = True, hint: str = "") -> fields.String:
    return fields.String(
        required=required,
        load_default=missing if required else "",
        validate=validate.Length(max=longest),
        metadata={"label": {"zh": zh, "en": en}, "hint": hint},
    )


class EditClient(Schema):
    """What may be changed of a client."""

    name_zh = _text("应用名称", "Name in Chinese", 60)
    name_en = _text("英文名称", "Name in English", 60)
    owner = _text(
        "负责人用户名", "Username of its owner", 40, required=False,
        hint="须有「应用负责人」角色；负责人可查看并更换密钥，不能变更授权范围。"
        " / Holds the role client owner: sees the client and rotates its secret, never its scopes.",
    )  # fmt: skip
    region = fields.String(
        load_default=None,
        metadata={"label": {"zh": "所代表的地区", "en": "Region it acts for"}, "widget": "select"},
    )
    redirect_uris = Lines(
        load_default=list,
        metadata={
            "label": {"zh": "回调地址", "en": "Redirect addresses"},
            "hint": "每行一个完整的 https 地址，登录时逐字比对。 / One https address to a line, compared exactly.",
            "widget": "textarea",
        },
    )
    post_logout_redirect_uris = Lines(
        load_default=list,
        metadata={
            "label": {"zh": "退出后返回地址", "en": "Addresses to return to after a logout"},
            "hint": "每行一个。 / One to a line.",
            "widget": "textarea",
        },
    )
    backchannel_logout_uri = fields.String(
        load_default=None,
        metadata={
            "label": {"zh": "退出通知地址", "en": "Back-channel logout address"},
            "hint": "会话结束时，平台向此地址发送签名的通知。 / A signed token is sent here when a session ends.",
        },
    )
    auth_method = fields.String(
        required=True,
        validate=validate.OneOf([code for code, _ in METHODS]),
        metadata={"label": {"zh": "应用如何证明身份", "en": "How it proves itself"}, "options": METHODS},
    )
    jwks = JsonText(
        load_default=None,
        metadata={
            "label": {"zh": "公钥（JWKS）", "en": "Public keys (JWKS)"},
            "hint": "仅 private_key_jwt 需要；只粘贴公钥。 / For private_key_jwt only; paste public keys.",
            "widget": "textarea",
        },
    )
    scopes = fields.List(
        fields.String(validate=validate.OneOf([code for code, _ in CLIENT_SCOPES])),
        required=True,
        validate=validate.Length(min=1, error="请至少选择一项。 / Choose at least one."),
        metadata={"label": {"zh": "最多可获得的授权范围", "en": "Scopes it may ask for"}, "options": CLIENT_SCOPES},
    )
    trusted = fields.Boolean(
        load_default=False,
        metadata={
            "label": {"zh": "本平台自有的门户，登录时不再询问用户", "en": "The hub's own portal: people are not asked"},
        },
    )
    requires_par = fields.Boolean(
        load_default=False,
        metadata={
            "label": {"zh": "必须先推送授权请求（PAR）", "en": "Must push its authorization requests (PAR)"},
            "hint": "可写入的应用一律必须。 / Always, where the client may write.",
        },
    )


class RegisterClient(EditClient):
    """A new client."""

    client_id = _text(
        "应用标识（client_id）", "Client id", 40, required=False,
        hint="小写字母和数字，留空由系统生成；登记后不可更改。"
        " / Small letters and digits; empty: one is made. It never changes.",
    )  # fmt: skip
    sector = _text(
        "标识域", "Sector", 100, required=False,
        hint="同一标识域的应用看到同一用户的同一编号；留空取回调地址的主机名，登记后不可更改。"
        " / Clients of one sector know a person by the same name; empty: the host of the first redirect address.",
    )  # fmt: skip


class RotateSecret(Schema):
    """更换密钥."""

    overlap = fields.String(
        required=True,
        validate=validate.OneOf([code for code, _ in OVERLAPS]),
        metadata={
            "label": {"zh": "旧密钥继续有效", "en": "The old secret goes on for"},
            "options": OVERLAPS,
            "widget": "radio",
        },
    )


class GiveReason(Schema):
    """Why something is stopped."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=2, max=300),
        metadata={"label": {"zh": "原因", "en": "Reason"}, "widget": "textarea"},
    )


class ReplaceKeys(GiveReason):
    """An emergency: every signing key at once."""

    confirmed = fields.Boolean(
        required=True,
        validate=validate.Equal(True, error="请先确认后果。 / Confirm what follows from it first."),
        metadata={
            "label": {
                "zh": "我确认：现有密钥签发的凭证立即失效，门户须重新获取公钥",
                "en": "I confirm: what the present keys signed ends now, and portals must fetch the new key",
            },
        },
    )


class AskChange(Schema):
    """What an owner wants changed."""

    wish = fields.String(
        required=True,
        validate=validate.Length(min=5, max=1000),
        metadata={
            "label": {"zh": "希望变更的内容和理由", "en": "What to change, and why"},
            "hint": "例如新的回调地址或需要的授权范围；请勿填写密钥。"
            " / Such as a new redirect address or a scope; never write a secret here.",
            "widget": "textarea",
        },
    )


class WithdrawConsent(Schema):
    """For which unit a portal shall act no more."""

    organization = fields.UUID(load_default=None, metadata={"widget": "hidden"})
