"""RP-initiated logout: what a portal asks when its person signs out there (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from hub.identity.models import WebSession
from hub.identity.provider.clients import find_client
from hub.identity.provider.issuer import issuer
from hub.identity.provider.keys import read_own_jwt
from hub.identity.provider.server import once_each
from hub.identity.provider.tables import OAuthClient, OAuthGrant
from hub.kernel.db import db


class LogoutNotOurs(Exception):
    """The request names a token or an address that is not registered; ``why`` is for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class LogoutAsked:
    """A logout that may be asked for: ``sid`` is the session that the hint names, ``address`` where to go then."""

    client: OAuthClient | None
    sid: str | None
    address: str | None


def read_logout(given: MultiDict[str, str]) -> LogoutAsked:
    """Check what the portal sends: a hint of ours, its own client, an address that is registered exactly.

    Raises:
        LogoutNotOurs: one of them is not.
    """
    try:
        asked = once_each(given)
    except OAuth2Error as error:
        raise LogoutNotOurs(str(error.description)) from None
    claims = _claims_of(asked.get("id_token_hint"))
    client = _client_of(asked.get("client_id"), claims)
    address = asked.get("post_logout_redirect_uri")
    if address is not None:
        if client is None or address not in client.post_logout_redirect_uris:
            raise LogoutNotOurs("post_logout_redirect_uri is not registered")
        if "state" in asked:
            address += ("&" if "?" in address else "?") + urlencode({"state": asked["state"]})
    return LogoutAsked(client=client, sid=claims.get("sid"), address=address)


def fits(asked: LogoutAsked, session: WebSession) -> bool:
    """Whether the hint names this very session, so that its person need not be asked."""
    if asked.sid is None or asked.client is None:
        return False
    known = select(OAuthGrant.id).where(
        OAuthGrant.sid == asked.sid, OAuthGrant.client_id == asked.client.id, OAuthGrant.session_id == session.id
    )
    return db.session.execute(known.limit(1)).first() is not None


def _claims_of(hint: str | None) -> dict[str, Any]:
    if hint is None:
        return {}
    claims = read_own_jwt(hint)
    if claims is None or claims.get("iss") != issuer():
        raise LogoutNotOurs("id_token_hint is not an ID token of ours")
    return claims


def _client_of(client_id: str | None, claims: dict[str, Any]) -> OAuthClient | None:
    audience = claims.get("aud")
    if client_id is not None and audience is not None and client_id != audience:
        raise LogoutNotOurs("client_id and id_token_hint differ")
    named = client_id or audience
    client = find_client(named) if named is not None else None
    if named is not None and client is None:
        raise LogoutNotOurs("the client is unknown or disabled")
    return client
