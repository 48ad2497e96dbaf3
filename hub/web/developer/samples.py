"""A working sample of every call a portal makes, filled with this hub's addresses and the reader's own client."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hub.identity import portals
from hub.web.page import render

# File below templates/developer/samples (with .txt behind it, for no tool reads it as ours), and what it is for.
FOR_EVERYBODY = (
    ("environment.sh", "准备环境变量", "Set the environment"),
    ("discovery.sh", "读取发现文档和公钥", "Read discovery and the key set"),
)
FOR_PORTALS = (
    ("pkce.py", "生成 PKCE、state 和 nonce", "Make PKCE, state and nonce"),
    ("par.sh", "推送授权请求（PAR）", "Push the authorization request (PAR)"),
    ("authorize.sh", "引导浏览器登录", "Send the browser to sign in"),
    ("callback.py", "核对回调", "Check the callback"),
    ("token.sh", "用授权码换取令牌", "Exchange the code for tokens"),
    ("id_token.py", "验证 ID 令牌", "Verify the ID token"),
    ("userinfo.sh", "读取用户信息", "Read userinfo"),
    ("api.sh", "携带令牌调用接口", "Call the API with the token"),
)
FOR_OFFLINE = (("refresh.sh", "刷新令牌", "Refresh the tokens"),)
FOR_LOGOUT = (
    ("introspect.sh", "查询令牌状态", "Introspect a token"),
    ("revoke.sh", "撤销令牌", "Revoke a token"),
    ("logout.sh", "退出登录", "Sign out"),
    ("logout_token.py", "验证退出通知", "Verify a logout notice"),
)
FOR_KEYS = (("assertion.py", "生成身份断言（private_key_jwt）", "Make a client assertion (private_key_jwt)"),)
FOR_SERVICES = (("client_credentials.sh", "以应用自身名义获取令牌", "Get a token for the client itself"),)
# Shown to whoever has the scope.
BY_SCOPE = {
    "voucher.read": (("entitlements.sh", "查询可用额度及原因", "What the unit may spend, and why"),),
    "decision.read": (("preview_order.sh", "下单试算", "Preview an order"),),
    "order.write": (("order.sh", "下单", "Place an order"),),
}
BY_SERVICE_SCOPE = {
    "webhook.manage": (
        ("webhook_add.sh", "订阅事件推送", "Subscribe to events"),
        ("webhook_test.sh", "发送测试消息", "Send a test message"),
    ),
    "settlement.read": (("settlements.sh", "查询清算批次", "Read settlement"),),
}
FOR_LISTENERS = (("webhook.py", "验证推送消息", "Check a webhook message"),)


@dataclass(frozen=True)
class Reader:
    """For whom the samples are written: a client, or what stands for one on the public page."""

    client_id: str = "yourclientid"
    auth_method: str = "client_secret_basic"
    redirect_uris: tuple[str, ...] = ("https://portal.example/callback",)
    post_logout_redirect_uris: tuple[str, ...] = ("https://portal.example/",)
    scopes: tuple[str, ...] = (
        *("openid", "org", "offline_access", "order.read", "order.write", "voucher.read", "decision.read"),
    )


@dataclass(frozen=True)
class Sample:
    """One call."""

    name: str
    zh: str
    en: str
    code: str


def samples_for(client: portals.OAuthClient | None = None) -> list[Sample]:
    """The samples that this client can use, in the order of a login; for nobody in particular, all of a portal."""
    reader = _reader(client)
    return [Sample(name, zh, en, _code(name, reader)) for name, zh, en in _chosen(reader)]


def _reader(client: portals.OAuthClient | None) -> Reader:
    if client is None:
        return Reader()
    return Reader(
        client_id=client.client_id,
        auth_method=client.auth_method,
        redirect_uris=tuple(client.redirect_uris),
        post_logout_redirect_uris=tuple(client.post_logout_redirect_uris),
        scopes=tuple(client.scopes),
    )


def _chosen(reader: Reader) -> Iterator[tuple[str, str, str]]:
    yield from FOR_EVERYBODY
    if reader.auth_method == "private_key_jwt":
        yield from FOR_KEYS
    if reader.redirect_uris:
        yield from FOR_PORTALS
        yield from _by_scope(BY_SCOPE, reader)
        if "offline_access" in reader.scopes:
            yield from FOR_OFFLINE
        # Introspection is for clients that prove themselves.
        yield from FOR_LOGOUT[1 if reader.auth_method == "none" else 0 :]
    if _of_service(reader):
        yield from FOR_SERVICES
        yield from _by_scope(BY_SERVICE_SCOPE, reader)
    yield from FOR_LISTENERS


def _by_scope(samples: Mapping[str, Sequence[tuple[str, str, str]]], reader: Reader) -> Iterator[tuple[str, str, str]]:
    return (sample for scope, found in samples.items() if scope in reader.scopes for sample in found)


def _of_service(reader: Reader) -> list[str]:
    return [scope for scope in reader.scopes if scope in portals.SERVICE_SCOPES]


def _code(name: str, reader: Reader) -> str:
    return render(
        f"developer/samples/{name}.txt",
        client=reader,
        doc=portals.discovery(),
        redirect_uri=next(iter(reader.redirect_uris), ""),
        return_uri=next(iter(reader.post_logout_redirect_uris), ""),
        scope=" ".join(scope for scope in reader.scopes if scope in portals.PORTAL_SCOPES),
        service_scope=" ".join(_of_service(reader)),
    ).strip()
