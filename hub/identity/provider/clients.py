"""Clients of the provider: looked up, proved by their secret, registered, changed, disabled and given new secrets."""

from dataclasses import fields
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import choice
from string import ascii_letters, ascii_lowercase, digits
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select

from hub import audit, messages
from hub.identity.provider.client_addresses import Surroundings
from hub.identity.provider.client_errors import (
    AlreadySo,
    ClientIdTaken,
    ClientInvalid,
    ClientNotFound,
    NoSecret,
    RotationUnderWay,
)
from hub.identity.provider.client_rules import (
    SECRET_METHODS,
    ClientDraft,
    fault_of,
    is_client_id,
    is_sector,
    needs_par,
    sector_of,
)
from hub.identity.provider.logout import end_grants_beyond, end_grants_of_client
from hub.identity.provider.scopes import grant_types_of
from hub.identity.provider.tables import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, utc_now
from hub.kernel.db import db

# 44 of 62 characters hold 261 bits. Only letters and digits: strict clients percent-encode others (identity.md B4).
SECRET_LENGTH = 44
OVERLAP = timedelta(hours=24)
OVERLAP_AT_MOST = timedelta(days=7)
_LISTS = ("redirect_uris", "post_logout_redirect_uris", "scopes")
_AUDITED = (
    "name_zh",
    "name_en",
    "region",
    "owner_id",
    "auth_method",
    "jwks",
    "redirect_uris",
    "post_logout_redirect_uris",
    "backchannel_logout_uri",
    "scopes",
    "trusted",
    "requires_par",
)


_ENABLED = select(OAuthClient).where(OAuthClient.client_id == bindparam("client_id"), OAuthClient.disabled_at.is_(None))


def find_client(client_id: str) -> OAuthClient | None:
    """The enabled client with this public id, or None."""
    if not is_client_id(client_id):
        return None
    return db.session.scalars(_ENABLED, {"client_id": client_id}).one_or_none()


def get_client(client_id: str) -> OAuthClient:
    """The client with this public id, disabled or not.

    Raises:
        ClientNotFound: there is none.
    """
    found = db.session.scalars(select(OAuthClient).where(OAuthClient.client_id == client_id)).one_or_none()
    if found is None:
        raise ClientNotFound()
    return found


def list_clients(*, owner_id: Any = None) -> list[OAuthClient]:
    """All clients, or those of one owner, by name."""
    wanted = select(OAuthClient).order_by(OAuthClient.name_zh, OAuthClient.client_id)
    if owner_id is not None:
        wanted = wanted.where(OAuthClient.owner_id == owner_id)
    return list(db.session.scalars(wanted))


def check_secret(client: OAuthClient, secret: str) -> bool:
    """Whether ``secret`` is the client's, or its previous one while that still counts; in constant time."""
    given = _hash(secret)
    right = compare_digest(given, client.secret_hash or "-")
    until = client.previous_secret_until
    counts = until is not None and utc_now() < until
    previous = compare_digest(given, client.previous_secret_hash or "-")
    return right or (previous and counts)


def register_client(*, draft: ClientDraft, by: Actor, client_id: str = "") -> tuple[OAuthClient, str | None]:
    """A new client and its secret, which is shown once and kept as a hash; None when it proves itself otherwise.

    Raises:
        ClientInvalid: an address, key or scope cannot be taken.
        ClientIdTaken: the id is in use.
    """
    client_id = client_id or "c" + "".join(choice(ascii_lowercase + digits) for _ in range(15))
    _refuse_faults(draft, client_id)
    if db.session.scalar(select(OAuthClient.id).where(OAuthClient.client_id == client_id)) is not None:
        raise ClientIdTaken(field="client_id", client_id=client_id)
    now = utc_now()
    client = OAuthClient(
        client_id=client_id, sector=sector_of(draft, client_id), created_by=by.name, created_at=now, changed_at=now
    )
    _write(client, draft)
    secret = new_client_secret() if draft.auth_method in SECRET_METHODS else None
    client.secret_hash = _hash(secret) if secret else None
    db.session.add(client)
    db.session.flush()
    _record("client.registered", client, by=by, after=_facts(client))
    return client, secret


