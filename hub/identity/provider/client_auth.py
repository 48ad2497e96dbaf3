"""How a client proves who it is: by secret (basic or post) or by an assertion of its own key, as registered, once.

Authlib finds the method; reading the header strictly, counting an assertion's id and binding a client to the one method
it registered, at every endpoint, are done here (identity.md D2.12, D2.13).
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from authlib.oauth2.rfc6749 import ClientMixin, InvalidClientError, InvalidRequestError, OAuth2Request
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy.dialects.postgresql import insert

from hub.identity.provider.client_secrets import check_secret
from hub.identity.provider.rules import ASSERTION_LASTS_AT_MOST
from hub.identity.provider.scopes import SERVICE_SCOPES
from hub.identity.provider.tables import ClientAssertion, OAuthClient
from hub.identity.secrets import hash_of
from hub.kernel.clock import utc_now
from hub.kernel.db import count_write, db

BASIC, POST, ASSERTION, NONE = "client_secret_basic", "client_secret_post", "private_key_jwt", "none"
METHODS = (BASIC, POST, ASSERTION, NONE)
CONFIDENTIAL = (BASIC, POST, ASSERTION)
ASSERTION_ALGORITHMS = ("ES256", "ES384", "ES512", "PS256", "RS256", "EdDSA", "Ed25519")
LEEWAY = timedelta(seconds=30)


class Client(ClientMixin):
    """A registered client as the library asks for it."""

    def __init__(self, row: OAuthClient) -> None:
        self.row = row

    def get_client_id(self) -> str:
        """Its public id."""
        return self.row.client_id

    def get_default_redirect_uri(self) -> None:
        """None: the address is named in every request (identity.md D2.9)."""

    def get_allowed_scope(self, scope: str | None) -> str:
        """What is asked for, in order; whether it may be is judged before."""
        return scope or ""

    def service_scope(self) -> str:
        """What the client may do for itself."""
        return " ".join(scope for scope in self.row.scopes if scope in SERVICE_SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether this very string is registered."""
        return redirect_uri in self.row.redirect_uris

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - the library's signature
        """Whether this is the one method that the client registered; it holds at every endpoint."""
        return bool(method == self.row.auth_method)

    def check_response_type(self, response_type: str) -> bool:
        """Whether it is the code flow."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether the client may use this grant."""
        return grant_type in self.row.grant_types


QueryClient = Callable[[str], Client | None]


def refuse_two_proofs(headers: Mapping[str, str], form: Mapping[str, str]) -> None:
    """One method a request (RFC 6749 §2.3).

    Raises:
        InvalidRequestError: there are several.
    """
    given = ["Authorization" in headers, "client_secret" in form, "client_assertion" in form]
    if sum(given) > 1:
        raise InvalidRequestError("More than one method of client authentication is used.")


def by_basic(query_client: QueryClient, request: OAuth2Request) -> Client | None:
    """The client of a Basic header, form-decoded (RFC 6749 §2.3.1); None when there is no such header."""
    kind, _, given = (request.headers.get("Authorization") or "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        client_id, colon, secret = b64decode(given.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        raise InvalidClientError("The Basic header cannot be read.", status_code=401) from None
    client_id, secret = unquote_plus(client_id), unquote_plus(secret)
    if not colon or request.form.get("client_id", client_id) != client_id:
        raise InvalidClientError("The Basic header names another client.", status_code=401)
    return _proved(query_client(client_id), secret, 401)


def by_post(query_client: QueryClient, request: OAuth2Request) -> Client | None:
    """The client of a secret in the body; None when there is none."""
    if "client_secret" not in request.form:
        return None
    return _proved(query_client(request.form.get("client_id", "")), request.form["client_secret"], 401)


def by_name(query_client: QueryClient, request: OAuth2Request) -> Client | None:
    """A client that keeps no secret, by its id alone (PKCE binds its code); None when a proof is sent."""
    if {"client_secret", "client_assertion"} & set(request.form) or "Authorization" in request.headers:
        return None
    return query_client(request.form.get("client_id", ""))


def _proved(client: Client | None, secret: str, status: int) -> Client:
    if client is None or not check_secret(client.row, secret):
        raise InvalidClientError("Client and secret do not belong together.", status_code=status)
    return client


class Assertion(JWTBearerClientAssertion):
    """An assertion signed by the client's own key (RFC 7523): for us, short, and once."""

    CLIENT_AUTH_METHOD = ASSERTION

    def __init__(self, audiences: Callable[[], list[str]]) -> None:
        super().__init__(leeway=int(LEEWAY.total_seconds()))
        self._audiences = audiences

    def __call__(self, query_client: QueryClient, request: OAuth2Request) -> Client | None:
        """The client of an assertion; None when there is none.

        Raises:
            InvalidClientError: it does not prove what it says.
        """
        form = request.form
        if "client_assertion" not in form:
            return None
        if form.get("client_assertion_type") != self.CLIENT_ASSERTION_TYPE:
            raise InvalidClientError("Unknown client_assertion_type.", status_code=401)
        try:
            client: Client | None = super().__call__(query_client, request)
        except InvalidClientError:
            raise InvalidClientError("The client assertion is not accepted.", status_code=401) from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise InvalidClientError("The client assertion cannot be read.", status_code=401) from None
        if client is None or form.get("client_id", client.get_client_id()) != client.get_client_id():
            raise InvalidClientError("The client assertion is another client's.", status_code=401)
        return client

    def process_assertion_claims(self, assertion: str, resolve_key: Any) -> Any:
        """Check the signature by an algorithm of our list, then every claim."""
        token = jwt.decode(assertion, resolve_key, algorithms=list(ASSERTION_ALGORITHMS))
        self.verify_claims(token.claims)
        return token.claims

    def get_audiences(self) -> list[str]:
        """By what names the hub may be addressed."""
        return self._audiences()

    def validate_jti(self, claims: dict[str, Any], jti: Any) -> bool:
        """Whether this assertion is short-lived and comes for the first time."""
        expires_at = datetime.fromtimestamp(float(claims["exp"]), tz=utc_now().tzinfo)
        if not isinstance(jti, str) or not jti or expires_at > utc_now() + ASSERTION_LASTS_AT_MOST:
            return False
        kept = insert(ClientAssertion).values(
            client_id=claims["sub"], jti_hash=hash_of(jti), expires_at=expires_at + LEEWAY
        )
        first = db.session.execute(kept.on_conflict_do_nothing().returning(ClientAssertion.client_id)).first()
        count_write()
        return first is not None

    def resolve_client_public_key(self, client: Client) -> KeySet:
        """The keys that the client registered.

        Raises:
            InvalidClientError: it has none.
        """
        if not client.row.jwks or client.row.auth_method != ASSERTION:
            raise InvalidClientError("The client has no key.")
        return KeySet.import_key_set(client.row.jwks)  # type: ignore[arg-type]
