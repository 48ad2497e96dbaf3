"""The authenticator: set up at the first sign-in, recovery codes once, replaced, removed by nobody of staff."""

import re
import threading

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from hub import identity, messages
from hub.identity.models import RecoveryCode
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from schemas.terms import Role
from tests.identity.conftest import PASSWORD, MakePerson, Somebody, sign_in
from tests.identity.phones import another_code, code_on, let_time_pass, phone_of, texts_to_phone


def key_on(page: str) -> str:
    return "".join(html.fromstring(page).xpath("string(//code[@class='totp-key'])").split())


def kept_on(page: str) -> str:
    return str(html.fromstring(page).xpath("//input[@name='kept']/@value")[0])


def codes_on(page: str) -> list[str]:
    return [str(code) for code in html.fromstring(page).xpath("//ol[@class='recovery-codes']/li/code/text()")]


def now_code(key: str) -> str:
    return pyotp.TOTP(key).at(utc_now())


def to_the_key(app: Flask, browser: FlaskClient, officer: Somebody) -> str:
    """Sign in and give the text's code; returns the page with the key."""
    answer = browser.post("/login/hub", data={"username": officer.username, "password": officer.password})
    assert answer.location == "/login/second-factor"
    assert browser.get(answer.location).location == "/login/enroll"
    assert "totp-key" not in browser.get("/login/enroll").text, "not before the text's code"
    browser.post("/login/enroll/code")
    given = browser.post("/login/enroll/confirm", data={"code": code_on(app, phone_of(app, officer))})
    assert given.location == "/login/enroll"
    return browser.get("/login/enroll").text


def test_staff_without_one_set_it_up_at_the_first_sign_in(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    officer = person(Role.ASSESSOR, area="maanshan")
    page = to_the_key(hub_app, client, officer)
    assert "<svg" in page and client.get("/t/assessor").status_code == 303
    key, kept = key_on(page), kept_on(page)
    wrong = client.post("/login/enroll", data={"code": another_code(now_code(key)), "kept": kept})
    assert wrong.status_code == 422 and key_on(wrong.text) == key, "the same key is shown again"
    done = client.post("/login/enroll", data={"code": now_code(key), "kept": kept})
    assert done.status_code == 200 and len(set(codes_on(done.text))) == 10
    assert client.get("/t/assessor").status_code == 200
    with hub_app.app_context():
        account = identity.get_account(officer.account_id)
        assert account.totp_secret == key
        kept_codes = db.session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == account.id)).all()
        assert len(kept_codes) == 10 and not {row.code_hash for row in kept_codes} & set(codes_on(done.text))


def test_a_key_is_for_the_session_it_was_shown_to(hub_app: Flask, person: MakePerson) -> None:
    officer, browser, other = person(Role.ASSESSOR, area="maanshan"), hub_app.test_client(), hub_app.test_client()
    mine = to_the_key(hub_app, browser, officer)
    to_the_key(hub_app, other, officer)
    stolen = other.post("/login/enroll", data={"code": now_code(key_on(mine)), "kept": kept_on(mine)})
    assert stolen.status_code == 422
    with hub_app.app_context():
        assert identity.get_account(officer.account_id).totp_secret is None


