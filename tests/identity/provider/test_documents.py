"""What portals read first: true, the same at both addresses, and independent of what a Host header says."""

from flask import Flask

from tests.identity.provider.portal import issuer

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
