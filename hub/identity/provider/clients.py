"""Clients of the provider: looked up, registered, changed, disabled and enabled."""

from dataclasses import fields
from secrets import choice
from string import ascii_lowercase, digits
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select

from hub.identity.provider.client_addresses import Surroundings
from hub.identity.provider.client_changes import locked_client, record_change
from hub.identity.provider.client_errors import AlreadySo, ClientIdTaken, ClientInvalid, ClientNotFound
from hub.identity.provider.client_rules import (
    SECRET_METHODS,
    ClientDraft,
    fault_of,
    is_client_id,
    is_sector,
    needs_par,
    sector_of,
)
from hub.identity.provider.client_secrets import hash_of_secret, new_client_secret
from hub.identity.provider.logout import end_grants_beyond, end_grants_of_client
from hub.identity.provider.scopes import grant_types_of
from hub.identity.provider.tables import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.clock import utc_now
from hub.kernel.db import db

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
    client.secret_hash = hash_of_secret(secret) if secret else None
    db.session.add(client)
    db.session.flush()
    record_change("client.registered", client, by=by, after=_facts(client))
    return client, secret


def change_client(*, client: OAuthClient, draft: ClientDraft, by: Actor) -> str | None:
    """Change what a client registered; its sector stays, because subjects hang on it.

    Returns a new secret when it now needs one and had none, to be shown once; otherwise None.

    Raises:
        ClientInvalid: an address, key or scope cannot be taken.
    """
    client = locked_client(client)
    _refuse_faults(draft, client.client_id)
    before = _facts(client)
    _write(client, draft)
    secret = None
    if draft.auth_method not in SECRET_METHODS:
        client.secret_hash = client.previous_secret_hash = client.previous_secret_until = None
    elif client.secret_hash is None:
        secret = new_client_secret()
        client.secret_hash = hash_of_secret(secret)
    client.changed_at = utc_now()
    db.session.flush()
    # A refresh would renew for a month what the client may no longer do.
    end_grants_beyond(client)
    after = _facts(client)
    changed = {name for name in after if after[name] != before[name]}
    record_change(
        "client.changed",
        client,
        by=by,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return secret


def disable_client(*, client: OAuthClient, reason: str, by: Actor) -> None:
    """Let a client do nothing any more, now, and end everything that people gave it.

    Raises:
        AlreadySo: it is disabled.
    """
    client = locked_client(client)
    if client.disabled_at is not None:
        raise AlreadySo()
    client.disabled_at = utc_now()
    client.disabled_why = reason
    db.session.flush()
    ended = end_grants_of_client(client)
    record_change("client.disabled", client, by=by, reason=reason, after={"grants_ended": ended})


def enable_client(*, client: OAuthClient, by: Actor) -> None:
    """Let a disabled client work again; people sign in anew.

    Raises:
        AlreadySo: it is enabled.
    """
    client = locked_client(client)
    if client.disabled_at is None:
        raise AlreadySo()
    client.disabled_at = client.disabled_why = None
    db.session.flush()
    record_change("client.enabled", client, by=by)


def draft_of(client: OAuthClient) -> ClientDraft:
    """What a client has registered, as the draft of a change."""
    return ClientDraft(**{field.name: getattr(client, field.name) for field in fields(ClientDraft)})


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


def _facts(client: OAuthClient) -> dict[str, Any]:
    return {name: getattr(client, name) for name in _AUDITED}
