"""Authorization requests under way: pushed by a client (RFC 9126), or kept while their person logs in and agrees.

Only the hash of a reference is kept and the parameters are encrypted. A pushed request is taken once; a kept one
belongs to the browser that brought it and may be answered as often as that browser asks, as an address may be reloaded.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from hub.identity.provider.rules import PUSHED_LASTS, REQUEST_LASTS
from hub.identity.provider.tables import OAuthClient, OAuthRequest
from hub.identity.secrets import hash_of, new_secret
from hub.kernel.clock import utc_now
from hub.kernel.db import db

REQUEST_URI = "urn:ietf:params:oauth:request_uri:"
# What an authorization request may say (OIDC Core §3.1.2.1, RFC 7636; idp_hint is ours). Anybody may send more, and as
# much as fits into a body: it is not kept.
KEPT_NAMES = frozenset(
    {
        *("response_type", "response_mode", "client_id", "redirect_uri", "scope", "state", "nonce"),
        *("code_challenge", "code_challenge_method", "prompt", "display", "max_age", "acr_values"),
        *("id_token_hint", "login_hint", "idp_hint", "ui_locales"),
    }
)


@dataclass(frozen=True)
class Agreement:
    """What a person answered on the consent page of one request; ``organization_id`` is the unit it is for."""

    account_id: UUID
    organization_id: UUID | None


@dataclass(frozen=True)
class KeptRequest:
    """A request that waits for its person; ``client`` may have been disabled meanwhile."""

    row: OAuthRequest = field(repr=False)
    client: OAuthClient = field(repr=False)
    parameters: dict[str, str] = field(repr=False)
    agreement: Agreement | None

    @property
    def asked_at(self) -> datetime:
        """When the browser brought it."""
        return self.row.created_at


def push_request(*, client: OAuthClient, parameters: Mapping[str, str]) -> str:
    """Keep a pushed request for a minute and a half; returns its ``request_uri``."""
    return REQUEST_URI + _keep(client, parameters, pushed=True, browser=None)


def take_pushed(*, client: OAuthClient, request_uri: str) -> dict[str, str] | None:
    """The parameters behind a ``request_uri`` of this client, once and in time; otherwise None."""
    now = utc_now()
    taken = db.session.execute(
        update(OAuthRequest)
        .where(
            OAuthRequest.reference_hash == hash_of(request_uri.removeprefix(REQUEST_URI)),
            OAuthRequest.client_id == client.id,
            OAuthRequest.pushed,
            OAuthRequest.used_at.is_(None),
            OAuthRequest.expires_at > now,
        )
        .values(used_at=now)
        .returning(OAuthRequest.parameters)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if taken is None else _parameters_of(taken)


def keep_request(*, client: OAuthClient, parameters: Mapping[str, str], browser: str) -> str:
    """Keep a checked request for this browser while its person logs in; returns the reference."""
    return _keep(client, parameters, pushed=False, browser=browser)


_KEPT = (
    select(OAuthRequest, OAuthClient)
    .join(OAuthClient, OAuthClient.id == OAuthRequest.client_id)
    .where(
        OAuthRequest.reference_hash == bindparam("reference_hash"),
        OAuthRequest.browser_hash == bindparam("browser_hash"),
        OAuthRequest.pushed.is_(False),
        OAuthRequest.expires_at > bindparam("now"),
    )
)


def find_kept(*, reference: str | None, browser: str | None) -> KeptRequest | None:
    """The request that this browser brought, while it counts; otherwise None."""
    if not reference or not browser:
        return None
    sought = {"reference_hash": hash_of(reference), "browser_hash": hash_of(browser), "now": utc_now()}
    found = db.session.execute(_KEPT, sought).one_or_none()
    if found is None:
        return None
    row, client = found
    held = json.loads(row.parameters)
    agreed = held.get("agreed")
    unit = agreed and agreed["organization"]
    agreement = Agreement(UUID(agreed["account"]), UUID(unit) if unit else None) if agreed else None
    return KeptRequest(row=row, client=client, parameters=held["asked"], agreement=agreement)


def note_agreement(*, kept: KeptRequest, account_id: UUID, organization_id: UUID | None) -> None:
    """Write down that this person agreed to this one request."""
    agreed = {"account": str(account_id), "organization": str(organization_id) if organization_id else None}
    kept.row.parameters = json.dumps({"asked": kept.parameters, "agreed": agreed})
    db.session.flush()


def _keep(client: OAuthClient, parameters: Mapping[str, Any], *, pushed: bool, browser: str | None) -> str:
    now, reference = utc_now(), new_secret()
    db.session.add(
        OAuthRequest(
            reference_hash=hash_of(reference),
            client_id=client.id,
            parameters=json.dumps({"asked": {name: parameters[name] for name in parameters if name in KEPT_NAMES}}),
            pushed=pushed,
            browser_hash=hash_of(browser) if browser else None,
            created_at=now,
            expires_at=now + (PUSHED_LASTS if pushed else REQUEST_LASTS),
        )
    )
    db.session.flush()
    return reference


def _parameters_of(held: str) -> dict[str, str]:
    found: dict[str, str] = json.loads(held)["asked"]
    return found
