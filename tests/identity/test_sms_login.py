"""短信登录: the same pages whether or not anybody has the phone; staff still give their second factor (JS-19)."""

import re
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from hub import identity
from hub.identity import OneTimeCode, TryCounter
from hub.identity.tries import TEXTS_BY_PHONE
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import MakePerson
from tests.identity.phones import another_code, code_on, let_time_pass, phone_of, texts_to_phone


def without_keys(page: str) -> str:
    return re.sub(r'(value|id|for|href|aria-\w+)="[^"]*"', "", page)


def test_a_text_signs_in_whoever_has_the_phone(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    phone = phone_of(hub_app, person())
    assert client.post("/login/sms", data={"phone": phone, "next": "/t/holder"}).location == "/login/code"
    assert client.get("/t/signed").status_code == 303
    answer = client.post("/login/code", data={"code": code_on(hub_app, phone)})
    assert (answer.status_code, answer.location) == (303, "/t/holder")
    assert client.get("/t/holder").text.endswith("substantial")


def test_staff_still_give_their_second_factor(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    assessor = person(Role.ASSESSOR, area="maanshan", totp=True)
    phone = phone_of(hub_app, assessor)
    client.post("/login/sms", data={"phone": phone})
    assert client.post("/login/code", data={"code": code_on(hub_app, phone)}).location == "/login/second-factor"
    assert client.get("/t/assessor").location.startswith("/login/second-factor")
    assert client.post("/login/second-factor", data={"code": assessor.code()}).location == "/home"
    assert client.get("/t/assessor").status_code == 200


def test_a_phone_of_nobody_looks_the_same_and_gets_no_text(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    known, other = phone_of(hub_app, person()), hub_app.test_client()
    answers = [
        client.post("/login/sms", data={"phone": known}),
        other.post("/login/sms", data={"phone": "19900099999"}),
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/login/code")}
    assert without_keys(client.get("/login/code").text) == without_keys(other.get("/login/code").text)
    assert other.post("/login/code", data={"code": "123456"}).status_code == 422
    assert texts_to_phone(hub_app, "19900099999") == [] and len(texts_to_phone(hub_app, known)) == 1


def test_who_comes_in_by_a_region_or_is_disabled_gets_no_text(hub_app: Flask, person: MakePerson) -> None:
    phones = []
    for change in ({"password_hash": None}, {"disabled_at": utc_now()}):
        somebody = person()
        phones.append(phone_of(hub_app, somebody))
        with hub_app.app_context(), unit_of_work():
            for name, value in change.items():
                setattr(identity.get_account(somebody.account_id), name, value)
    for phone in phones:
        hub_app.test_client().post("/login/sms", data={"phone": phone})
        assert texts_to_phone(hub_app, phone) == []


def test_several_accounts_with_one_phone_are_offered_after_the_code(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    one, two = person(), person()
    phone = phone_of(hub_app, one)
    with hub_app.app_context(), unit_of_work():
        identity.set_phone(identity.get_account(two.account_id), phone)
    client.post("/login/sms", data={"phone": phone})
    assert client.get("/login/account").location == "/login/sms", "not before the code"
    assert client.post("/login/code", data={"code": code_on(hub_app, phone)}).location == "/login/account"
    page = client.get("/login/account").text
    assert one.username in page and two.username in page
    stranger = person()
    assert client.post("/login/account", data={"account": str(stranger.account_id)}).status_code == 422
    assert client.post("/login/account", data={"account": str(two.account_id)}).location == "/home"
    assert str(two.organization_id) in client.get("/t/holder").text


def test_a_code_counts_once_in_its_own_browser_and_in_time(hub_app: Flask, person: MakePerson) -> None:
    phone = phone_of(hub_app, person())
    browser, other = hub_app.test_client(), hub_app.test_client()
    for one in (browser, other):
        one.post("/login/sms", data={"phone": phone})
    code = code_on(hub_app, phone)
    assert browser.post("/login/code", data={"code": code}).status_code == 422, "sent to the other browser"
    assert other.post("/login/code", data={"code": another_code(code)}).status_code == 422
    assert other.post("/login/code", data={"code": code}).status_code == 303
    assert other.post("/login/code", data={"code": code}).location == "/login"
    late = hub_app.test_client()
    late.post("/login/sms", data={"phone": phone})
    code = code_on(hub_app, phone)
    let_time_pass(hub_app, "phone_proof", "expires_at", 16)
    assert late.post("/login/code", data={"code": code}).location == "/login"


def test_a_phone_gets_so_many_texts_and_the_page_does_not_say_when_it_stops(hub_app: Flask, person: MakePerson) -> None:
    phone = phone_of(hub_app, person())
    for _ in range(TEXTS_BY_PHONE.tries + 2):
        assert hub_app.test_client().post("/login/sms", data={"phone": phone}).location == "/login/code"
    assert len(texts_to_phone(hub_app, phone)) == TEXTS_BY_PHONE.tries


@pytest.mark.parametrize("role", [Role.ASSESSOR])
def test_staff_without_an_authenticator_set_it_up_after_password_and_text(
    hub_app: Flask, person: MakePerson, role: Role
) -> None:
    officer = person(role, area="maanshan")
    phone = phone_of(hub_app, officer)
    by_text = hub_app.test_client()
    by_text.post("/login/sms", data={"phone": phone})
    by_text.post("/login/code", data={"code": code_on(hub_app, phone)})
    assert "请先用密码登录" in by_text.get("/login/enroll").text, "a text alone is one factor"
    assert by_text.post("/login/enroll", data={"code": "123456", "kept": "x"}).location == "/login/enroll"
    with hub_app.app_context(), scope.everything():
        assert identity.actor_for(officer.account_id).has(role) and THE_HUB is not None


def test_neither_the_code_nor_the_phone_is_guessed_back_from_the_tables(hub_app: Flask, person: MakePerson) -> None:
    """A million codes and a list of phones are hashed in a second: what is kept of them needs a key."""
    browser, phone = hub_app.test_client(), phone_of(hub_app, person())
    browser.post("/login/sms", data={"phone": phone})
    code = code_on(hub_app, phone)
    with hub_app.app_context():
        newest = select(OneTimeCode).order_by(OneTimeCode.created_at.desc()).limit(1)
        kept = db.session.scalars(newest).one()
        counted = set(db.session.scalars(select(TryCounter.name_hash).where(TryCounter.kind == "text.phone")))
    plain = "|".join((code, kept.purpose, kept.phone_index, kept.bound_to))
    assert kept.code_hash != sha256(plain.encode()).hexdigest()
    assert counted and sha256(f"SIGN_IN|{kept.phone_index}".encode()).hexdigest() not in counted
