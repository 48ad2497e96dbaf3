"""Signing in with a hub account: one text for every failure, counted tries, second factor, sessions that end."""

import threading
from collections import Counter
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from hub import identity
from hub.audit import AuditEvent
from hub.identity import WebSession
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody, sign_in

COOKIE = "hub_session"


def error_of(answer: object) -> str:
    return str(answer.text).split('data-error="')[1].split("<")[0]  # type: ignore[attr-defined]


def test_the_right_password_opens_a_session(client: FlaskClient, person: MakePerson) -> None:
    somebody = person()
    answer = sign_in(client, somebody)
    assert (answer.status_code, answer.location) == (303, "/home")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    assert client.get("/t/holder").text == f"测试人员|{somebody.organization_id}|substantial"


def test_unknown_account_wrong_password_and_disabled_account_read_the_same(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    known, disabled = person(), person()
    with hub_app.app_context(), unit_of_work():
        identity.get_account(disabled.account_id).disabled_at = utc_now()
    answers = [
        client.post("/login/hub", data={"username": name, "password": password})
        for name, password in (
            (known.username, "wrong"),
            ("nobody-here", "wrong"),
            (disabled.username, disabled.password),
        )
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert len({error_of(answer) for answer in answers}) == 1
    assert client.get_cookie(COOKIE) is None


def test_a_username_may_be_typed_in_any_width_and_case(client: FlaskClient, person: MakePerson) -> None:
    somebody = person()
    wide = "".join(chr(ord(c) + 0xFEE0) for c in somebody.username.upper())
    answer = client.post("/login/hub", data={"username": wide, "password": somebody.password})
    assert answer.status_code == 303


def test_parallel_tries_cannot_race_past_the_limit(hub_app: Flask, person: MakePerson) -> None:
    somebody = person()
    barrier = threading.Barrier(12)
    statuses: Counter[int] = Counter()

    def guess(n: int) -> None:
        browser = hub_app.test_client()
        barrier.wait()
        # From an address each: the row of one address would line them up and hide a race on the account.
        answer = browser.post(
            "/login/hub",
            data={"username": somebody.username, "password": f"guess {n}"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{n}"},
        )
        statuses[answer.status_code] += 1

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == {422: 3, 429: 9}
    at_once = sign_in(hub_app.test_client(), somebody)
    assert at_once.status_code == 429 and "account.too_soon" in at_once.text
    assert 1 <= int(at_once.headers["Retry-After"]) <= 2


def test_failures_are_recorded(hub_app: Flask, inside: None, person: MakePerson) -> None:
    somebody = person()
    hub_app.test_client().post("/login/hub", data={"username": somebody.username, "password": "wrong"})
    found = select(AuditEvent).where(AuditEvent.subject_id == somebody.account_id)
    events = [event.event for event in db.session.scalars(found)]
    assert "account.login_failed" in events and "account.logged_in" not in events


@pytest.fixture
def assessor(person: MakePerson) -> Somebody:
    return person(Role.ASSESSOR, area="maanshan", totp=True)


def test_a_page_shows_the_areas_of_the_roles_it_is_for_and_no_other_role_of_the_person(
    hub_app: Flask, client: FlaskClient, assessor: Somebody
) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(assessor.account_id)
        identity.grant_role(account=account, role=Role.EXPERT, area="wujiang", by=THE_HUB)
        identity.grant_role(account=account, role=Role.PROGRAMME_STEWARD, by=THE_HUB)
    sign_in(client, assessor)
    assert client.get("/t/areas").text == "maanshan"


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "198.51.100.7"}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=198.51.100.7"}, 404),
        ("127.0.0.1", {"X-Real-IP": "198.51.100.7"}, 404),
        ("127.0.0.1", {"Via": "1.1 a proxy"}, 404),
    ],
)
def test_the_test_surface_answers_this_machine_and_no_proxy_on_it(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    answer = client.get("/testing/clock", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_whatever_a_unit_changes_about_its_money_needs_a_sure_sign_in(hub_app: Flask) -> None:
    # What one puts aside for oneself moves no money: the checkout asks.
    aside = ("/enterprise/cart/items", "/enterprise/favorites/", "/enterprise/orders/<no>/copy")
    unsure = [
        rule.rule
        for rule in hub_app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and rule.endpoint.split(".")[0] in ("enterprise", "institution")
        and not rule.rule.startswith(aside)
        and getattr(hub_app.view_functions[rule.endpoint], "assurance", None) != "substantial"
    ]
    assert unsure == []


def test_staff_open_nothing_before_their_code(client: FlaskClient, assessor: Somebody) -> None:
    answer = client.post("/login/hub", data={"username": assessor.username, "password": assessor.password})
    assert answer.location == "/login/second-factor"
    assert client.get("/t/assessor").location.startswith("/login/second-factor?")
    assert client.get("/t/signed").location.startswith("/login/second-factor?")
    assert client.post("/login/second-factor", data={"code": assessor.code()}).location == "/home"
    assert client.get("/t/assessor").status_code == 200


def test_a_code_counts_once(hub_app: Flask, assessor: Somebody) -> None:
    code = assessor.code()
    assert sign_in(hub_app.test_client(), assessor, code=code).status_code == 303
    again = sign_in(hub_app.test_client(), assessor, code=code)
    assert again.status_code == 422 and "account.code_refused" in again.text


def test_one_code_in_two_browsers_at_once_opens_one(hub_app: Flask, assessor: Somebody) -> None:
    browsers = [hub_app.test_client() for _ in range(4)]
    for browser in browsers:
        browser.post("/login/hub", data={"username": assessor.username, "password": assessor.password})
    code, statuses = assessor.code(), []
    barrier = threading.Barrier(4)

    def confirm(browser: FlaskClient) -> None:
        barrier.wait()
        statuses.append(browser.post("/login/second-factor", data={"code": code}).status_code)

    threads = [threading.Thread(target=confirm, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422, 422, 422]


@pytest.mark.parametrize("code", ["", "12345", "１２３４５６", "abcdef", "0000000"])
def test_what_is_no_code_is_refused(client: FlaskClient, assessor: Somebody, code: str) -> None:
    assert sign_in(client, assessor, code=code or " ").status_code == 422
    assert client.get("/t/assessor").status_code == 303


def test_an_old_code_is_refused(client: FlaskClient, assessor: Somebody) -> None:
    old = pyotp.TOTP(assessor.totp_secret or "").at(utc_now() - timedelta(minutes=2))
    assert sign_in(client, assessor, code=old).status_code == 422


def test_guessing_codes_is_stopped(client: FlaskClient, assessor: Somebody) -> None:
    client.post("/login/hub", data={"username": assessor.username, "password": assessor.password})
    right = assessor.code()
    wrong = "000000" if right != "000000" else "000001"
    statuses = [client.post("/login/second-factor", data={"code": wrong}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert client.post("/login/second-factor", data={"code": right}).status_code == 429


def test_a_session_planted_before_signing_in_is_not_taken_over(hub_app: Flask, person: MakePerson) -> None:
    somebody, planted = person(), "planted-by-somebody-else"
    browser = hub_app.test_client()
    browser.set_cookie(COOKIE, planted)
    sign_in(browser, somebody)
    cookie = browser.get_cookie(COOKIE)
    assert cookie is not None and cookie.value != planted
    other = hub_app.test_client()
    other.set_cookie(COOKIE, planted)
    assert other.get("/t/holder").status_code == 303


def test_the_waiting_session_is_replaced_by_the_second_factor(hub_app: Flask, assessor: Somebody) -> None:
    browser = hub_app.test_client()
    browser.post("/login/hub", data={"username": assessor.username, "password": assessor.password})
    waiting = browser.get_cookie(COOKIE)
    browser.post("/login/second-factor", data={"code": assessor.code()})
    assert waiting is not None and browser.get_cookie(COOKIE) != waiting
    thief = hub_app.test_client()
    thief.set_cookie(COOKIE, waiting.value)
    assert thief.get("/t/signed").location.startswith("/login?")


def test_the_cookie_is_dead_after_signing_out(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    sign_in(client, person())
    kept = client.get_cookie(COOKIE)
    assert kept is not None and client.post("/logout").status_code == 303
    client.set_cookie(COOKIE, kept.value)
    assert client.get("/t/holder").location == "/login?next=%2Ft%2Fholder"


@pytest.mark.parametrize(
    ("staff", "column", "minutes", "alive"),
    [
        (False, "seen_at", 29, True),
        (False, "seen_at", 31, False),
        (False, "created_at", 12 * 60 - 1, True),
        (False, "created_at", 12 * 60 + 1, False),
        (True, "seen_at", 14, True),
        (True, "seen_at", 16, False),
        (True, "created_at", 8 * 60 - 1, True),
        (True, "created_at", 8 * 60 + 1, False),
    ],
)
def test_sessions_end_by_themselves(
    hub_app: Flask, person: MakePerson, staff: bool, column: str, minutes: int, alive: bool
) -> None:
    somebody = person(Role.ASSESSOR, area="maanshan", totp=True) if staff else person()
    browser = hub_app.test_client()
    sign_in(browser, somebody)
    with hub_app.app_context(), unit_of_work():
        moved = {column: utc_now() - timedelta(minutes=minutes)}
        db.session.execute(update(WebSession).where(WebSession.account_id == somebody.account_id).values(moved))
    assert (browser.get("/t/signed").status_code == 200) is alive


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_leads_nowhere_else(client: FlaskClient, person: MakePerson, target: str) -> None:
    assert sign_in(client, person(), target=target).location == "/home"
    assert client.get("/login", query_string={"next": target}).location == "/home"


def test_next_leads_back_to_where_one_came_from(client: FlaskClient, person: MakePerson) -> None:
    asked = client.get("/t/holder?page=2")
    assert asked.location == "/login?next=%2Ft%2Fholder%3Fpage%3D2"
    assert sign_in(client, person(), target="/t/holder?page=2").location == "/t/holder?page=2"


def test_a_role_taken_away_is_gone_at_the_next_request(hub_app: Flask, client: FlaskClient, assessor: Somebody) -> None:
    sign_in(client, assessor)
    assert client.get("/t/assessor").status_code == 200
    with hub_app.app_context(), scope.everything(), unit_of_work():
        for grant in identity.list_grants(assessor.account_id):
            identity.revoke_role(grant=grant, by=THE_HUB)
    assert client.get("/t/assessor").status_code == 403


def test_a_staff_role_given_to_an_open_session_asks_for_the_second_factor(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    sign_in(client, somebody)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        identity.grant_role(account=account, role=Role.ASSESSOR, area="maanshan", by=THE_HUB)
    assert client.get("/t/assessor").location.startswith("/login/second-factor?")
    assert client.get("/login/second-factor").location == "/login/enroll"


def test_a_disabled_account_is_out_at_once(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody = person()
    sign_in(client, somebody)
    with hub_app.app_context(), unit_of_work():
        identity.get_account(somebody.account_id).disabled_at = utc_now()
    assert client.get("/t/holder").status_code == 303


def test_who_belongs_to_two_units_chooses_one(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody, other = person(), person()
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        identity.grant_role(account=account, role=Role.HOLDER_AGENT, organization_id=other.organization_id, by=THE_HUB)
    sign_in(client, somebody)
    assert client.get("/t/holder").location == "/login/choose?next=%2Ft%2Fholder"
    chosen = client.post("/login/choose", data={"organization": str(other.organization_id), "next": "/t/holder"})
    assert chosen.location == "/t/holder"
    assert str(other.organization_id) in client.get("/t/holder").text
    stranger = person()
    assert client.post("/login/choose", data={"organization": str(stranger.organization_id)}).status_code == 404


def test_a_session_without_the_second_factor_sees_no_row_of_its_staff_role(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    somebody = person()
    sign_in(client, somebody)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        identity.grant_role(account=account, role=Role.AUDITOR, by=THE_HUB)
    assert client.get("/t/public").text == "nothing"
