"""Authorization requests, each fault in a row named as in the OpenID conformance suite or identity.md D2.

A fault in client or address ends on a page of the hub; every other goes back to the registered address, with state and
``iss``, and never anywhere else.
"""

from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.identity.provider.portal import BACK, Login, Portal, follow, issuer

NEVER = [
    ("oidcc-ensure-registered-redirect-uri", {"redirect_uri": "https://evil.example/callback"}),
    ("oidcc-redirect-uri-query-added", {"redirect_uri": f"{BACK}?extra=1"}),
    ("oidcc-redirect-uri-query-mismatch", {"redirect_uri": f"{BACK}?from=elsewhere"}),
    ("D2.9 redirect_uri missing", {"redirect_uri": None}),
    ("redirect_uri empty", {"redirect_uri": ""}),
    ("redirect_uri repeated", {"redirect_uri": [BACK, "https://evil.example/"]}),
    ("trailing slash", {"redirect_uri": f"{BACK}/"}),
    ("upper case", {"redirect_uri": BACK.upper()}),
    ("fragment", {"redirect_uri": f"{BACK}#x"}),
    ("user part", {"redirect_uri": BACK.replace("//", "//portal.example@evil.example/")}),
    ("dot segments", {"redirect_uri": f"{BACK}/../callback"}),
    ("matrix parameter", {"redirect_uri": f"{BACK};x"}),
    ("host prefix", {"redirect_uri": "https://portal.example.evil.example/callback"}),
    ("other port", {"redirect_uri": "https://portal.example:8443/callback"}),
    ("plain http", {"redirect_uri": "http://portal.example/callback"}),
    ("loopback exception", {"redirect_uri": "http://127.0.0.1:9/callback"}),
    ("quotes that the library cannot print", {"redirect_uri": 'https://evil.example/"\\'}),
    ("not text", {"redirect_uri": BACK + "\x00"}),
    ("client_id missing", {"client_id": None}),
    ("client_id unknown", {"client_id": "cnobody0000000"}),
    ("client_id repeated", {"client_id": ["cnobody0000000", "cnobody0000001"]}),
    ("request_uri of nobody", {"request_uri": "urn:ietf:params:oauth:request_uri:guessed"}),
]


@pytest.mark.parametrize(("name", "changes"), NEVER, ids=[name for name, _ in NEVER])
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    portal: Portal, browser: FlaskClient, name: str, changes: dict[str, Any]
) -> None:
    answer = portal.authorize(browser, **changes)
    assert (answer.status, answer.sent) == (400, {}), name
    assert answer.address.startswith("/") and 'data-error="portal.request_refused"' in answer.text
    for language, word in (("zh", "没有被跳转"), ("en", "not sent on")):
        browser.set_cookie("hub_language", language)
        page = browser.get("/oauth/authorize?" + urlencode(portal.parameters(Login(), **changes), doseq=True))
        assert page.status_code == 400 and word in page.text and page.headers["Cache-Control"] == "no-store"
    browser.delete_cookie("hub_language")


