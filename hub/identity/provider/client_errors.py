"""What an operator or a portal's owner reads when a client cannot be registered or changed as asked."""

from hub.kernel.errors import Invalid, NotFound, Refused


class ClientNotFound(NotFound):
    """No client has this id, or it belongs to somebody else."""

    code = "client.unknown"
    zh = "没有找到该应用，它可能不存在，或不由您负责。"
    en = "There is no such client, or it is not yours."


class ClientInvalid(Invalid):
    """An entry of a client cannot be accepted; the sentence says which and why."""

    code = "client.invalid"
    zh = "{why_zh}"
    en = "{why_en}"


class ClientIdTaken(Refused):
    """The chosen client id is in use; ids are never given twice."""

    code = "client.id_taken"
    zh = "应用标识「{client_id}」已被使用，请换一个，或留空由系统生成。"
    en = "The client id {client_id} is in use: choose another, or leave it empty to have one made."


class RotationUnderWay(Refused):
    """The previous secret still counts: a second rotation would cut off whoever has not changed over yet."""

    code = "client.rotation_under_way"
    zh = "上一次更换尚未结束，旧密钥有效至 {until}。请先让旧密钥失效，或选择立即更换（新旧密钥不重叠）。"
    en = "The last rotation is not over: the old secret counts until {until}. End it first, or rotate without overlap."


class NoSecret(Refused):
    """The client proves itself by a key of its own, or not at all."""

    code = "client.no_secret"
    zh = "该应用不使用密钥（client secret）：请更换其公钥（JWKS），无需轮换密钥。"
    en = "This client has no secret: change its public keys (JWKS) instead."


class AlreadySo(Refused):
    """The client is disabled, or enabled, already."""

    code = "client.already_so"
    zh = "该应用已处于此状态，无需再次操作。"
    en = "The client is in that state already; nothing was changed."


class OwnerUnfit(Invalid):
    """The owner named is nobody who may own a client."""

    code = "client.owner_unfit"
    zh = "没有找到可以负责该应用的账号「{username}」：请核对用户名，并先由安全管理员授予「应用负责人」角色。"
    en = "No account {username} may own a client: check the name, and have the role client owner granted first."


class KeyWaiting(Refused):
    """A key is published already and begins to sign soon."""

    code = "key.waiting"
    zh = "已有一把新密钥公布，将于 {from_} 开始签名，无需再次更换。需要立即停用当前密钥时，请选择紧急更换。"
    en = "A new key is published and signs from {from_}; no other is needed. To stop the present key, replace it now."


class NoticeOver(Refused):
    """The notice was delivered meanwhile, or is not this client's."""

    code = "client.notice_over"
    zh = "该退出通知已送达或不存在，无需再次发送。"
    en = "This logout notice was delivered already, or does not exist; it is not sent again."
