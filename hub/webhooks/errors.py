"""What can go wrong with webhooks."""

from hub.kernel.errors import Invalid, NotFound, Refused


class WebhookNotFound(NotFound):
    """There is none, or it is another client's."""

    code = "webhook.unknown"
    zh = "没有找到该事件推送，它可能已删除，或不属于此应用。"
    en = "There is no such webhook, or it belongs to another client."


class DeliveryNotFound(NotFound):
    """There is none, or it is another client's."""

    code = "webhook.delivery_unknown"
    zh = "没有找到该推送记录。"
    en = "There is no such delivery."


class AddressRefused(Invalid):
    """The hub would not call this address."""

    code = "webhook.address"
    zh = "推送地址不能使用：{why_zh}"
    en = "The address cannot be used: {why_en}"


class TooManyWebhooks(Refused):
    """Each client may have a few."""

    code = "webhook.too_many"
    zh = "每个应用最多建立 {most} 个事件推送。"
    en = "A client has at most {most} webhooks."


class KeyOverlaps(Refused):
    """A second rotation would cut off whoever still checks with the key before."""

    code = "webhook.overlap"
    zh = "上一次更换的旧密钥有效至 {until}，此前不能再次更换；密钥泄露时请选择不重叠。"
    en = "The key before counts until {until}; rotate again after that, or without overlap when a key has leaked."


class NotRedeliverable(Refused):
    """It is on its way already, or its client may not be told any more."""

    code = "webhook.not_redeliverable"
    zh = "该推送正在发送，或该应用已无权得知此事，不能重新发送。"
    en = "This delivery is on its way, or its client may not be told any more: it cannot be sent again."
