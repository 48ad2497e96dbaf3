"""What a portal may ask about the login: prompt, max_age, id_token_hint, acr_values, idp_hint; and what survives it."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from hub.identity import WebSession
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox
from schemas.terms import Assurance, Role
from tests.federation.platforms import forget, platforms, point_at
from tests.identity.conftest import MakePerson, Somebody, sign_in
from tests.identity.provider.conftest import MakePortal
from tests.identity.provider.portal import BACK, Login, Portal, follow, payload_of
from tests.identity.test_region_login import at_region


def next_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["next"][0]


def age(app: Flask, somebody: Somebody, **ago: float) -> None:
    """Let the person's sessions have begun so long ago."""
    at = utc_now() - timedelta(**ago)
    values = {"authenticated_at": at, "opened_at": at, "created_at": at}
    mine = update(WebSession).where(WebSession.account_id == somebody.account_id).values(**values)
    with app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(mine)


def log_in_again(browser: FlaskClient, somebody: Somebody, waiting: Any) -> Any:
    """Do what the hub asks for: sign in, and go on where the hub says."""
    assert waiting.address.startswith("/login?"), waiting.address
    assert browser.get(waiting.address).status_code == 200, "the page of the ways in, not a way around it"
    return follow(browser, sign_in(browser, somebody, target=next_of(waiting.address)).location)


def test_a_request_survives_the_login(portal: Portal, hub_app: Flask, somebody: Somebody) -> None:
    browser, login = hub_app.test_client(), Login()
    answer = log_in_again(browser, somebody, portal.authorize(browser, login))
    assert portal.redeem(answer.code, login).status_code == 200


def test_a_request_survives_a_second_factor(portal: Portal, hub_app: Flask, person: MakePerson) -> None:
    officer = person(Role.ASSESSOR, area="maanshan", totp=True)
    browser, login = hub_app.test_client(), Login(scope="openid person")
    answer = log_in_again(browser, officer, portal.authorize(browser, login))
    tokens = portal.redeem(answer.code, login).json
    assert payload_of(tokens["id_token"])["amr"] == ["pwd", "otp", "mfa"]
    assert portal.userinfo(tokens["access_token"]).json["roles"] == ["assessor"]


def test_a_waiting_second_factor_is_no_login(portal: Portal, hub_app: Flask, person: MakePerson) -> None:
    officer = person(Role.ASSESSOR, area="maanshan", totp=True)
    browser = hub_app.test_client()
    browser.post("/login/hub", data={"username": officer.username, "password": officer.password})
    assert portal.authorize(browser).address.startswith("/login/second-factor?next=%2Foauth%2Fcontinue")
    assert portal.authorize(browser, prompt="none").sent["error"] == "login_required"


def test_another_browser_cannot_go_on_with_a_request(portal: Portal, hub_app: Flask, browser: FlaskClient) -> None:
    waiting = portal.authorize(hub_app.test_client())
    answer = browser.get(next_of(waiting.address))
    assert answer.status_code == 400 and 'data-error="portal.request_expired"' in answer.text


def test_oidcc_prompt_none_not_logged_in(portal: Portal, hub_app: Flask) -> None:
    login = Login()
    answer = portal.authorize(hub_app.test_client(), login, prompt="none")
    assert (answer.sent["error"], answer.sent["state"]) == ("login_required", login.state) and answer.sent["iss"]


def test_oidcc_prompt_none_logged_in(portal: Portal, browser: FlaskClient) -> None:
    first, second = (payload_of(portal.tokens(browser, **more)["id_token"]) for more in ({}, {"prompt": "none"}))
    assert [first[name] for name in ("sub", "auth_time", "sid")] == [
        second[name] for name in ("sub", "auth_time", "sid")
    ]


def test_oidcc_prompt_none_without_consent(make_portal: MakePortal, browser: FlaskClient) -> None:
    assert make_portal().authorize(browser, prompt="none").sent["error"] == "consent_required"


def test_oidcc_prompt_login(portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody) -> None:
    age(hub_app, somebody, minutes=10)
    before = payload_of(portal.tokens(browser)["id_token"])["auth_time"]
    login = Login()
    answer = log_in_again(browser, somebody, portal.authorize(browser, login, prompt="login"))
    after = portal.read_id_token(portal.redeem(answer.code, login).json["id_token"], login)["auth_time"]
    assert after > before + 500


def test_oidcc_max_age_1(portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody) -> None:
    age(hub_app, somebody, seconds=1000)
    login = Login()
    answer = log_in_again(browser, somebody, portal.authorize(browser, login, max_age="1"))
    claims = portal.read_id_token(portal.redeem(answer.code, login).json["id_token"], login)
    assert utc_now().timestamp() - claims["auth_time"] < 500


