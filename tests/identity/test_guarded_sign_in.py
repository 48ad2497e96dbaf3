"""Many failed sign-ins: slower, then a code to the phone; a stranger cannot lock anybody out (design §8.15)."""

import re
import threading
from collections import Counter
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.serving import make_server

from hub import identity, messages
from hub.audit import AuditEvent
from hub.identity import PhoneProof
from hub.identity.tries import SIGN_IN
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.messages import SmsOutbox
from schemas.terms import Role
from tests.identity.conftest import MakePerson, Somebody, sign_in


def let_the_wait_pass(app: Flask) -> None:
    with app.app_context(), unit_of_work():
        db.session.execute(text("UPDATE try_counter SET locked_until = NULL WHERE kind = 'password.sign_in'"))


def fail(app: Flask, username: str, times: int) -> None:
    for _ in range(times):
        let_the_wait_pass(app)
        app.test_client().post("/login/hub", data={"username": username, "password": "wrong"})


def texts_to(app: Flask, somebody: Somebody) -> list[str]:
    run_until_idle(app)
    with app.app_context():
        phone = identity.get_account(somebody.account_id).phone
        found = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at))
        return [sent.text for sent in found if sent.phone == phone]


def newest_code(app: Flask, somebody: Somebody) -> str:
    found = re.search(r"\d{6}", texts_to(app, somebody)[-1])
    assert found is not None
    return found.group()


def to_the_code_page(app: Flask, browser: FlaskClient, username: str, password: str) -> Any:
    let_the_wait_pass(app)
    return browser.post("/login/hub", data={"username": username, "password": password, "next": "/t/holder"})


@pytest.mark.parametrize(("failures", "wait_s"), [(1, None), (2, None), (3, 2), (4, 4), (5, 8), (6, None), (9, None)])
def test_each_later_failure_makes_the_next_try_wait_longer(
    hub_app: Flask, person: MakePerson, failures: int, wait_s: int | None
) -> None:
    somebody = person()
    fail(hub_app, somebody.username, failures)
    with hub_app.app_context():
        row = db.session.execute(
            text("SELECT tries, locked_until FROM try_counter WHERE kind = 'password.sign_in'")
        ).one()
    assert row.tries == failures
    left = (row.locked_until - utc_now()).total_seconds() if row.locked_until else None
    assert (left is None) == (wait_s is None)
    assert left is None or wait_s - 2 < left <= wait_s


