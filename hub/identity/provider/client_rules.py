"""Pure decisions about what a client registers: its addresses, its keys, its scopes and how they fit together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from hub.identity.provider.client_addresses import Surroundings, address_fault, egress_fault
from hub.identity.provider.client_keys import jwks_fault
from hub.identity.provider.scopes import OFFLINE, OPENID, PORTAL_SCOPES, REGION_SCOPES, SERVICE_SCOPES, WRITE_SCOPES

SECRET_METHODS = ("client_secret_basic", "client_secret_post")
AUTH_METHODS = (*SECRET_METHODS, "private_key_jwt", "none")
ADDRESSES_MAX = 10
_CLIENT_ID = re.compile(r"[a-z][a-z0-9]{2,39}")
_SECTOR = re.compile(r"[a-z0-9][a-z0-9.\-]{1,99}")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one entry, in both languages."""

    field: str
    zh: str
    en: str


@dataclass(frozen=True)
class ClientDraft:
    """What is asked for a client. ``sector`` empty: the host of its first redirect address (OIDC Core §8.1)."""

    name_zh: str
    name_en: str
    auth_method: str = "client_secret_basic"
    redirect_uris: Sequence[str] = ()
    scopes: Sequence[str] = ()
    post_logout_redirect_uris: Sequence[str] = ()
    backchannel_logout_uri: str | None = None
    jwks: dict[str, Any] | None = None
    region: str | None = None
    owner_id: UUID | None = None
    sector: str = ""
    trusted: bool = False
    requires_par: bool = True


def fault_of(draft: ClientDraft, at: Surroundings) -> Fault | None:
    """The first thing that stands against a draft, or None."""
    return _address_fault(draft, at) or _key_fault(draft) or _scope_fault(draft)


def _address_fault(draft: ClientDraft, at: Surroundings) -> Fault | None:
    for field in ("redirect_uris", "post_logout_redirect_uris"):
        given: Sequence[str] = getattr(draft, field)
        if len(given) > ADDRESSES_MAX or len(set(given)) != len(given):
            return Fault(
                field, f"最多 {ADDRESSES_MAX} 个地址，且不能重复。", f"At most {ADDRESSES_MAX} addresses, each once."
            )
        for url in given:
            why = address_fault(url, production=at.production)
            if why:
                return Fault(field, f"{url[:120]}：{why[0]}", f"{url[:120]}: {why[1]}")
    told_at = draft.backchannel_logout_uri
    why = (address_fault(told_at, production=at.production) or egress_fault(told_at, at)) if told_at else None
    if told_at and not why and not draft.redirect_uris:
        why = ("没有回调地址的应用不会有人登录，也就没有退出通知。", "Nobody signs in at a client without redirects.")
    return Fault("backchannel_logout_uri", *why) if why else None


def _key_fault(draft: ClientDraft) -> Fault | None:
    if draft.auth_method not in AUTH_METHODS:
        return Fault("auth_method", "请选择列表中的认证方式。", "Choose a method of the list.")
    if draft.auth_method != "private_key_jwt":
        if draft.jwks:
            return Fault("jwks", "只有 private_key_jwt 方式才需要公钥。", "Keys are for private_key_jwt only.")
        return None
    why = jwks_fault(draft.jwks)
    return Fault("jwks", *why) if why else None


def _scope_fault(draft: ClientDraft) -> Fault | None:
    scopes = set(draft.scopes)
    alone = scopes & set(SERVICE_SCOPES)
    for_people = scopes & set(PORTAL_SCOPES)
    if not scopes or scopes - set(PORTAL_SCOPES) - set(SERVICE_SCOPES):
        return Fault("scopes", "请从列表中选择至少一项授权范围。", "Choose at least one scope of the list.")
    if for_people and not draft.redirect_uris:
        return Fault(
            "redirect_uris", "代表用户办理须有回调地址。", "Acting for people needs a redirect address to return to."
        )
    if draft.redirect_uris and OPENID not in scopes:
        return Fault("scopes", "用户登录须包含 openid。", "Signing people in needs the scope openid.")
    if alone and draft.auth_method != "private_key_jwt":
        return Fault(
            "auth_method",
            "以应用自身名义调用须使用 private_key_jwt。",
            "Acting for itself a client uses private_key_jwt.",
        )
    if alone & set(REGION_SCOPES) and not draft.region:
        return Fault("region", "请选择该应用所代表的地区。", "Choose the region for which the client acts.")
    if draft.auth_method == "none" and (scopes & WRITE_SCOPES or OFFLINE in scopes):
        return Fault(
            "scopes",
            "不能保管密钥的应用只可查看，不得写入或长期访问。",
            "A client that keeps no secret may only read, and not for long.",
        )
    return None


def needs_par(scopes: Sequence[str], asked: bool) -> bool:
    """Whether authorization requests must be pushed (RFC 9126): always where something can be changed."""
    return asked or bool(set(scopes) & WRITE_SCOPES)


def sector_of(draft: ClientDraft, client_id: str) -> str:
    """What pairwise subjects of this client are made for."""
    if draft.sector:
        return draft.sector
    return (urlsplit(draft.redirect_uris[0]).hostname or client_id) if draft.redirect_uris else client_id


def is_client_id(text: str) -> bool:
    """Whether a client id may be used: letters and digits, which every client library sends unchanged."""
    return bool(_CLIENT_ID.fullmatch(text))


def is_sector(text: str) -> bool:
    """Whether a sector is written like a host name."""
    return bool(_SECTOR.fullmatch(text))
