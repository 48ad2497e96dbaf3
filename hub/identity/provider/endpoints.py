"""What programs call: token, PAR, userinfo, introspection, revocation. Each answers in the form of its standard.

Called inside a unit of work that commits whatever the answer is: a refusal may have ended a family.
"""

import logging
from typing import Any, cast

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import jsonify, request
from flask.wrappers import Response

from hub.identity.errors import TokenRefused
from hub.identity.provider.authorization import check_pushed
from hub.identity.provider.claims import introspection, userinfo
from hub.identity.provider.client_auth import CONFIDENTIAL, METHODS, Client
from hub.identity.provider.grants import BY_CLIENT, revoke_grant
from hub.identity.provider.issuer import issuer
from hub.identity.provider.requests import push_request
from hub.identity.provider.rules import PUSHED_LASTS
from hub.identity.provider.scopes import OPENID
from hub.identity.provider.server import body_request, error_response, server
from hub.identity.provider.tokens import KeptToken, find_token, revoke_token, working_token
from hub.kernel.clock import utc_now

log = logging.getLogger(__name__)
# What proves the client is not part of what it asks.
PROOFS = frozenset({"client_secret", "client_assertion", "client_assertion_type"})


def token_response() -> Response:
    """Tokens for a code, a refresh token or a client (RFC 6749 §5)."""
    return _answer(lambda asked: _noted(server().create_token_response(_with_grant_type(asked))))


def introspection_response() -> Response:
    """What a token of the calling client is worth (RFC 7662)."""
    return _answer(lambda asked: Introspection(server()).respond(asked))


def revocation_response() -> Response:
    """End a token of the calling client (RFC 7009)."""
    return _answer(lambda asked: Revocation(server()).respond(asked))


def push_response() -> Response:
    """Keep an authorization request and name it (RFC 9126 §2.2)."""
    return _answer(_push)


def userinfo_response() -> Response:
    """What the bearer's scopes let it know of its person (OIDC Core §5.3, RFC 6750)."""
    secret = _bearer()
    if secret is None:
        return _challenge(401, None, "")
    if secret == "":
        return _challenge(400, "invalid_request", "Send the token once, in the header or in the body.")
    try:
        token = working_token(secret)
    except TokenRefused:
        return _challenge(401, "invalid_token", "The token is unknown, has run out or was revoked.")
    if token.grant is None or OPENID not in token.row.scopes:
        return _challenge(403, "insufficient_scope", "The token was not made for this.")
    return jsonify(userinfo(grant=token.grant, client=token.client, scopes=frozenset(token.row.scopes)))


class _Judging:
    """What introspection and revocation share: unknown hints are only hints (identity.md D2.11)."""

    def check_params(self, asked: OAuth2Request, client: Client) -> None:  # noqa: ARG002 - the library's signature
        """A token must be named; a ``token_type_hint`` may say anything."""
        if "token" not in asked.form:
            raise InvalidRequestError("token is missing.")

    def query_token(self, token: str, hint: str | None) -> KeptToken | None:  # noqa: ARG002
        """The token, wherever it is."""
        return find_token(token)


class Introspection(_Judging, IntrospectionEndpoint):
    """Introspection of a client's own tokens by clients that prove themselves (12)."""

    CLIENT_AUTH_METHODS = list(CONFIDENTIAL)

    def respond(self, asked: OAuth2Request) -> Response:
        """The answer."""
        return cast(Response, server().handle_response(*self.create_endpoint_response(asked)))

    def check_permission(self, token: KeptToken, client: Client, asked: OAuth2Request) -> bool:  # noqa: ARG002
        """Only whom it was issued to learns anything."""
        return token.check_client(client)

    def introspect_token(self, token: KeptToken) -> dict[str, Any]:
        """What it is worth."""
        return introspection(token, issuer=issuer())


class Revocation(_Judging, RevocationEndpoint):
    """Revocation: of an access token alone, or with a refresh token of everything that hangs on the login."""

    CLIENT_AUTH_METHODS = list(METHODS)

    def respond(self, asked: OAuth2Request) -> Response:
        """The answer."""
        return cast(Response, server().handle_response(*self.create_endpoint_response(asked)))

    def revoke_token(self, token: KeptToken, asked: OAuth2Request) -> None:  # noqa: ARG002
        """End it."""
        only_this = revoke_token(token)
        if not only_this and token.grant is not None:
            revoke_grant(token.grant, BY_CLIENT)


def _answer(respond: Any) -> Response:
    try:
        asked = body_request()
        response: Response = respond(asked)
    except OAuth2Error as error:
        response = _noted(error_response(error))
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_grant_type(asked: OAuth2Request) -> OAuth2Request:
    if "grant_type" not in asked.form:
        raise InvalidRequestError("grant_type is missing.")
    return asked


def _push(asked: OAuth2Request) -> Response:
    client: Client = server().authenticate_client(asked, list(METHODS), "par")
    parameters = {name: value for name, value in asked.form.items() if name not in PROOFS}
    parameters["client_id"] = client.get_client_id()
    check_pushed(client.row, parameters, at=utc_now())
    reference = push_request(client=client.row, parameters=parameters)
    answer = jsonify(request_uri=reference, expires_in=int(PUSHED_LASTS.total_seconds()))
    answer.status_code = 201
    return answer


def _bearer() -> str | None:
    """The token of this request; None without one, empty when there are several or it cannot be one."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    header = given.strip() if kind.lower() == "bearer" else None
    body = request.form.get("access_token") if request.method == "POST" else None
    if header is None and body is None:
        return None
    if header is not None and body is not None:
        return ""
    secret = header if header is not None else body or ""
    return secret if secret.isascii() else ""


def _challenge(status: int, error: str | None, description: str) -> Response:
    """A refusal in the form of RFC 6750 §3; without a token the error is not named."""
    body = {"error": error, "error_description": description} if error else {"error": "invalid_token"}
    answer = jsonify(body)
    answer.status_code = status
    named = f', error="{error}", error_description="{description}"' if error else ""
    answer.headers["WWW-Authenticate"] = f'Bearer realm="{issuer()}"{named}'
    return answer


def _noted(response: Response) -> Response:
    """Let operators see why a program was refused: the error's name and words, never what was sent."""
    if response.status_code >= 400:
        said = response.get_json(silent=True) or {}
        log.warning(
            "refused a program path=%s client=%s error=%s description=%s",
            request.path,
            _named_client(),
            said.get("error"),
            said.get("error_description"),
        )
    return response


def _named_client() -> str:
    """The client id that was sent, as far as it can be one."""
    name = request.form.get("client_id") or (request.authorization.username if request.authorization else "") or ""
    return name if name.isascii() and name.isalnum() and len(name) <= 60 else "-"
