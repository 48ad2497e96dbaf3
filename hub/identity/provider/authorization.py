"""Authorization requests: read and checked before anybody logs in, checked again when the person comes back.

Until client and address are known to be registered, every fault ends on a page of ours and nobody is sent anywhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, InvalidScopeError, UnsupportedResponseTypeError
from authlib.oidc.core.errors import (
    ConsentRequiredError,
    LoginRequiredError,
    RegistrationNotSupportedError,
    RequestNotSupportedError,
    RequestURINotSupportedError,
)
from flask.wrappers import Response
from werkzeug.datastructures import MultiDict

from hub.identity.provider.issuer import issuer
from hub.identity.provider.keys import read_own_jwt
from hub.identity.provider.requests import REQUEST_URI, KeptRequest, take_pushed
from hub.identity.provider.rules import PROMPTS, Wish, must_push, wanted_acr
from hub.identity.provider.scopes import PORTAL_SCOPES, SERVICE_SCOPES
from hub.identity.provider.server import HubRequest, known_client, once_each, query_client, server
from hub.identity.provider.subjects import account_of
from hub.identity.provider.tables import OAuthClient, OAuthGrant

MAX_AGE_AT_MOST = 10**9


class NoWayBack(Exception):
    """The request names no client or address that is registered; ``why`` is for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class AnswerIs(Exception):
    """The request is answered with an error, at the client's registered address."""

    def __init__(self, response: Response, error: OAuth2Error) -> None:
        super().__init__(error.error)
        self.address: str = response.location
        self.error = error


@dataclass(frozen=True)
class Asked:
    """A request that passed every check. ``parameters`` are those that count, pushed ones included."""

    client: OAuthClient
    parameters: dict[str, str]
    scopes: tuple[str, ...]
    wish: Wish
    grant: Any

    @property
    def idp_hint(self) -> str | None:
        """The region where the person has an account, as the portal thinks."""
        return self.parameters.get("idp_hint")


def read_authorization(given: MultiDict[str, str], *, at: datetime) -> Asked:
    """Check a request that a browser brings.

    Raises:
        NoWayBack: it cannot even be answered.
        AnswerIs: it is answered with an error.
    """
    # What decides where the answer goes must be there once; repetitions of the rest are told at that address.
    for name in ("client_id", "redirect_uri", "request_uri"):
        if len(given.getlist(name)) > 1:
            raise NoWayBack(f"{name} is repeated")
    client = query_client(given.get("client_id", ""))
    if client is None:
        raise NoWayBack("the client is unknown or disabled")
    pushed = None
    if given.get("request_uri", "").startswith(REQUEST_URI):
        pushed = take_pushed(client=client.row, request_uri=given["request_uri"])
        if pushed is None:
            raise NoWayBack("the pushed request is unknown, used or too old")
    address = pushed["redirect_uri"] if pushed else given.get("redirect_uri", "")
    if not client.check_redirect_uri(address):
        raise NoWayBack("redirect_uri is missing or not registered")
    state = (pushed or given).get("state")
    try:
        if pushed is None and must_push(requires_par=client.row.requires_par, scopes=client.row.scopes):
            raise InvalidRequestError("This client must push its authorization requests.")
        return _checked(client.row, pushed or once_each(given), at)
    except OAuth2Error as error:
        raise _answer(error, address, state) from None


def read_again(kept: KeptRequest) -> Asked:
    """Check a request once more that was kept: its client may have changed meanwhile.

    Raises:
        NoWayBack: client or address are no longer registered.
        AnswerIs: it is answered with an error.
    """
    parameters = kept.parameters
    client = known_client(kept.client)
    if client is None or not client.check_redirect_uri(parameters.get("redirect_uri", "")):
        raise NoWayBack("client or address are no longer registered")
    try:
        return _checked(client.row, parameters, kept.asked_at)
    except OAuth2Error as error:
        raise _answer(error, parameters["redirect_uri"], parameters.get("state")) from None


def check_pushed(client: OAuthClient, parameters: dict[str, str], *, at: datetime) -> None:
    """Check what a client pushes as if a browser had brought it (RFC 9126 §2.1).

    Raises:
        OAuth2Error: it would be refused; the error names no address.
    """
    if "request_uri" in parameters:
        raise InvalidRequestError("request_uri cannot be pushed.")
    if parameters.get("redirect_uri") not in client.redirect_uris:
        raise InvalidRequestError("redirect_uri is missing or not registered.")
    try:
        _checked(client, parameters, at)
    except OAuth2Error as error:
        error.redirect_uri = None
        raise


