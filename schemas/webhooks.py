"""What an owner types about webhooks: an address, events, how long a key goes on."""

from marshmallow import Schema, fields, validate

from schemas.clients import OVERLAPS
from schemas.events import WEBHOOKS


class EditWebhook(Schema):
    """事件推送."""

    url = fields.String(
        required=True,
        validate=validate.Length(max=500),
        metadata={
            "label": {"zh": "推送地址", "en": "Address"},
            "hint": "完整的 https 地址；平台不跟随重定向，5 秒内应答复 2xx。"
            " / A whole https address; redirects are not followed, answer 2xx within 5 seconds.",
        },
    )
    events = fields.List(
        fields.String(validate=validate.OneOf(sorted(WEBHOOKS))),
        required=True,
        validate=validate.Length(min=1, error="请至少选择一项。 / Choose at least one."),
        metadata={
            "label": {"zh": "推送哪些事件", "en": "Events"},
            "widget": "checkboxes",
            "hint": "只推送用户或地区允许本应用得知的事项，内容只有对象编号，详情请用令牌读取。"
            " / Only what people or the region let the client know of; a message holds the number of the object.",
        },
    )


class ChangeWebhook(EditWebhook):
    """The same, with a pause."""

    active = fields.Boolean(
        load_default=False,
        metadata={
            "label": {"zh": "推送事件", "en": "Send events"},
            "hint": "不勾选即暂停：暂停期间的事件以后不再补发。"
            " / Unchecked it is paused: what happens meanwhile is not told later.",
        },
    )


class RotateKey(Schema):
    """更换签名密钥."""

    overlap = fields.String(
        required=True,
        validate=validate.OneOf([code for code, _ in OVERLAPS]),
        metadata={
            "label": {"zh": "旧密钥继续同时签名", "en": "The old key signs beside the new one for"},
            "options": OVERLAPS,
            "widget": "radio",
        },
    )


class Sure(Schema):
    """A confirmation before what cannot be undone."""

    confirmed = fields.Boolean(
        required=True,
        validate=validate.Equal(True, error="请先确认后果。 / Confirm what follows from it first."),
        metadata={
            "label": {
                "zh": "我确认：删除后不再推送，尚未送达的也不再发送",
                "en": "I confirm: nothing more is sent, also what has not arrived yet",
            },
        },
    )
