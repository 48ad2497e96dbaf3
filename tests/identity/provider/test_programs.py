"""Userinfo, introspection, revocation, and the API: what a token tells, to whom, and when it stops."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from hub import identity
from hub.identity import WebSession
from hub.identity.provider.claims import LOGIN_CLAIMS, ORG_CLAIMS, PERSON_CLAIMS
from hub.identity.provider.tables import OAuthClient, OAuthToken
from hub.identity.secrets import hash_of
from hub.identity.tries import PROGRAMS_BY_ADDRESS
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Assurance, Role
from tests.architecture.sources import ROOT
from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import Login, Portal, payload_of

OFFLINE = "openid org person offline_access order.read"


@pytest.fixture
def tokens(portal: Portal, browser: FlaskClient) -> dict[str, Any]:
    return portal.tokens(browser, Login(scope=OFFLINE))


@pytest.mark.parametrize(
    ("granted", "told"),
    [
        ("openid", {"sub", "name"}),
        ("openid org", {"sub", "name", "org_id", "uscc", "org_name", "org_region", "org_area", "org_division"}),
        ("openid person", {"sub", "name", "roles"}),
    ],
)
def test_userinfo_tells_what_the_scopes_allow(
    portal: Portal, browser: FlaskClient, granted: str, told: set[str]
) -> None:
    login = Login(scope=granted)
    tokens = portal.tokens(browser, login)
    claims = portal.userinfo(tokens["access_token"]).json
    assert set(claims) == told and claims["sub"] == payload_of(tokens["id_token"])["sub"]
    assert claims["name"] == ("测试人员" if "person" in granted else "测***")
    assert "roles" not in claims or claims["roles"] == ["holder_admin"]


def test_every_claim_is_written_down_for_portals() -> None:
    text = (ROOT / "docs" / "api" / "README.md").read_text()
    assert not [name for name in (*LOGIN_CLAIMS, *ORG_CLAIMS, *PERSON_CLAIMS, "sub") if f"`{name}`" not in text]


def test_oidcc_userinfo_get_post_header_and_post_body(portal: Portal, tokens: dict[str, Any]) -> None:
    client, token = portal.app.test_client(), tokens["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    answers = [
        client.get("/oauth/userinfo", headers=header),
        client.post("/oauth/userinfo", headers=header),
        client.post("/oauth/userinfo", data={"access_token": token}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].json == answers[1].json == answers[2].json
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)


@pytest.mark.parametrize(
    ("sent", "status", "error"),
    [
        ({}, 401, ""),
        ({"headers": {"Authorization": "Bearer hubat_guessed"}}, 401, 'error="invalid_token"'),
        (
            {"headers": {"Authorization": "Bearer 令牌".encode().decode("latin-1")}},
            400,
            'error="invalid_request"',
        ),
        ({"query_string": {"access_token": "hubat_guessed"}}, 401, ""),
    ],
)
def test_userinfo_refuses_as_rfc_6750_says(hub_app: Flask, sent: dict[str, Any], status: int, error: str) -> None:
    answer = hub_app.test_client().get("/oauth/userinfo", **sent)
    assert answer.status_code == status and answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert error in answer.headers["WWW-Authenticate"] and ("error=" in answer.headers["WWW-Authenticate"]) is bool(
        error
    )


def test_a_token_twice_in_one_request_is_refused(portal: Portal, tokens: dict[str, Any]) -> None:
    token = tokens["access_token"]
    answer = portal.app.test_client().post(
        "/oauth/userinfo", headers={"Authorization": f"Bearer {token}"}, data={"access_token": token}
    )
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_introspection_tells_the_owner_of_a_token(portal: Portal, tokens: dict[str, Any]) -> None:
    said = portal.introspect(tokens["access_token"])
    claims = payload_of(tokens["id_token"])
    assert said["active"] and said["sub"] == claims["sub"] and said["client_id"] == portal.client_id
    assert said["acr"] == claims["acr"] and said["scope"] == OFFLINE and said["exp"] > utc_now().timestamp()


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "saml2", "券", None])
def test_a_hint_of_any_kind_is_only_a_hint(portal: Portal, tokens: dict[str, Any], hint: str | None) -> None:
    """D2.11, RFC 7009 §2.2: the library answers 401 to a hint it does not know."""
    asked = {"token": tokens["access_token"], "token_type_hint": hint}
    assert portal.call("/oauth/introspect", asked).json["active"] is True
    assert portal.call("/oauth/revoke", asked).status_code == 200
    assert portal.introspect(tokens["access_token"]) == {"active": False}


def test_nobody_else_learns_of_a_token_or_ends_it(
    portal: Portal, make_portal: MakePortal, tokens: dict[str, Any]
) -> None:
    other = make_portal()
    assert other.introspect(tokens["access_token"]) == {"active": False}
    assert other.call("/oauth/revoke", {"token": tokens["refresh_token"]}).json["error"] == "invalid_grant"
    assert portal.introspect(tokens["refresh_token"])["active"]


def test_an_unknown_token_is_revoked_without_a_word(portal: Portal) -> None:
    assert portal.call("/oauth/revoke", {"token": "hubat_guessed"}).status_code == 200
    assert portal.call("/oauth/revoke", {}).json["error"] == "invalid_request"
    assert portal.call("/oauth/introspect", {}).json["error"] == "invalid_request"


def test_revoking_an_access_token_leaves_the_rest(portal: Portal, tokens: dict[str, Any]) -> None:
    portal.call("/oauth/revoke", {"token": tokens["access_token"]})
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.refresh(tokens["refresh_token"]).status_code == 200


def test_revoking_a_refresh_token_ends_everything(portal: Portal, tokens: dict[str, Any]) -> None:
    renewed = portal.refresh(tokens["refresh_token"]).json
    portal.call("/oauth/revoke", {"token": renewed["refresh_token"]})
    assert [portal.userinfo(one["access_token"]).status_code for one in (tokens, renewed)] == [401, 401]
    assert portal.refresh(renewed["refresh_token"]).status_code == 400


def me(app: Flask, token: str, path: str = "/api/v1/me") -> Any:
    return app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})


def test_a_portal_acts_at_the_api_for_its_person(
    portal: Portal, tokens: dict[str, Any], hub_app: Flask, somebody: Somebody
) -> None:
    answer = me(hub_app, tokens["access_token"])
    assert answer.status_code == 200, answer.text
    assert me(hub_app, tokens["access_token"], "/api/v1/orders").status_code == 200
    missing = me(hub_app, tokens["access_token"], "/api/v1/quotas")
    assert (missing.status_code, missing.json["code"]) == (403, "token.scope")
    with hub_app.app_context(), scope.everything():
        actor, scopes, grant = identity.openid.actor_of_access_token(tokens["access_token"])
        assert (actor.account_id, actor.organization_id) == (somebody.account_id, somebody.organization_id)
        assert actor.assurance is Assurance.SUBSTANTIAL and grant is not None and "order.read" in scopes


def test_rights_are_those_of_now(portal: Portal, tokens: dict[str, Any], hub_app: Flask, somebody: Somebody) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        for held in identity.list_grants(somebody.account_id):
            identity.revoke_role(grant=held, by=THE_HUB)
    assert "org_id" not in portal.userinfo(tokens["access_token"]).json
    with hub_app.app_context(), scope.everything():
        actor, _, _ = identity.openid.actor_of_access_token(tokens["access_token"])
        assert actor.organization_id is None and not actor.roles


def test_a_token_never_carries_staff_roles(portal: Portal, hub_app: Flask, person: MakePerson) -> None:
    officer = person(Role.ASSESSOR, area="maanshan", totp=True)
    browser = hub_app.test_client()
    sign_in(browser, officer)
    token = portal.tokens(browser, Login(scope="openid person"))["access_token"]
    with hub_app.app_context(), scope.everything():
        actor, _, _ = identity.openid.actor_of_access_token(token)
        assert not actor.roles


def test_writing_needs_a_sure_login(
    make_portal: MakePortal, browser: FlaskClient, hub_app: Flask, somebody: Somebody
) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        mine = update(WebSession).where(WebSession.account_id == somebody.account_id)
        db.session.execute(mine.values(assurance=Assurance.LOW))
    portal = make_portal(trusted=True, scopes=("openid", "order.write"))
    login = Login(scope="openid order.write")
    uri = portal.call("/oauth/par", portal.parameters(login)).json["request_uri"]
    from urllib.parse import urlencode

    from tests.identity.provider.portal import follow

    query = urlencode({"client_id": portal.client_id, "request_uri": uri})
    token = portal.redeem(follow(browser, f"/oauth/authorize?{query}").code, login).json["access_token"]
    answer = hub_app.test_client().post(
        "/api/v1/orders/X/cancel", headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "1"}, json={}
    )
    assert (answer.status_code, answer.json["code"]) == (403, "assurance.too_low")


STOPS: list[tuple[str, Any]] = [
    ("run out", lambda _, t: update(OAuthToken).where(OAuthToken.secret_hash == t).values(expires_at=utc_now())),
    ("client disabled", lambda p, _: update(OAuthClient).where(OAuthClient.id == p).values(disabled_at=utc_now())),
]


@pytest.mark.parametrize(("name", "statement"), STOPS, ids=[name for name, _ in STOPS])
def test_a_token_that_was_stopped_opens_nothing(
    portal: Portal, tokens: dict[str, Any], hub_app: Flask, name: str, statement: Any
) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        stop = statement(portal.row_id, hash_of(tokens["access_token"]))
        db.session.execute(stop.execution_options(synchronize_session=False))
    answer = me(hub_app, tokens["access_token"])
    assert (answer.status_code, answer.json["code"]) == (401, "token.refused"), name
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_that_ends_takes_its_tokens_along(
    portal: Portal, tokens: dict[str, Any], browser: FlaskClient, hub_app: Flask
) -> None:
    browser.post("/logout")
    assert me(hub_app, tokens["access_token"]).status_code == 401
    assert portal.refresh(tokens["refresh_token"]).status_code == 400


def test_a_programs_own_token_is_nobodys_and_carries_its_region(make_portal: MakePortal, hub_app: Flask) -> None:
    program = make_portal(
        auth_method="private_key_jwt",
        redirect_uris=(),
        post_logout_redirect_uris=(),
        region="jiangsu",
        scopes=("settlement.read",),
    )
    token = program.call("/oauth/token", {"grant_type": "client_credentials"}).json["access_token"]
    assert me(hub_app, token).status_code == 401
    with hub_app.app_context(), scope.everything():
        client, scopes = identity.openid.client_of_token(token)
        assert (client.region, scopes) == ("jiangsu", frozenset({"settlement.read"}))


@pytest.mark.parametrize("name", ["token", "par", "introspect", "revoke", "userinfo"])
def test_an_address_that_is_refused_again_and_again_waits(portal: Portal, hub_app: Flask, name: str) -> None:
    stranger, path = hub_app.test_client(), f"/oauth/{name}"
    proof = {"auth": (portal.client_id, "guessed")} if path != "/oauth/userinfo" else {}
    answers = [stranger.post(path, data={"grant_type": "x"}, **proof) for _ in range(PROGRAMS_BY_ADDRESS.tries + 1)]
    assert {answer.status_code for answer in answers[:-1]} <= {400, 401}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "60")
    assert answers[-1].json["error"] == "temporarily_unavailable"


def test_a_portal_that_works_is_never_counted_and_one_without_a_secret_is(
    portal: Portal, make_portal: MakePortal, tokens: dict[str, Any], hub_app: Flask
) -> None:
    for _ in range(PROGRAMS_BY_ADDRESS.tries + 1):
        assert portal.introspect(tokens["access_token"])["active"] is True
    open_portal = make_portal(auth_method="none", scopes=("openid",))
    asked = open_portal.parameters(Login())
    pushed = [open_portal.call("/oauth/par", asked) for _ in range(PROGRAMS_BY_ADDRESS.tries + 1)]
    assert [answer.status_code for answer in pushed] == [201] * PROGRAMS_BY_ADDRESS.tries + [429]
