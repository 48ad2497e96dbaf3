"""What portals read first: true, the same at both addresses, and independent of what a Host header says."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from hub.identity.provider.keys import announce_key, replace_keys_now
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from tests.identity.provider.portal import Login, Portal, issuer

BOTH = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")


def test_discovery_says_the_same_at_both_addresses_whatever_the_host(hub_app: Flask) -> None:
    client = hub_app.test_client()
    documents = [
        client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}).json
        for path in BOTH
        for host in ("localhost", "127.0.0.1:8000", "127.0.0.1:9999")
    ]
    assert all(document == documents[0] for document in documents)
    name = issuer(hub_app)
    assert documents[0]["issuer"] == name and not name.endswith("/")
    addresses = [value for key, value in documents[0].items() if key.endswith(("_endpoint", "_uri"))]
    assert len(addresses) == 8 and all(address.startswith(f"{name}/oauth/") for address in addresses)


def test_every_address_in_discovery_exists(hub_app: Flask) -> None:
    document = hub_app.test_client().get(BOTH[0]).json
    known = {str(rule) for rule in hub_app.url_map.iter_rules()}
    for key, value in document.items():
        if key.endswith(("_endpoint", "_uri")):
            assert value.removeprefix(issuer(hub_app)) in known, key


def test_discovery_promises_nothing_unsafe(hub_app: Flask) -> None:
    document = hub_app.test_client().get(BOTH[0]).json
    assert document["response_types_supported"] == ["code"]
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert document["subject_types_supported"] == ["pairwise"]
    assert "none" not in document["id_token_signing_alg_values_supported"]
    assert "none" not in document["introspection_endpoint_auth_methods_supported"]
    assert document["authorization_response_iss_parameter_supported"] is True
    unsupported = ("request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported")
    assert [document[name] for name in unsupported] == [False, False, False]


def test_keys_are_public_and_named(hub_app: Flask) -> None:
    keys = hub_app.test_client().get("/oauth/jwks").json["keys"]
    assert keys and all(key["kid"] and key["alg"] == "ES256" and "d" not in key for key in keys)


def test_a_program_that_calls_wrongly_is_answered_as_a_program(hub_app: Flask) -> None:
    answer = hub_app.test_client().get("/oauth/token")
    assert answer.status_code == 405 and answer.is_json and "POST" in answer.headers["Allow"]


def kid_of(token: str) -> str:
    import json
    from base64 import urlsafe_b64decode

    head = token.split(".")[0]
    return str(json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])


def test_one_key_signs_however_many_are_published(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    """D2.10: with several keys the library signs by lot, and with one it names none."""
    before = portal.tokens(browser)["id_token"]
    with hub_app.app_context(), scope.everything(), unit_of_work():
        announce_key(by=THE_HUB, reason="test")
    assert len(hub_app.test_client().get("/oauth/jwks").json["keys"]) == 2
    assert {kid_of(portal.tokens(browser)["id_token"]) for _ in range(4)} == {kid_of(before)}


def test_oidcc_server_rotate_keys(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    login = Login()
    before = kid_of(portal.tokens(browser)["id_token"])
    with hub_app.app_context(), scope.everything(), unit_of_work():
        replace_keys_now(by=THE_HUB, reason="test")
    token = portal.tokens(browser, login)["id_token"]
    assert kid_of(token) != before and portal.read_id_token(token, login)["nonce"] == login.nonce


def test_every_pitfall_of_the_library_has_a_test_that_names_it() -> None:
    """identity.md D2 counts seventeen."""
    told = "\n".join(path.read_text() for path in sorted(Path(__file__).parent.glob("test_*.py")))
    assert {int(number) for number in re.findall(r"D2\.(\d+)", told)} == set(range(1, 18))
