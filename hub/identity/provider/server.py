"""The library's authorization server over our clients, codes and tokens: one per application, made at first use.

Parameters are read once, from the one place where they belong, and nothing the library would log about them is written:
at debug level it prints tokens and verifiers (identity.md D2.16).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, cast

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError, OAuth2Payload, OAuth2Request
from flask import current_app, g, request
from flask.wrappers import Response
from werkzeug.datastructures import MultiDict

from hub.identity.provider.client_auth import (
    ASSERTION,
    BASIC,
    NONE,
    POST,
    Assertion,
    Client,
    by_basic,
    by_name,
    by_post,
    refuse_two_proofs,
)
from hub.identity.provider.clients import find_client
from hub.identity.provider.flows import register_grants
from hub.identity.provider.issuer import audiences, issuer, with_issuer
from hub.identity.provider.tables import OAuthClient, OAuthGrant
from hub.identity.provider.tokens import keep_token, make_token

logging.getLogger("authlib").setLevel(logging.WARNING)
VALUE_MAX = 4096


class Parameters(OAuth2Payload):
    """The parameters of a request, each once."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    @property
    def data(self) -> dict[str, str]:
        """Name and value."""
        return self._values

    @property
    def datalist(self) -> dict[str, list[str]]:
        """The same, as the library counts repetitions; there are none."""
        return {name: [value] for name, value in self._values.items()}


class HubRequest(OAuth2Request):
    """A request with its parameters already read; its address is ours, whatever the Host header said."""

    def __init__(self, values: Mapping[str, str], *, method: str = "POST", headers: Any = None):
        super().__init__(method, issuer() + request.path, headers=headers)
        self.payload = Parameters(values)

    @property
    def args(self) -> dict[str, str]:
        """Nothing: no endpoint mixes query and body."""
        return {}

    @property
    def form(self) -> dict[str, str]:
        """The parameters."""
        return cast(Parameters, self.payload).data


class HubServer(AuthorizationServer):
    """The library's server; every answer that goes to a client's address says who sends it (RFC 9207)."""

    def create_oauth2_request(self, request: Any) -> OAuth2Request:
        """The request as it was read, or this HTTP request's body."""
        return request if isinstance(request, OAuth2Request) else body_request()

    def authenticate_client(self, request: OAuth2Request, methods: Sequence[str], endpoint: str = "token") -> Client:
        """The client, by the one method it registered and uses."""
        refuse_two_proofs(request.headers, request.form)
        return cast(Client, super().authenticate_client(request, methods, endpoint))

    def handle_response(self, status_code: int, payload: Any, headers: Any) -> Response:
        """The library's answer, with ``iss`` where it goes to a client; errors too, which the library forgets."""
        named = [(name, with_issuer(value) if name == "Location" else value) for name, value in headers]
        return cast(Response, super().handle_response(status_code, payload, named))


def server() -> HubServer:
    """This application's server."""
    made: HubServer | None = current_app.extensions.get("hub_provider")
    if made is None:
        made = current_app.extensions["hub_provider"] = _make_server()
    return made


def _make_server() -> HubServer:
    made = HubServer()
    made.init_app(current_app, query_client=query_client, save_token=_save_token)
    made.register_token_generator("default", make_token)
    made.register_client_auth_method(BASIC, by_basic)
    made.register_client_auth_method(POST, by_post)
    made.register_client_auth_method(NONE, by_name)
    made.register_client_auth_method(ASSERTION, Assertion(audiences))
    register_grants(made)
    return made


def query_client(client_id: str) -> Client | None:
    """The enabled client with this id; the library asks for it several times in one request."""
    asked = _clients_asked_for()
    if client_id not in asked:
        row = find_client(client_id)
        asked[client_id] = Client(row) if row else None
    return asked[client_id]


def known_client(row: OAuthClient) -> Client | None:
    """The client of a row just read, as ``query_client`` gives it: None when it is disabled."""
    asked = _clients_asked_for()
    asked[row.client_id] = Client(row) if row.disabled_at is None else None
    return asked[row.client_id]


def _clients_asked_for() -> dict[str, Client | None]:
    found: dict[str, Client | None] = g.setdefault("hub_oauth_clients", {})
    return found


def _save_token(token: Mapping[str, Any], request: OAuth2Request) -> None:
    grant: OAuthGrant | None = request.user
    keep_token(token, client=request.client.row, grant=grant)


def body_request() -> HubRequest:
    """This HTTP request with the parameters of its body; those of its address count nothing.

    Raises:
        InvalidRequestError: a parameter is repeated or far too long.
    """
    return HubRequest(once_each(request.form), method=request.method, headers=request.headers)


def once_each(values: MultiDict[str, str]) -> dict[str, str]:
    """Each parameter with its value; one without a value was not sent (RFC 6749 §3.1).

    Raises:
        InvalidRequestError: a parameter is repeated or far too long.
    """
    found = {}
    for name, given in values.lists():
        if len(given) > 1:
            raise InvalidRequestError("A parameter is sent more than once.")
        if len(given[0]) > VALUE_MAX or "\x00" in given[0] or "\x00" in name:
            raise InvalidRequestError("A parameter is too long or not text.")
        if given[0]:
            found[name] = given[0]
    return found


def error_response(error: OAuth2Error) -> Response:
    """The standard's JSON for a program, or the way back to a client when the error names its address."""
    return cast(Response, server().handle_error_response(None, error))
