"""Programs that call the API on the sample data, each with a token of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from hub import identity
from hub.identity import openid, portals
from hub.identity.provider.tokens import keep_token
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from schemas.terms import Assurance
from tests.web.sample import sample_hub

JWKS = {"keys": [{**ECKey.generate_key("P-256").as_dict(private=False), "kid": "own", "use": "sig", "alg": "ES256"}]}


@pytest.fixture(scope="session")
def api_app() -> Iterator[Flask]:
    """The application with the sample data."""
    with sample_hub() as app:
        yield app


@dataclass
class Program:
    """A client program with a bearer token."""

    client: FlaskClient
    token: str

    def get(self, path: str, **values: Any) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self.headers(), **values)

    def post(self, path: str, body: Any, *, key: str | None = None, **headers: str) -> TestResponse:
        sent = self.headers() | {"Idempotency-Key": key or str(uuid4())} | headers
        return self.client.post(f"/api/v1{path}", json=body, headers=sent)

    def put(self, path: str, data: bytes) -> TestResponse:
        sent = self.headers() | {"Idempotency-Key": str(uuid4())}
        return self.client.put(f"/api/v1{path}", data=data, headers=sent)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def token_of(app: Flask, username: str, *scopes: str, assurance: Assurance = Assurance.SUBSTANTIAL) -> str:
    """A fresh access token of a sample person."""
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.find_account_by_username(username)
        assert account is not None, username
        actor = identity.actor_for(account.id, assurance=assurance, second_factor=True)
        _, secret = identity.create_token(actor=actor, name="test", scopes=scopes or identity.TOKEN_SCOPES)
        return secret


def client_token(app: Flask, *scopes: str, region: str | None = None) -> str:
    """A token of a fresh client for itself."""
    with app.app_context(), scope.everything(), unit_of_work():
        draft = portals.ClientDraft(
            name_zh="程序", name_en="Program", auth_method="private_key_jwt", region=region, scopes=scopes, jwks=JWKS
        )
        client, _ = portals.register_client(draft=draft, by=THE_HUB)
        secret = openid.ACCESS_PREFIX + uuid4().hex
        keep_token({"access_token": secret, "scope": " ".join(scopes)}, client=client, grant=None)
        return secret


@pytest.fixture
def service(api_app: Flask) -> Callable[..., Program]:
    """``service("webhook.manage", region="shanghai")``: a client calling for itself."""
    return lambda *scopes, **values: Program(api_app.test_client(), client_token(api_app, *scopes, **values))


@pytest.fixture
def program(api_app: Flask) -> Callable[..., Program]:
    """``program("e10", "order.read")``: a program with a token of that person for these scopes (all when none)."""
    return lambda username, *scopes, **values: Program(
        api_app.test_client(), token_of(api_app, username, *scopes, **values)
    )