def test_oidcc_max_age_10000(portal: Portal, browser: FlaskClient) -> None:
    assert portal.authorize(browser, max_age="10000").code


def test_max_age_and_prompt_none(portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody) -> None:
    age(hub_app, somebody, seconds=5)
    assert portal.authorize(browser, max_age="1", prompt="none").sent["error"] == "login_required"


def test_oidcc_id_token_hint(portal: Portal, browser: FlaskClient, hub_app: Flask, person: MakePerson) -> None:
    hint = portal.tokens(browser)["id_token"]
    assert portal.authorize(browser, prompt="none", id_token_hint=hint).code
    stranger = hub_app.test_client()
    sign_in(stranger, person())
    assert portal.authorize(stranger, prompt="none", id_token_hint=hint).sent["error"] == "login_required"


def test_the_hinted_person_must_be_the_one_who_logs_in(
    portal: Portal, browser: FlaskClient, somebody: Somebody, person: MakePerson, hub_app: Flask
) -> None:
    hint = portal.tokens(browser)["id_token"]
    other = person()
    stranger, login = hub_app.test_client(), Login()
    sign_in(stranger, other)
    age(hub_app, other, minutes=1)
    right = log_in_again(stranger, somebody, portal.authorize(stranger, login, id_token_hint=hint))
    assert portal.redeem(right.code, login).status_code == 200
    again = hub_app.test_client()
    wrong = log_in_again(again, other, portal.authorize(again, Login(), id_token_hint=hint))
    assert wrong.sent["error"] == "login_required" and wrong.address.startswith(BACK)


def test_a_hint_of_another_client_is_refused(portal: Portal, make_portal: MakePortal, browser: FlaskClient) -> None:
    other = make_portal(trusted=True).tokens(browser)["id_token"]
    assert portal.authorize(browser, id_token_hint=other).sent["error"] == "invalid_request"


def low(app: Flask, somebody: Somebody) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        mine = update(WebSession).where(WebSession.account_id == somebody.account_id)
        db.session.execute(mine.values(assurance=Assurance.LOW))


def test_acr_values_lead_to_a_code_by_text(
    portal: Portal, browser: FlaskClient, hub_app: Flask, somebody: Somebody
) -> None:
    low(hub_app, somebody)
    login = Login()
    assert payload_of(portal.tokens(browser, login)["id_token"])["acr"] == "low"
    waiting = portal.authorize(browser, login, acr_values="substantial")
    assert waiting.address.startswith("/login/step-up?next=%2Foauth%2Fcontinue")
    target = next_of(waiting.address)
    browser.post("/login/step-up/code", data={"next": target})
    with hub_app.app_context():
        sent = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.id.desc()).limit(1)).one().text
    code = next(word for word in "".join(c if c.isdigit() else " " for c in sent).split() if len(word) == 6)
    raised = browser.post("/login/step-up", data={"code": code, "next": target})
    claims = payload_of(portal.redeem(follow(browser, raised.location).code, login).json["id_token"])
    assert claims["acr"] == "substantial" and "sms" in claims["amr"] and "mfa" in claims["amr"]


def test_acr_values_are_a_wish(portal: Portal, browser: FlaskClient) -> None:
    claims = payload_of(portal.tokens(browser, acr_values="high")["id_token"])
    assert claims["acr"] == "substantial", "never more than there is"


@pytest.fixture
def region(hub_app: Flask) -> Any:
    with platforms("jiangsu") as found:
        point_at(hub_app, found)
        yield found["jiangsu"]
    forget()


def test_idp_hint_leads_to_the_region_and_back_to_the_portal(portal: Portal, hub_app: Flask, region: Any) -> None:
    browser, login = hub_app.test_client(), Login(scope="openid org")
    there = portal.authorize(browser, login, idp_hint="jiangsu")
    assert there.address.startswith(region.address if hasattr(region, "address") else "http://127.0.0.1:")
    answer = follow(browser, at_region(there.address, "e01"))
    tokens = portal.redeem(answer.code, login).json
    claims = payload_of(tokens["id_token"])
    assert (claims["acr"], claims["upstream_region"], claims["amr"]) == ("low", "jiangsu", ["fed"])
    assert portal.userinfo(tokens["access_token"]).json["org_region"] == "jiangsu"


def test_what_a_portal_wishes_of_the_login_is_asked_of_the_region_too(portal: Portal, hub_app: Flask) -> None:
    with platforms("shanghai") as found:
        point_at(hub_app, found)
        there = portal.authorize(hub_app.test_client(), idp_hint="shanghai", prompt="login", max_age="300")
        asked = parse_qs(urlsplit(there.address).query)
    forget()
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["300"])


def test_an_idp_hint_of_nowhere_is_ignored(portal: Portal, hub_app: Flask) -> None:
    assert portal.authorize(hub_app.test_client(), idp_hint="../admin").address.startswith("/login?next=")
