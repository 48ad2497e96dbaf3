"""Codes, access and refresh tokens: once, in time, for whom they were made, and the end of the family otherwise."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from hub.identity.models import Account
from hub.identity.provider.clients import change_client, draft_of, get_client
from hub.identity.provider.rules import ACCESS_LASTS, CODE_LASTS
from hub.identity.provider.tables import OAuthCode, OAuthGrant, OAuthToken
from hub.identity.secrets import hash_of
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from tests.identity.conftest import Somebody
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import BACK, Login, Portal, payload_of

OFFLINE = "openid offline_access order.read"


def change(app: Flask, statement: Any) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(statement.execution_options(synchronize_session=False))


def refused(answer: Any, error: str = "invalid_grant", status: int = 400) -> bool:
    assert (answer.status_code, answer.json.get("error")) == (status, error), answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return True


def test_the_answer_of_the_token_endpoint(portal: Portal, browser: FlaskClient) -> None:
    login = Login(scope=OFFLINE)
    answer = portal.redeem(portal.authorize(browser, login).code, login)
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json.keys() == {"access_token", "token_type", "expires_in", "scope", "id_token", "refresh_token"}
    assert answer.json["token_type"] == "Bearer" and answer.json["scope"] == "openid offline_access order.read"
    assert answer.json["expires_in"] == ACCESS_LASTS.total_seconds() <= 900  # D2.15


def test_an_id_token_says_little(portal: Portal, browser: FlaskClient) -> None:
    """D2.16: what userinfo says is not in it."""
    login = Login(scope="openid org person")
    claims = portal.read_id_token(portal.tokens(browser, login)["id_token"], login)
    known = {"iss", "sub", "aud", "iat", "exp", "auth_time", "acr", "amr", "sid", "nonce", "at_hash", "org_id"}
    assert set(claims) == known and claims["exp"] - claims["iat"] <= 300


def test_nothing_that_opens_a_door_stands_in_the_database(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    """D2.13: hashes only, also of what is under way."""
    login = Login(scope=OFFLINE)
    code = portal.authorize(browser, login).code
    tokens = portal.redeem(code, login).json
    secrets = [code, tokens["access_token"], tokens["refresh_token"], portal.secret, login.verifier, login.state]
    with hub_app.app_context():
        names = [name for name in db.metadata.tables if name.startswith(("oauth_", "client_", "pairwise_"))]
        rows = [str(db.session.execute(text(f"SELECT * FROM {name}")).all()) for name in names]
    assert len(names) >= 7 and not [secret[:6] for secret in secrets if any(secret in row for row in rows)]


def test_oidcc_codereuse_ends_the_family(portal: Portal, browser: FlaskClient) -> None:
    """D2.3, RFC 6749 §4.1.2: replay ends what the first redemption brought."""
    login = Login(scope=OFFLINE)
    code = portal.authorize(browser, login).code
    tokens = portal.redeem(code, login).json
    assert refused(portal.redeem(code, login))
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.introspect(tokens["access_token"]) == {"active": False}
    assert refused(portal.refresh(tokens["refresh_token"]))


def test_oidcc_codereuse_after_thirty_seconds(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    login = Login()
    code = portal.authorize(browser, login).code
    tokens = portal.redeem(code, login).json
    used_at = utc_now() - timedelta(seconds=31)
    change(hub_app, update(OAuthCode).where(OAuthCode.code_hash == hash_of(code)).values(used_at=used_at))
    assert refused(portal.redeem(code, login)) and portal.userinfo(tokens["access_token"]).status_code == 401


def test_a_code_lasts_a_minute(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    login = Login()
    code = portal.authorize(browser, login).code
    with hub_app.app_context():
        kept = db.session.scalars(select(OAuthCode).where(OAuthCode.code_hash == hash_of(code))).one()
        assert kept.expires_at - kept.created_at == CODE_LASTS <= timedelta(seconds=60) and len(code) >= 43
    change(hub_app, update(OAuthCode).where(OAuthCode.code_hash == hash_of(code)).values(expires_at=utc_now()))
    assert refused(portal.redeem(code, login))


def test_a_code_of_an_old_session_is_as_good_as_any(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    """D2.5: the login may be hours old, the code is not; and D2.6: its time is told."""
    from hub.identity import WebSession

    proved_at = (utc_now() - timedelta(hours=2)).replace(microsecond=0)
    change(hub_app, update(WebSession).values(authenticated_at=proved_at))
    login = Login()
    claims = portal.read_id_token(portal.tokens(browser, login)["id_token"], login)
    assert claims["auth_time"] == int(proved_at.timestamp())


WRONG = [
    ("verifier of another login", {"code_verifier": Login().verifier}, "invalid_grant"),
    ("no verifier", {"code_verifier": None}, "invalid_request"),
    ("verifier too short", {"code_verifier": "a" * 42}, "invalid_request"),
    ("verifier too long", {"code_verifier": "a" * 129}, "invalid_request"),
    ("verifier not ASCII", {"code_verifier": "券" * 43}, "invalid_request"),
    ("address missing", {"redirect_uri": None}, "invalid_grant"),
    ("another registered address", {"redirect_uri": f"{BACK}?from=hub"}, "invalid_grant"),
    ("an address with a slash more", {"redirect_uri": f"{BACK}/"}, "invalid_grant"),
    ("no code", {"code": None}, "invalid_request"),
    ("another code", {"code": "guessed"}, "invalid_grant"),
    ("no grant type", {"grant_type": None}, "invalid_request"),
    ("password grant", {"grant_type": "password"}, "unsupported_grant_type"),
    ("implicit", {"grant_type": "implicit"}, "unsupported_grant_type"),
    ("code twice", {"code": ["a", "b"]}, "invalid_request"),
]


@pytest.mark.parametrize(("name", "changes", "error"), WRONG, ids=[name for name, *_ in WRONG])
def test_a_code_is_redeemed_by_who_began_it(
    portal: Portal, browser: FlaskClient, name: str, changes: dict[str, Any], error: str
) -> None:
    login = Login()
    assert refused(portal.redeem(portal.authorize(browser, login).code, login, **changes), error), name


def test_a_code_of_another_client_opens_nothing_and_stays_good(
    portal: Portal, make_portal: MakePortal, browser: FlaskClient
) -> None:
    login = Login()
    code = portal.authorize(browser, login).code
    assert refused(make_portal().redeem(code, login))
    assert portal.redeem(code, login).status_code == 200


def test_a_wrong_verifier_uses_the_code_up(portal: Portal, browser: FlaskClient) -> None:
    login = Login()
    code = portal.authorize(browser, login).code
    assert refused(portal.redeem(code, login, code_verifier=Login().verifier))
    assert refused(portal.redeem(code, login))


def test_the_query_of_a_token_request_counts_nothing(portal: Portal, browser: FlaskClient) -> None:
    """D2.16: the library reads query and form alike."""
    login = Login()
    code = portal.authorize(browser, login).code
    query = f"grant_type=authorization_code&code={code}&redirect_uri={BACK}&code_verifier={login.verifier}"
    answer = hub_post(portal, f"/oauth/token?{query}")
    assert refused(answer, "invalid_request")
    assert portal.redeem(code, login).status_code == 200


def hub_post(portal: Portal, path: str, **sent: Any) -> Any:
    return portal.app.test_client().post(path, auth=(portal.client_id, portal.secret), **sent)


def test_without_offline_access_there_is_no_refresh_token(portal: Portal, browser: FlaskClient) -> None:
    assert "refresh_token" not in portal.tokens(browser, Login(scope="openid order.read"))


def test_refresh_tokens_rotate_and_auth_time_stays(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    """D2.4, D2.6, OIDC Core §12.2; the nonce is not repeated (D2.17)."""
    login = Login(scope=OFFLINE)
    first = portal.tokens(browser, login)
    before = payload_of(first["id_token"])
    second = portal.refresh(first["refresh_token"]).json
    after = portal.read_id_token(second["id_token"])
    assert second["refresh_token"] != first["refresh_token"] and second["access_token"] != first["access_token"]
    same = ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid")
    assert [after[name] for name in same] == [before[name] for name in same] and "nonce" not in after
    assert portal.userinfo(first["access_token"]).status_code == 200, "D2.14: an access token outlives the rotation"
    assert portal.introspect(second["refresh_token"])["active"], "D2.14: a living refresh token is active"
    assert portal.introspect(first["refresh_token"]) == {"active": False}


def rotated(app: Flask, secret: str, seconds: float) -> None:
    at = utc_now() - timedelta(seconds=seconds)
    change(app, update(OAuthToken).where(OAuthToken.secret_hash == hash_of(secret)).values(rotated_at=at))


def test_an_old_refresh_token_ends_the_family(portal: Portal, browser: FlaskClient, hub_app: Flask) -> None:
    first = portal.tokens(browser, Login(scope=OFFLINE))
    second = portal.refresh(first["refresh_token"]).json
    rotated(hub_app, first["refresh_token"], 31)
    assert refused(portal.refresh(first["refresh_token"]))
    assert refused(portal.refresh(second["refresh_token"]))
    assert portal.userinfo(second["access_token"]).status_code == 401


def test_a_lost_answer_is_forgiven_twice_and_no_more(portal: Portal, browser: FlaskClient) -> None:
    first = portal.tokens(browser, Login(scope=OFFLINE))
    again = [portal.refresh(first["refresh_token"]) for _ in range(3)]
    assert [answer.status_code for answer in again] == [200, 200, 200]
    assert refused(portal.refresh(first["refresh_token"]))
    assert refused(portal.refresh(again[-1].json["refresh_token"]))


def test_another_client_cannot_use_or_end_a_refresh_token(
    portal: Portal, make_portal: MakePortal, browser: FlaskClient
) -> None:
    tokens = portal.tokens(browser, Login(scope=OFFLINE))
    assert refused(make_portal().refresh(tokens["refresh_token"]))
    assert portal.refresh(tokens["refresh_token"]).status_code == 200


def test_scopes_can_be_narrowed_at_a_refresh_and_never_widened(portal: Portal, browser: FlaskClient) -> None:
    tokens = portal.tokens(browser, Login(scope=OFFLINE))
    narrow = portal.refresh(tokens["refresh_token"], scope="openid").json
    assert narrow["scope"] == "openid" and portal.introspect(narrow["access_token"])["scope"] == "openid"
    wide = portal.refresh(narrow["refresh_token"], scope="openid order.read")
    assert wide.json["scope"] == "openid order.read", "the grant itself was not narrowed"
    assert refused(portal.refresh(wide.json["refresh_token"], scope="openid person"), "invalid_scope")


def test_a_family_ends_after_thirty_days_however_often_renewed(
    portal: Portal, browser: FlaskClient, hub_app: Flask
) -> None:
    tokens = portal.tokens(browser, Login(scope=OFFLINE))
    long_ago = utc_now() - timedelta(days=29, hours=23, minutes=59)
    change(hub_app, update(OAuthGrant).where(OAuthGrant.client_id == portal.row_id).values(created_at=long_ago))
    renewed = portal.refresh(tokens["refresh_token"]).json
    assert portal.introspect(renewed["refresh_token"])["exp"] - utc_now().timestamp() < 61


def test_an_access_token_as_refresh_token_opens_nothing(portal: Portal, browser: FlaskClient) -> None:
    tokens = portal.tokens(browser, Login(scope=OFFLINE))
    assert refused(portal.refresh(tokens["access_token"]))
    assert portal.userinfo(tokens["refresh_token"]).status_code == 401


def test_a_scope_taken_from_a_client_is_renewed_for_nobody(
    portal: Portal, browser: FlaskClient, hub_app: Flask
) -> None:
    wide, narrow = portal.tokens(browser, Login(scope=OFFLINE)), portal.tokens(browser, Login(scope="openid"))
    with hub_app.app_context(), scope.everything(), unit_of_work():
        client = get_client(portal.client_id)
        change_client(client=client, draft=replace(draft_of(client), name_en="Renamed"), by=THE_HUB)
    renewed = portal.refresh(wide["refresh_token"]).json
    with hub_app.app_context(), scope.everything(), unit_of_work():
        client = get_client(portal.client_id)
        left = [scope for scope in client.scopes if scope != "order.read"]
        change_client(client=client, draft=replace(draft_of(client), scopes=left), by=THE_HUB)
    assert refused(portal.refresh(renewed["refresh_token"]))
    assert portal.introspect(renewed["access_token"]) == {"active": False}
    assert portal.introspect(narrow["access_token"])["active"] is True


@pytest.mark.parametrize("column", ["disabled_at", "awaits_review"])
def test_whoever_may_not_sign_in_any_more_has_no_tokens(
    portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody, column: str
) -> None:
    login = Login(scope=OFFLINE)
    tokens = portal.tokens(browser, login)
    code = portal.authorize(browser, login).code
    value: Any = utc_now() if column == "disabled_at" else True
    change(hub_app, update(Account).where(Account.id == somebody.account_id).values({column: value}))
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert refused(portal.refresh(tokens["refresh_token"])) and refused(portal.redeem(code, login))


def test_subjects_are_pairwise_and_stay(
    portal: Portal, make_portal: MakePortal, browser: FlaskClient, somebody: Somebody
) -> None:
    other = make_portal(trusted=True, redirect_uris=(BACK,), sector="other.example")
    same_sector = make_portal(trusted=True)
    first, second, elsewhere, beside = (
        payload_of(one.tokens(browser)["id_token"])["sub"] for one in (portal, portal, other, same_sector)
    )
    assert first == second == beside and first != elsewhere
    assert str(somebody.account_id) not in first and somebody.username not in first
