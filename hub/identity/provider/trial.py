"""Tries a client out before people do: what it would meet at the hub, and what the hub would meet at it."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from authlib.oauth2 import OAuth2Error

from adapters.contract import AdapterError, RegionRefused
from adapters.transport import Http, netloc_of
from hub.identity.provider.authorization import check_pushed
from hub.identity.provider.client_rules import fault_of
from hub.identity.provider.clients import draft_of, surroundings
from hub.identity.provider.issuer import discovery, issuer
from hub.identity.provider.keys import sign_jwt, signing_key
from hub.identity.provider.logout_delivery import call_portal, logout_claims
from hub.identity.provider.scopes import PORTAL_SCOPES
from hub.identity.provider.tables import OAuthClient
from hub.kernel.clock import utc_now

OWN_SECONDS = 4.0
# Our own address may lie in any network; it is pinned to the host that the settings name.
ANYWHERE = ("0.0.0.0/0", "::/0")
# Challenge of RFC 7636, appendix B.
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@dataclass(frozen=True)
class Finding:
    """One check: whether it went well, and what was found, in both languages."""

    ok: bool
    zh: str
    en: str


@dataclass(frozen=True)
class Trial:
    """A client under trial, read inside a transaction so that calls can be made outside of it."""

    findings: tuple[Finding, ...]
    told_at: str | None
    token: str
    kid: str


def prepare_trial(client: OAuthClient) -> Trial:
    """What can be said without calling anybody: registration, and an authorization request that nobody sees."""
    key = signing_key()
    claims = logout_claims(audience=client.client_id, sid=uuid4().hex, subject=uuid4().hex)
    told_at = client.backchannel_logout_uri if client.disabled_at is None else None
    findings = (_enabled(client), _registered(client), *_requested(client))
    return Trial(findings, told_at, sign_jwt(claims, typ="logout+jwt"), key.kid)


def finish_trial(trial: Trial) -> list[Finding]:
    """Call outside: our own discovery and key set as a portal sees them, and the portal with a token for nobody."""
    return [*trial.findings, *_discovered(trial.kid), *_told(trial)]


def _enabled(client: OAuthClient) -> Finding:
    if client.disabled_at is None:
        return Finding(True, "应用已启用。", "The client is enabled.")
    return Finding(False, f"应用已停用：{client.disabled_why}。", f"The client is disabled: {client.disabled_why}.")


def _registered(client: OAuthClient) -> Finding:
    fault = fault_of(draft_of(client), surroundings())
    if fault is None:
        return Finding(True, "登记的地址、公钥和授权范围有效。", "Addresses, keys and scopes as registered are valid.")
    return Finding(False, f"登记信息须修改：{fault.zh}", f"What is registered must be changed: {fault.en}")


def _requested(client: OAuthClient) -> list[Finding]:
    """A dry authorization request for each redirect address, checked as a pushed one would be."""
    found = []
    for address in client.redirect_uris:
        asked = {
            "client_id": client.client_id,
            "response_type": "code",
            "redirect_uri": address,
            "scope": " ".join(scope for scope in client.scopes if scope in PORTAL_SCOPES),
            "state": "trial",
            "nonce": "trial",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        try:
            check_pushed(client, asked, at=utc_now())
        except OAuth2Error as error:
            said = f"{error.error} {error.description or ''}".strip()
            zh = f"授权请求将被拒绝（{address}）：{said}"
            found.append(Finding(False, zh, f"An authorization request would be refused ({address}): {said}"))
        else:
            found.append(
                Finding(True, f"授权请求可以通过：{address}", f"An authorization request would pass: {address}")
            )
    return found


def _discovered(kid: str) -> list[Finding]:
    url = f"{issuer()}/.well-known/openid-configuration"
    http = Http(hosts=[netloc_of(issuer())], networks=ANYWHERE, total_seconds=OWN_SECONDS)
    try:
        document = http.get(url, keep=False).object()
        keys = http.get(str(document.get("jwks_uri")), keep=False).object().get("keys", [])
    except AdapterError as error:
        return [
            Finding(
                False,
                f"从平台自身无法读取 {url}：{error} 请核对设置 web.base_url 与反向代理。",
                f"{url} cannot be read from the hub itself: {error} Check web.base_url and the proxy.",
            )
        ]
    same = document.get("issuer") == issuer() and document.get("token_endpoint") == discovery()["token_endpoint"]
    known = [key.get("kid") for key in keys if isinstance(key, dict)]
    return [
        Finding(
            same,
            "发现文档与本平台一致。" if same else "发现文档的 issuer 与设置 web.base_url 不一致。",
            "Discovery says the same as the hub."
            if same
            else "The issuer in discovery is not the one of web.base_url.",
        ),
        Finding(
            kid in known,
            "当前签名密钥已公布。" if kid in known else "公钥集中没有当前签名密钥，可能被缓存。",
            "The key that signs is published." if kid in known else "The key that signs is missing: is there a cache?",
        ),
    ]


def _told(trial: Trial) -> list[Finding]:
    """Send a genuine logout token for a session that never was: a portal that checks tokens accepts it (§2.7)."""
    if trial.told_at is None:
        return []
    host = urlsplit(trial.told_at).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return [
            Finding(
                False, f"退出通知地址的主机名无法解析：{host}", f"The host of the logout address is unknown: {host}"
            )
        ]
    fault = call_portal(trial.told_at, trial.token)
    if fault is None:
        return [Finding(True, "退出通知地址可达，并接受了通知。", "The logout address answers and accepted a notice.")]
    if isinstance(fault, RegionRefused):
        zh = f"退出通知地址可达，但拒绝了一份有效的通知：{fault} 请核对门户是否按公布的公钥验证，并接受未知的会话。"
        en = f"The logout address answers but refused a valid notice: {fault} Does it check with the published keys?"
        return [Finding(False, zh, en)]
    return [Finding(False, f"退出通知无法送达：{fault}", f"A logout notice cannot be delivered: {fault}")]
