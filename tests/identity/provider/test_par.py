"""Pushed authorization requests (RFC 9126): checked like others, used once, in time, by the client that pushed."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from hub.identity.provider.tables import OAuthRequest
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import BACK, Login, Portal, follow


def push(portal: Portal, login: Login, **changes: Any) -> Any:
    asked = portal.parameters(login, **changes)
    return portal.call("/oauth/par", asked)


def bring(browser: FlaskClient, portal: Portal, request_uri: str, **more: str) -> Any:
    return follow(
        browser, "/oauth/authorize?" + urlencode({"client_id": portal.client_id, "request_uri": request_uri, **more})
    )


def test_a_pushed_request_signs_somebody_in_once(portal: Portal, browser: FlaskClient) -> None:
    login = Login(scope="openid org")
    pushed = push(portal, login)
    assert (
        pushed.status_code == 201 and pushed.json["expires_in"] == 90 and pushed.headers["Cache-Control"] == "no-store"
    )
    answer = bring(browser, portal, pushed.json["request_uri"])
    assert answer.sent["state"] == login.state
    assert portal.redeem(answer.code, login).status_code == 200
    assert bring(browser, portal, pushed.json["request_uri"]).status == 400


def test_what_was_pushed_counts_and_not_what_the_address_says(portal: Portal, browser: FlaskClient) -> None:
    login = Login()
    uri = push(portal, login).json["request_uri"]
    answer = bring(browser, portal, uri, scope="openid order.read", redirect_uri="https://evil.example/", state="other")
    assert answer.address.startswith(BACK) and answer.sent["state"] == login.state
    assert portal.redeem(answer.code, login).json["scope"] == "openid"


def test_a_pushed_request_is_for_its_client_and_its_minute(
    portal: Portal, make_portal: MakePortal, browser: FlaskClient, hub_app: Flask
) -> None:
    uri = push(portal, Login()).json["request_uri"]
    assert bring(browser, make_portal(trusted=True), uri).status == 400
    with hub_app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(update(OAuthRequest).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert bring(browser, portal, uri).status == 400


@pytest.mark.parametrize(
    ("name", "changes", "error"),
    [
        ("par-plain-pkce-rejected", {"code_challenge_method": "plain"}, "invalid_request"),
        ("par-ensure-pkce-required", {"code_challenge": None}, "invalid_request"),
        ("redirect_uri not registered", {"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ("redirect_uri missing", {"redirect_uri": None}, "invalid_request"),
        ("request_uri pushed", {"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ("request object", {"request": "a.b.c"}, "request_not_supported"),
        ("scope not registered", {"scope": "openid order.write"}, "invalid_scope"),
        ("response type", {"response_type": "token"}, "unsupported_response_type"),
        ("repeated", {"state": ["a", "b"]}, "invalid_request"),
    ],
)
def test_a_fault_is_told_to_the_program(portal: Portal, name: str, changes: dict[str, Any], error: str) -> None:
    answer = push(portal, Login(), **changes)
    assert (answer.status_code, answer.json["error"]) == (400, error), (name, answer.text)


@pytest.mark.parametrize("draft", [{"requires_par": True}, {"scopes": ("openid", "order.write")}])
def test_who_must_push_cannot_do_without(make_portal: MakePortal, browser: FlaskClient, draft: dict[str, Any]) -> None:
    """design.md §8.16: required of clients with write scopes, even when they ask for less this time."""
    portal = make_portal(trusted=True, **draft)
    assert portal.authorize(browser).sent["error"] == "invalid_request"
    login = Login()
    answer = bring(browser, portal, push(portal, login).json["request_uri"])
    assert portal.redeem(answer.code, login).status_code == 200


def test_a_client_with_a_key_needs_not_name_itself_twice(make_portal: MakePortal, browser: FlaskClient) -> None:
    portal = make_portal(auth_method="private_key_jwt", trusted=True)
    login = Login()
    answer = bring(browser, portal, push(portal, login, client_id=None).json["request_uri"])
    assert portal.redeem(answer.code, login).status_code == 200


def test_a_pushed_request_survives_a_login(portal: Portal, hub_app: Flask, somebody: Any) -> None:
    from tests.identity.conftest import sign_in

    login, browser = Login(), hub_app.test_client()
    waiting = bring(browser, portal, push(portal, login).json["request_uri"])
    assert waiting.address.startswith("/login?next=")
    target = sign_in(browser, somebody, target=_next_of(waiting.address)).location
    assert portal.redeem(follow(browser, target).code, login).status_code == 200


def _next_of(address: str) -> str:
    from urllib.parse import parse_qs, urlsplit

    return parse_qs(urlsplit(address).query)["next"][0]


def test_what_no_request_says_is_not_kept(portal: Portal, browser: FlaskClient) -> None:
    assert push(portal, Login(), filling="x" * 1_500).status_code == 201
    assert (
        browser.get("/oauth/authorize?" + urlencode({**portal.parameters(Login()), "filling": "x" * 1_500})).status_code
        == 303
    )
    with portal.app.app_context(), scope.everything():
        assert all(len(row.parameters) < 1_500 for row in db.session.scalars(select(OAuthRequest)))