def test_somebody_without_the_text_sets_nothing_up(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    officer = person(Role.ASSESSOR, area="maanshan")
    client.post("/login/hub", data={"username": officer.username, "password": officer.password})
    assert client.post("/login/enroll", data={"code": "123456", "kept": "made up"}).location == "/login/enroll"
    client.post("/login/enroll/code")
    wrong = another_code(code_on(hub_app, phone_of(hub_app, officer)))
    statuses = [client.post("/login/enroll/confirm", data={"code": wrong}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]


def enrolled(app: Flask, person: MakePerson, role: Role = Role.ASSESSOR) -> tuple[Somebody, list[str]]:
    """Somebody with an authenticator, and the recovery codes."""
    area = "maanshan" if role is Role.ASSESSOR else None
    somebody, key = person(role, area=area), pyotp.random_base32()
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        codes = identity.second_factor.enroll_second_factor(account=account, secret=key, code=now_code(key), by=THE_HUB)
        account.totp_last_step = None
    return Somebody(somebody.username, PASSWORD, somebody.account_id, somebody.organization_id, key), codes


def test_a_recovery_code_stands_in_once_and_its_owner_is_told(hub_app: Flask, person: MakePerson) -> None:
    somebody, codes = enrolled(hub_app, person)
    assert sign_in(hub_app.test_client(), somebody, code=codes[0].upper()).location == "/home"
    assert sign_in(hub_app.test_client(), somebody, code=codes[0]).status_code == 422
    assert sign_in(hub_app.test_client(), somebody, code=codes[1].replace("-", " ")).location == "/home"
    assert any("登录验证方式已变更" in sent for sent in texts_to_phone(hub_app, phone_of(hub_app, somebody)))
    with hub_app.app_context():
        assert identity.second_factor.count_recovery_codes(somebody.account_id) == 8
        told = messages.inbox(identity.actor_for(somebody.account_id))
        assert {message.event for message in told} == {"account.contact_changed"}


def test_one_recovery_code_in_two_browsers_at_once_opens_one(hub_app: Flask, person: MakePerson) -> None:
    somebody, codes = enrolled(hub_app, person)
    browsers, statuses, barrier = [hub_app.test_client() for _ in range(4)], [], threading.Barrier(4)
    for browser in browsers:
        browser.post("/login/hub", data={"username": somebody.username, "password": somebody.password})

    def give(browser: FlaskClient) -> None:
        barrier.wait()
        statuses.append(browser.post("/login/second-factor", data={"code": codes[2]}).status_code)

    threads = [threading.Thread(target=give, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303, 422, 422, 422]


def with_fresh_code(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    browser.post("/login/step-up/code")
    assert browser.post("/login/step-up", data={"code": code_on(app, phone_of(app, somebody))}).status_code == 303


def test_renewing_ends_the_old_codes_and_needs_a_code(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody, codes = enrolled(hub_app, person)
    sign_in(client, somebody, code=codes[0])
    assert client.post("/account/second-factor/codes", data={"code": "999999"}).status_code == 422
    fresh = codes_on(client.post("/account/second-factor/codes", data={"code": codes[1]}).text)
    assert len(fresh) == 10 and not set(fresh) & set(codes)
    assert sign_in(hub_app.test_client(), somebody, code=codes[5]).status_code == 422
    assert sign_in(hub_app.test_client(), somebody, code=fresh[5]).location == "/home"


def test_replacing_needs_the_present_one(hub_app: Flask, client: FlaskClient, person: MakePerson) -> None:
    somebody, codes = enrolled(hub_app, person)
    sign_in(client, somebody, code=codes[0])
    assert client.get("/account/second-factor/new").location.startswith("/login/step-up")
    with_fresh_code(hub_app, client, somebody)
    page = client.get("/account/second-factor/new").text
    key, kept = key_on(page), kept_on(page)
    typed = {"code": now_code(key), "kept": kept}
    assert client.post("/account/second-factor/new", data={**typed, "current": "111111"}).status_code == 422
    done = client.post("/account/second-factor/new", data={**typed, "current": codes[1]})
    assert len(codes_on(done.text)) == 10
    with hub_app.app_context():
        assert identity.get_account(somebody.account_id).totp_secret == key
    again = client.post("/account/second-factor/new", data={**typed, "current": codes_on(done.text)[0]})
    assert again.status_code in (409, 422) and not codes_on(again.text), "codes are shown once"


def test_staff_cannot_remove_it_and_others_need_a_long_password(hub_app: Flask, person: MakePerson) -> None:
    officer, codes = enrolled(hub_app, person)
    browser = hub_app.test_client()
    sign_in(browser, officer, code=codes[0])
    with_fresh_code(hub_app, browser, officer)
    typed = {"code": codes[1], "password": officer.password}
    refused = browser.post("/account/second-factor/remove", data=typed)
    assert refused.status_code == 409 and "account.second_factor_needed" in refused.text
    holder, codes = enrolled(hub_app, person, Role.HOLDER_ADMIN)
    browser = hub_app.test_client()
    sign_in(browser, holder, code=codes[0])
    with_fresh_code(hub_app, browser, holder)
    wrong = {"code": codes[1], "password": "not the password of this"}
    assert browser.post("/account/second-factor/remove", data=wrong).status_code == 422
    done = browser.post("/account/second-factor/remove", data={"code": codes[1], "password": holder.password})
    assert done.location == "/account/second-factor"
    with hub_app.app_context():
        assert identity.get_account(holder.account_id).totp_secret is None
        assert identity.second_factor.count_recovery_codes(holder.account_id) == 0


def test_a_reset_ends_sessions_and_asks_for_a_new_one_at_the_next_sign_in(hub_app: Flask, person: MakePerson) -> None:
    somebody, codes = enrolled(hub_app, person, Role.HOLDER_ADMIN)
    browser = hub_app.test_client()
    sign_in(browser, somebody, code=codes[0])
    with hub_app.app_context(), scope.everything(), unit_of_work():
        identity.second_factor.reset_second_factor(identity.get_account(somebody.account_id), THE_HUB)
    assert browser.get("/t/signed").location.startswith("/login?")
    answer = browser.post("/login/hub", data={"username": somebody.username, "password": somebody.password})
    assert answer.location == "/login/second-factor"
    assert browser.get("/login/second-factor").location == "/login/enroll"


def test_the_text_for_setting_up_is_good_for_a_quarter_of_an_hour(
    hub_app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    officer = person(Role.ASSESSOR, area="maanshan")
    page = to_the_key(hub_app, client, officer)
    let_time_pass(hub_app, "web_session", "code_confirmed_at", 16)
    late = client.post("/login/enroll", data={"code": now_code(key_on(page)), "kept": kept_on(page)})
    assert late.location == "/login/enroll"
    assert re.search("手机", client.get("/login/enroll").text)


def test_whoever_has_only_the_phone_sets_up_no_authenticator_for_staff(hub_app: Flask, person: MakePerson) -> None:
    """Posting past the page that asks for the password would make one text two factors."""
    officer, thief = person(Role.ASSESSOR, area="maanshan"), hub_app.test_client()
    phone = phone_of(hub_app, officer)
    thief.post("/login/sms", data={"phone": phone})
    thief.post("/login/code", data={"code": code_on(hub_app, phone)})
    before = len(texts_to_phone(hub_app, phone))
    assert thief.post("/login/enroll/code").location == "/login/enroll"
    assert len(texts_to_phone(hub_app, phone)) == before, "no second text"
    thief.post("/login/enroll/confirm", data={"code": code_on(hub_app, phone)})
    page = thief.post("/login/enroll", data={"code": "123456", "kept": "x"})
    assert page.location == "/login/enroll" and "totp-key" not in page.text
    assert thief.get("/t/assessor").status_code == 303
