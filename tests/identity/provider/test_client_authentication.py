"""How clients prove who they are, at every endpoint: by the one method they registered, strictly read, once."""

import base64
import contextlib
import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import Login, Portal, issuer

METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
ENDPOINTS = ["/oauth/introspect", "/oauth/revoke", "/oauth/par"]


def basic(text: str | bytes) -> dict[str, Any]:
    sent = base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()
    return {"headers": {"Authorization": f"Basic {sent}"}}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_signs_people_in(make_portal: MakePortal, browser: FlaskClient, method: str) -> None:
    portal = make_portal(auth_method=method, trusted=True, scopes=("openid", "org"))
    login = Login(scope="openid org")
    assert portal.read_id_token(portal.tokens(browser, login)["id_token"], login)["aud"] == portal.client_id


@pytest.mark.parametrize("registered", METHODS)
@pytest.mark.parametrize("used", METHODS)
def test_only_the_registered_method_counts(make_portal: MakePortal, registered: str, used: str) -> None:
    """D2.12: at introspection, revocation and PAR too, where the library lets any method pass."""
    portal = make_portal(auth_method=registered, scopes=("openid",))
    other = make_portal(auth_method=used, scopes=("openid",))
    portal.auth_method, portal.secret = used, portal.secret or other.secret
    for endpoint in ENDPOINTS:
        answer = portal.call(endpoint, {"token": "x"})
        passed = answer.json.get("error") != "invalid_client"
        may = registered == used and not (used == "none" and endpoint == "/oauth/introspect")
        assert passed is may, (endpoint, answer.text)
        assert passed or answer.status_code == 401


WRONG_PROOFS: list[tuple[str, Any]] = [
    ("nothing", lambda _: {}),
    ("another secret", lambda p: {"auth": (p.client_id, "x" * 44)}),
    ("no secret", lambda p: {"auth": (p.client_id, "")}),
    ("D2.13 not ASCII", lambda p: basic(f"{p.client_id}:密钥")),
    ("not UTF-8", lambda p: basic(p.client_id.encode() + b":\xff\xfe")),
    ("no colon", lambda p: basic(p.client_id)),
    ("loosely encoded", lambda p: {"headers": {"Authorization": "Basic !!" + _basic_of(p)}}),
    ("NUL", lambda p: basic(f"{p.client_id}:{p.secret}\x00")),
    ("unknown client", lambda p: {"auth": ("cnobody0000000", p.secret)}),
    ("SQL", lambda p: {"auth": ("' OR 1=1 --", p.secret)}),
    ("other client in the body", lambda p: {"auth": (p.client_id, p.secret), "data": {"client_id": "cother"}}),
]


def _basic_of(portal: Portal) -> str:
    return base64.b64encode(f"{portal.client_id}:{portal.secret}".encode()).decode()


@pytest.mark.parametrize(("name", "proof"), WRONG_PROOFS, ids=[name for name, _ in WRONG_PROOFS])
def test_a_wrong_proof_is_refused_in_the_standards_form(portal: Portal, name: str, proof: Any) -> None:
    for path in ("/oauth/token", *ENDPOINTS):
        answer = portal.call(path, {"token": "x", "grant_type": "authorization_code", "code": "y"}, proof=proof(portal))
        assert (answer.status_code, answer.json["error"]) == (401, "invalid_client"), (name, path, answer.text)
        assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"].startswith("application/json")


def test_a_percent_encoded_secret_is_decoded(portal: Portal) -> None:
    """identity.md B4: strict clients encode what they send in the Basic header."""
    encoded = "".join(f"%{ord(letter):02X}" for letter in portal.secret)
    answer = portal.call("/oauth/introspect", {"token": "x"}, proof=basic(f"{portal.client_id}:{encoded}"))
    assert answer.json == {"active": False}


def test_two_proofs_at_once_are_refused(portal: Portal) -> None:
    proof = {"auth": (portal.client_id, portal.secret), "data": {"client_secret": portal.secret}}
    assert portal.call("/oauth/introspect", {"token": "x"}, proof=proof).json["error"] == "invalid_request"


@pytest.fixture
def keyed(make_portal: MakePortal) -> Portal:
    return make_portal(auth_method="private_key_jwt", scopes=("openid",))