def change_client(*, client: OAuthClient, draft: ClientDraft, by: Actor) -> str | None:
    """Change what a client registered; its sector stays, because subjects hang on it.

    Returns a new secret when it now needs one and had none, to be shown once; otherwise None.

    Raises:
        ClientInvalid: an address, key or scope cannot be taken.
    """
    client = _locked(client)
    _refuse_faults(draft, client.client_id)
    before = _facts(client)
    _write(client, draft)
    secret = None
    if draft.auth_method not in SECRET_METHODS:
        client.secret_hash = client.previous_secret_hash = client.previous_secret_until = None
    elif client.secret_hash is None:
        secret = new_client_secret()
        client.secret_hash = _hash(secret)
    client.changed_at = utc_now()
    db.session.flush()
    # A refresh would renew for a month what the client may no longer do.
    end_grants_beyond(client)
    after = _facts(client)
    changed = {name for name in after if after[name] != before[name]}
    _record(
        "client.changed",
        client,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return secret


def rotate_secret(*, client: OAuthClient, by: Actor, overlap: timedelta = OVERLAP) -> str:
    """A new secret, shown once; the present one counts for ``overlap`` more, with none it is dead at once.

    Raises:
        NoSecret: the client has none.
        RotationUnderWay: an overlap runs already, so that somebody may still use the secret before.
    """
    client = _locked(client)
    if client.secret_hash is None:
        raise NoSecret()
    now = utc_now()
    until = client.previous_secret_until
    if overlap and until is not None and until > now:
        raise RotationUnderWay(until=f"{until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    secret = new_client_secret()
    client.previous_secret_hash = client.secret_hash if overlap else None
    client.previous_secret_until = now + min(overlap, OVERLAP_AT_MOST) if overlap else None
    client.secret_hash = _hash(secret)
    client.changed_at = now
    db.session.flush()
    _record("client.secret_rotated", client, by=by, after={"previous_until": client.previous_secret_until})
    return secret


def end_previous_secret(*, client: OAuthClient, by: Actor) -> None:
    """End the overlap of a rotation now: everybody has the new secret, or the old one has leaked.

    Raises:
        AlreadySo: no previous secret counts.
    """
    client = _locked(client)
    if client.previous_secret_hash is None:
        raise AlreadySo()
    client.previous_secret_hash = client.previous_secret_until = None
    db.session.flush()
    _record("client.secret_rotated", client, by=by, after={"previous_until": None})


def disable_client(*, client: OAuthClient, reason: str, by: Actor) -> None:
    """Let a client do nothing any more, now, and end everything that people gave it.

    Raises:
        AlreadySo: it is disabled.
    """
    client = _locked(client)
    if client.disabled_at is not None:
        raise AlreadySo()
    client.disabled_at = utc_now()
    client.disabled_why = reason
    db.session.flush()
    ended = end_grants_of_client(client)
    _record("client.disabled", client, by=by, reason=reason, after={"grants_ended": ended})


def enable_client(*, client: OAuthClient, by: Actor) -> None:
    """Let a disabled client work again; people sign in anew.

    Raises:
        AlreadySo: it is enabled.
    """
    client = _locked(client)
    if client.disabled_at is None:
        raise AlreadySo()
    client.disabled_at = client.disabled_why = None
    db.session.flush()
    _record("client.enabled", client, by=by)


def draft_of(client: OAuthClient) -> ClientDraft:
    """What a client has registered, as the draft of a change."""
    return ClientDraft(**{field.name: getattr(client, field.name) for field in fields(ClientDraft)})


def new_client_secret() -> str:
    """A fresh client secret."""
    return "".join(choice(ascii_letters + digits) for _ in range(SECRET_LENGTH))


def surroundings() -> Surroundings:
    """Where this hub runs, for the rules of addresses."""
    settings = current_app.config["HUB"]
    return Surroundings(production=settings.production, networks=tuple(settings.egress.networks))


def _refuse_faults(draft: ClientDraft, client_id: str) -> None:
    fault = fault_of(draft, surroundings())
    if fault is not None:
        raise ClientInvalid(field=fault.field, why_zh=fault.zh, why_en=fault.en)
    if not is_client_id(client_id):
        raise ClientInvalid(
            field="client_id",
            why_zh="应用标识应为 3 至 40 个小写字母和数字，以字母开头。",
            why_en="A client id has 3 to 40 small letters and digits and begins with a letter.",
        )
    if not is_sector(sector_of(draft, client_id)):
        raise ClientInvalid(
            field="sector",
            why_zh="标识域应写成主机名的形式，例如 portal.example.cn。",
            why_en="Write the sector like a host name, such as portal.example.cn.",
        )


def _write(client: OAuthClient, draft: ClientDraft) -> None:
    for field in fields(ClientDraft):
        if field.name != "sector":
            value = getattr(draft, field.name)
            setattr(client, field.name, list(value) if field.name in _LISTS else value)
    client.requires_par = needs_par(draft.scopes, draft.requires_par)
    client.grant_types = grant_types_of(draft.scopes, draft.redirect_uris)


def _locked(client: OAuthClient) -> OAuthClient:
    return db.session.scalars(
        select(OAuthClient)
        .where(OAuthClient.id == client.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _hash(secret: str) -> str:
    # What a stranger sends may hold any code point, lone surrogates too.
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(client: OAuthClient) -> dict[str, Any]:
    return {name: getattr(client, name) for name in _AUDITED}


def _record(event: str, client: OAuthClient, *, by: Actor, **values: Any) -> None:
    no = client.client_id
    audit.record(event, by=by, subject="client", subject_id=client.id, subject_no=no, **values)
    if client.owner_id is not None and client.owner_id != by.account_id:
        path = f"/developer/clients/{no}"
        messages.tell(event, account_id=client.owner_id, subject="client", subject_no=no, path=path)