def test_after_many_failures_the_owner_comes_in_with_password_and_text(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser = person(), hub_app.test_client()
    fail(hub_app, somebody.username, SIGN_IN.coded)
    answer = to_the_code_page(hub_app, browser, somebody.username, somebody.password)
    assert (answer.status_code, answer.location) == (303, "/login/code")
    assert browser.get("/t/signed").status_code == 303
    opened = browser.post("/login/code", data={"code": newest_code(hub_app, somebody)})
    assert (opened.status_code, opened.location) == (303, "/t/holder")
    assert browser.get("/t/holder").status_code == 200
    again = sign_in(hub_app.test_client(), somebody)
    assert again.location == "/home", "success starts counting anew"


def test_a_stranger_learns_nothing_and_sends_no_text(hub_app: Flask, person: MakePerson) -> None:
    somebody = person()
    pages = []
    for username in (somebody.username, "nobody-of-this-name"):
        fail(hub_app, username, SIGN_IN.coded)
        stranger = hub_app.test_client()
        answer = to_the_code_page(hub_app, stranger, username, "still wrong")
        page = stranger.get("/login/code").text
        refused = stranger.post("/login/code", data={"code": "123456"})
        pages.append((answer.status_code, answer.location, without_keys(page), refused.status_code))
    owner = hub_app.test_client()
    right = to_the_code_page(hub_app, owner, somebody.username, somebody.password)
    pages.append((right.status_code, right.location, without_keys(owner.get("/login/code").text), 422))
    assert pages[0] == pages[1] == pages[2]
    assert len(texts_to(hub_app, somebody)) == 1, "only the right password sends one"


def without_keys(page: str) -> str:
    return re.sub(r'(value|id|for|href|aria-\w+)="[^"]*"', "", page)


def test_the_right_password_alone_opens_nothing_any_more(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser = person(), hub_app.test_client()
    fail(hub_app, somebody.username, SIGN_IN.coded)
    to_the_code_page(hub_app, browser, somebody.username, somebody.password)
    assert browser.post("/login/account", data={"account": str(somebody.account_id)}).location == "/login/sms"
    assert browser.get("/t/signed").status_code == 303


def test_a_code_has_five_tries_and_is_this_browsers(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser, other = person(), hub_app.test_client(), hub_app.test_client()
    fail(hub_app, somebody.username, SIGN_IN.coded)
    to_the_code_page(hub_app, browser, somebody.username, somebody.password)
    to_the_code_page(hub_app, other, somebody.username, "wrong")
    code = newest_code(hub_app, somebody)
    assert other.post("/login/code", data={"code": code}).status_code == 422
    wrong = "000000" if code != "000000" else "000001"
    statuses = [browser.post("/login/code", data={"code": wrong}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert browser.post("/login/code", data={"code": code}).status_code == 429


def test_an_authenticator_serves_in_place_of_the_text(hub_app: Flask, person: MakePerson) -> None:
    somebody, browser = person(Role.ASSESSOR, area="maanshan", totp=True), hub_app.test_client()
    fail(hub_app, somebody.username, SIGN_IN.coded)
    to_the_code_page(hub_app, browser, somebody.username, somebody.password)
    assert browser.post("/login/code", data={"code": somebody.code()}).status_code == 303
    assert browser.get("/t/assessor").status_code == 200


def test_the_guard_is_recorded_and_told_once(hub_app: Flask, inside: None, person: MakePerson) -> None:
    somebody = person()
    fail(hub_app, somebody.username, SIGN_IN.coded + 2)
    fail(hub_app, "nobody-of-that-name", SIGN_IN.coded)
    run_until_idle(hub_app)
    found = select(AuditEvent.event).where(AuditEvent.subject_id == somebody.account_id)
    assert list(db.session.scalars(found)).count("account.locked") == 1
    told = [message.event for message in messages.inbox(identity.actor_for(somebody.account_id))]
    assert told == ["account.locked"]


@pytest.fixture
def address(hub_app: Flask) -> Any:
    server = make_server("127.0.0.1", 0, hub_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def at_once(count: int, act: Any) -> Counter[int]:
    barrier, statuses = threading.Barrier(count), Counter[int]()

    def run(n: int) -> None:
        barrier.wait()
        statuses[act(n)] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_parallel_tries_over_http_are_counted_before_they_are_judged(
    hub_app: Flask, address: str, person: MakePerson
) -> None:
    somebody = person()

    def guess(n: int) -> int:
        typed = {"username": somebody.username, "password": f"guess {n}"}
        return requests.post(f"{address}/login/hub", data=typed, timeout=30, allow_redirects=False).status_code

    assert at_once(16, guess) == {422: 3, 429: 13}


def test_parallel_tries_at_a_text_code_over_http_have_five_in_all(
    hub_app: Flask, address: str, person: MakePerson
) -> None:
    somebody = person()
    fail(hub_app, somebody.username, SIGN_IN.coded)
    let_the_wait_pass(hub_app)
    browser = requests.Session()
    typed = {"username": somebody.username, "password": somebody.password}
    browser.post(f"{address}/login/hub", data=typed, timeout=30)
    code = newest_code(hub_app, somebody)
    cookies = browser.cookies.get_dict()

    def guess(n: int) -> int:
        wrong = f"{(int(code) + n + 1) % 1_000_000:06d}"
        sent = {"code": wrong}
        return requests.post(
            f"{address}/login/code", data=sent, cookies=cookies, timeout=30, allow_redirects=False
        ).status_code

    assert at_once(12, guess) == {422: 5, 429: 7}
    with hub_app.app_context():
        assert db.session.scalar(select(func.max(PhoneProof.tries))) == 5