NOW = time.time
ASSERTIONS = [
    ("right", {}, True),
    ("audience the token endpoint", {"aud": "token"}, True),
    ("audience in a list", {"aud": "list"}, True),
    ("audience somebody else", {"aud": "https://other.example"}, False),
    ("no audience", {"aud": None}, False),
    ("no jti", {"jti": None}, False),
    ("jti a number", {"jti": 7}, False),
    ("no exp", {"exp": None}, False),
    ("run out", {"exp": -40}, False),
    ("run out within the clocks' difference", {"exp": -10}, True),
    ("lasts too long", {"exp": 3600}, False),
    ("nbf 8 seconds ahead", {"nbf": 8}, True),
    ("nbf over 60 seconds ahead", {"nbf": 65}, False),
    ("issuer somebody else", {"iss": "cother00000000"}, False),
    ("no subject", {"sub": None}, False),
    ("subject no text", {"sub": ["x"]}, False),
    ("subject unknown", {"sub": "cother00000000", "iss": "cother00000000"}, False),
]


@pytest.mark.parametrize(("name", "changes", "passes"), ASSERTIONS, ids=[name for name, *_ in ASSERTIONS])
def test_client_assertions(keyed: Portal, name: str, changes: dict[str, Any], passes: bool) -> None:
    """RFC 7523 §3, and the names of the FAPI tests of security.md A2."""
    now = int(time.time())
    moved = {
        key: now + value if key in ("exp", "nbf") and value is not None else value for key, value in changes.items()
    }
    names = {"token": f"{issuer(keyed.app)}/oauth/token", "list": [issuer(keyed.app)]}
    if moved.get("aud") in names:
        moved["aud"] = names[moved["aud"]]
    answer = keyed.call("/oauth/introspect", {"token": "x"}, proof={"data": keyed.assertion(**moved)})
    assert (answer.status_code == 200) is passes, (name, answer.text)
    assert passes or answer.json["error"] == "invalid_client"


def test_an_assertion_counts_once_even_when_the_first_use_was_refused(keyed: Portal) -> None:
    proof = {"data": keyed.assertion()}
    assert keyed.call("/oauth/token", {"grant_type": "authorization_code", "code": "x"}, proof=proof).status_code == 400
    assert keyed.call("/oauth/introspect", {"token": "x"}, proof=proof).status_code == 401


def test_assertions_by_other_keys_and_algorithms_are_refused(keyed: Portal) -> None:
    right = keyed.assertion()
    claims = jwt.decode(right["client_assertion"], keyed.key).claims
    public_pem = keyed.key.as_pem(private=False)
    stranger = ECKey.generate_key("P-256", private=True)
    forged = [
        jwt.encode({"alg": "ES256", "kid": "portal-1"}, {**claims, "jti": "a"}, stranger),
        jwt.encode({"alg": "ES256"}, {**claims, "jti": "b"}, stranger),
        _unsigned({**claims, "jti": "c"}),
        "x.y.z",
        "",
        "a" * 5000,
    ]
    with contextlib.suppress(ValueError):  # the library of the test itself refuses to sign with a public key
        forged.append(jwt.encode({"alg": "HS256"}, {**claims, "jti": "d"}, OctKey.import_key(public_pem)))
    for assertion in forged:
        sent = {**right, "client_assertion": assertion}
        answer = keyed.call("/oauth/introspect", {"token": "x"}, proof={"data": sent})
        assert answer.status_code in (400, 401) and "active" not in answer.json, assertion[:40]


def _unsigned(claims: dict[str, Any]) -> str:
    import json

    parts = (json.dumps({"alg": "none"}), json.dumps(claims))
    return ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts) + "."


def test_a_program_gets_tokens_for_itself_by_its_key_only(make_portal: MakePortal) -> None:
    program = make_portal(
        auth_method="private_key_jwt",
        redirect_uris=(),
        post_logout_redirect_uris=(),
        region="jiangsu",
        scopes=("region.report", "settlement.read"),
    )
    answer = program.call("/oauth/token", {"grant_type": "client_credentials", "scope": "settlement.read"})
    assert answer.status_code == 200 and answer.json["scope"] == "settlement.read", answer.text
    assert "refresh_token" not in answer.json and "id_token" not in answer.json
    assert program.introspect(answer.json["access_token"])["region"] == "jiangsu"
    all_of_it = program.call("/oauth/token", {"grant_type": "client_credentials"}).json
    assert all_of_it["scope"] == "region.report settlement.read"
    too_much = program.call("/oauth/token", {"grant_type": "client_credentials", "scope": "bank.write"})
    assert (too_much.status_code, too_much.json["error"]) == (400, "invalid_scope")
    assert program.userinfo(answer.json["access_token"]).status_code == 403


def test_a_portal_gets_no_token_for_itself(portal: Portal, keyed: Portal) -> None:
    for one in (portal, keyed):
        answer = one.call("/oauth/token", {"grant_type": "client_credentials"})
        assert answer.status_code in (400, 401), answer.text
        assert answer.json["error"] in ("invalid_client", "unauthorized_client")