CHALLENGE = Login().challenge
TOLD = [
    ("D2.1 no challenge", {"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ("D2.1 method without challenge", {"code_challenge": None}, "invalid_request"),
    ("D2.2 plain", {"code_challenge_method": "plain"}, "invalid_request"),
    ("D2.2 method omitted", {"code_challenge_method": None}, "invalid_request"),
    ("method in lower case", {"code_challenge_method": "s256"}, "invalid_request"),
    ("challenge too short", {"code_challenge": CHALLENGE[:-1]}, "invalid_request"),
    ("challenge too long", {"code_challenge": CHALLENGE + "A"}, "invalid_request"),
    ("challenge malformed", {"code_challenge": CHALLENGE[:-1] + "="}, "invalid_request"),
    ("challenge repeated", {"code_challenge": [CHALLENGE, CHALLENGE]}, "invalid_request"),
    ("D2.7 oidcc-unsigned-request-object", {"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
    ("D2.7 request_uri of others", {"request_uri": "https://portal.example/r"}, "request_uri_not_supported"),
    ("D2.7 claims", {"claims": '{"id_token": {"acr": {"essential": true}}}'}, "invalid_request"),
    ("registration", {"registration": "{}"}, "registration_not_supported"),
    ("oidcc-response-type-missing", {"response_type": None}, "invalid_request"),
    ("response_type token", {"response_type": "token"}, "unsupported_response_type"),
    ("response_type id_token", {"response_type": "id_token"}, "unsupported_response_type"),
    ("response_type code id_token", {"response_type": "code id_token"}, "unsupported_response_type"),
    ("response_type code code", {"response_type": "code code"}, "unsupported_response_type"),
    ("response_mode fragment", {"response_mode": "fragment"}, "invalid_request"),
    ("response_mode form_post", {"response_mode": "form_post"}, "invalid_request"),
    ("prompt unknown", {"prompt": "create"}, "invalid_request"),
    ("prompt none beside another", {"prompt": "none login"}, "invalid_request"),
    ("max_age no number", {"max_age": "soon"}, "invalid_request"),
    ("max_age negative", {"max_age": "-1"}, "invalid_request"),
    ("max_age in other digits", {"max_age": "٣"}, "invalid_request"),
    ("scope without openid", {"scope": "org"}, "invalid_scope"),
    ("scope missing", {"scope": None}, "invalid_scope"),
    ("scope not registered", {"scope": "openid order.write"}, "invalid_scope"),
    ("scope of programs", {"scope": "openid settlement.read"}, "invalid_scope"),
    ("id_token_hint of nobody", {"id_token_hint": "a.b.c"}, "invalid_request"),
    ("scope repeated", {"scope": ["openid", "openid org"]}, "invalid_request"),
    ("nonce repeated", {"nonce": ["a", "b"]}, "invalid_request"),
    ("nonce endless", {"nonce": "n" * 5000}, "invalid_request"),
]


@pytest.mark.parametrize(("name", "changes", "error"), TOLD, ids=[name for name, *_ in TOLD])
def test_the_client_is_told_at_its_registered_address(
    portal: Portal, browser: FlaskClient, hub_app: Flask, name: str, changes: dict[str, Any], error: str
) -> None:
    login = Login()
    answer = portal.authorize(browser, login, **changes)
    assert answer.address.startswith(BACK + "?"), (name, answer.address, answer.text[:200])
    assert (answer.sent.get("error"), answer.sent.get("state")) == (error, login.state)
    assert answer.sent["iss"] == issuer(hub_app) and "code" not in answer.sent  # D2.8


ALLOWED = [
    ("oidcc-ensure-request-without-nonce-succeeds-for-code-flow", {"nonce": None}),
    ("oidcc-ensure-request-with-unknown-parameter-succeeds", {"extra": "foobar"}),
    ("oidcc-ensure-request-with-acr-values-succeeds", {"acr_values": "1 2"}),
    ("oidcc-ui-locales", {"ui_locales": "se"}),
    ("oidcc-claims-locales", {"claims_locales": "se"}),
    ("oidcc-display-page", {"display": "page"}),
    ("oidcc-display-popup", {"display": "popup"}),
    ("oidcc-login-hint", {"login_hint": "13800000000"}),
    ("oidcc-scope-unknown is ignored", {"scope": "openid profile"}),
    ("oidcc-redirect-uri-query-OK", {"redirect_uri": f"{BACK}?from=hub"}),
    ("response_mode query", {"response_mode": "query"}),
    ("prompt empty", {"prompt": ""}),
    ("no state", {"state": None}),
    ("the nonce of another login", {"nonce": "again"}),
    ("D2.17 the same nonce twice", {"nonce": "again"}),
]


@pytest.mark.parametrize(("name", "changes"), ALLOWED, ids=[name for name, _ in ALLOWED])
def test_what_is_no_fault_goes_through(
    portal: Portal, browser: FlaskClient, hub_app: Flask, name: str, changes: dict[str, Any]
) -> None:
    login = Login()
    answer = portal.authorize(browser, login, **changes)
    assert answer.code and answer.sent["iss"] == issuer(hub_app), name
    tokens = portal.redeem(answer.code, login, redirect_uri=changes.get("redirect_uri", BACK))
    claims = portal.read_id_token(tokens.json["id_token"])
    assert claims.get("nonce") == changes.get("nonce", login.nonce)


def test_the_registered_query_stays_in_the_answer(portal: Portal, browser: FlaskClient) -> None:
    answer = portal.authorize(browser, redirect_uri=f"{BACK}?from=hub")
    assert answer.sent["from"] == "hub" and answer.code


def test_a_request_by_form_is_answered_after_one_step(portal: Portal, browser: FlaskClient) -> None:
    """A form on a portal's page comes without our cookie; the next page has it (SameSite=Lax)."""
    login = Login()
    first = browser.post("/oauth/authorize", data=portal.parameters(login))
    assert first.status_code == 303 and first.location.startswith("/oauth/continue?")
    assert portal.redeem(follow(browser, first.location).code, login).status_code == 200


def test_parameters_in_the_address_of_a_form_count_nothing(portal: Portal, browser: FlaskClient) -> None:
    query = urlencode(portal.parameters(Login()))
    assert browser.post(f"/oauth/authorize?{query}", data={}).status_code == 400


def test_a_disabled_client_signs_nobody_in(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    from hub.identity.provider.clients import disable_client, get_client
    from hub.kernel import scope
    from hub.kernel.actor import THE_HUB
    from hub.kernel.db import unit_of_work

    with hub_app.app_context(), scope.everything(), unit_of_work():
        disable_client(client=get_client(portal.client_id), reason="test", by=THE_HUB)
    answer = portal.authorize(browser)
    assert (answer.status, answer.sent) == (400, {})