def answer_with_code(asked: Asked, grant: OAuthGrant) -> str:
    """The client's address with a code for this grant."""
    return _respond(asked, grant)


def answer_declined(asked: Asked) -> str:
    """The client's address with the news that the person said no."""
    return _respond(asked, None)


def answer_error(asked: Asked, error: OAuth2Error) -> str:
    """The client's address with an error."""
    return _answer(error, asked.parameters["redirect_uri"], asked.parameters.get("state")).address


def login_required() -> OAuth2Error:
    """Nobody is logged in as the request wants it."""
    return LoginRequiredError()


def consent_required() -> OAuth2Error:
    """The person would have to be asked, and must not be."""
    return ConsentRequiredError()


def _respond(asked: Asked, grant: OAuthGrant | None) -> str:
    response = server().create_authorization_response(request=asked.grant.request, grant_user=grant, grant=asked.grant)
    return cast(str, response.location)


def _answer(error: OAuth2Error, address: str, state: str | None) -> AnswerIs:
    error.redirect_uri, error.state = address, state
    return AnswerIs(cast(Response, server().handle_error_response(None, error)), error)


def _checked(client: OAuthClient, parameters: dict[str, str], at: datetime) -> Asked:
    _refuse_what_is_not_offered(parameters)
    scopes = _scopes(client, parameters.get("scope", ""))
    wish = Wish(
        asked_at=at,
        prompts=_prompts(parameters.get("prompt", "")),
        max_age=_max_age(parameters.get("max_age")),
        acr=wanted_acr(parameters.get("acr_values")),
        subject=_hinted(client, parameters.get("id_token_hint")),
    )
    counted = {**parameters, "scope": " ".join(scopes)}
    # The library judges client, address, response type and, by our extension, PKCE.
    grant = server().get_consent_grant(HubRequest(counted, method="GET"))
    return Asked(client=client, parameters=parameters, scopes=scopes, wish=wish, grant=grant)


def _refuse_what_is_not_offered(parameters: dict[str, str]) -> None:
    """Request objects, registration on the fly, the claims parameter and other ways to answer (Core §3.1.2.6)."""
    if "request" in parameters:
        raise RequestNotSupportedError()
    if "request_uri" in parameters:
        raise RequestURINotSupportedError()
    if "registration" in parameters:
        raise RegistrationNotSupportedError()
    if "claims" in parameters:
        raise InvalidRequestError("The claims parameter is not supported; ask by scope.")
    if parameters.get("response_mode", "query") != "query":
        raise InvalidRequestError("Only response_mode=query is supported.")
    if "response_type" not in parameters:
        raise InvalidRequestError("response_type is missing.")
    if parameters["response_type"] != "code":
        raise UnsupportedResponseTypeError("".join(filter(str.isalpha, parameters["response_type"]))[:40])


def _scopes(client: OAuthClient, asked: str) -> tuple[str, ...]:
    """What is asked for and registered. Words that the hub does not know count nothing (Core §3.1.2.1)."""
    known = [scope for scope in (*PORTAL_SCOPES, *SERVICE_SCOPES) if scope in asked.split()]
    if "openid" not in known or set(known) - (set(client.scopes) & set(PORTAL_SCOPES)):
        raise InvalidScopeError()
    return tuple(known)


def _prompts(given: str) -> frozenset[str]:
    words = frozenset(given.split())
    if words - PROMPTS or ("none" in words and len(words) > 1):
        raise InvalidRequestError("prompt is unknown, or none stands beside others.")
    return words


def _max_age(given: str | None) -> timedelta | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and int(given[:12]) <= MAX_AGE_AT_MOST):
        raise InvalidRequestError("max_age is not a number of seconds.")
    return timedelta(seconds=int(given))


def _hinted(client: OAuthClient, given: str | None) -> UUID | None:
    """Whom an ``id_token_hint`` of ours for this client names; it may have run out."""
    if given is None:
        return None
    claims = read_own_jwt(given)
    if claims is None or claims.get("iss") != issuer() or claims.get("aud") != client.client_id:
        raise InvalidRequestError("id_token_hint is not an ID token of this client.")
    account = account_of(client.sector, str(claims.get("sub")))
    if account is None:
        raise InvalidRequestError("id_token_hint names nobody.")
    return account
