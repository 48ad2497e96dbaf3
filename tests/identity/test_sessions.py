"""However a session ends, whoever hangs on it is told once; a session that is raised gets another secret."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from adapters.contract import UpstreamSession
from hub import identity
from hub.identity import WebSession, sessions
from hub.identity.jobs import end_sessions_that_are_over
from hub.kernel import scope
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.messages import SmsOutbox
from schemas.terms import Assurance, Role
from tests.identity.conftest import PASSWORD, MakePerson, Somebody, sign_in

COOKIE = "hub_session"
Told = list[tuple[str, str]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """(session, why) of every end, as a hook hears of it."""
    heard: Told = []
    monkeypatch.setattr(sessions, "ON_END", [lambda session, why: heard.append((str(session.id), why))])
    return heard


def living(app: Flask, somebody: Somebody) -> list[WebSession]:
    with app.app_context(), scope.everything():
        mine = select(WebSession).where(WebSession.account_id == somebody.account_id, WebSession.ended_at.is_(None))
        return list(db.session.scalars(mine.order_by(WebSession.created_at)))


def reasons(told: Told) -> list[str]:
    return sorted(why for _, why in told)


def signed_in(app: Flask, somebody: Somebody) -> FlaskClient:
    browser = app.test_client()
    assert sign_in(browser, somebody).status_code == 303
    return browser


def age(app: Flask, somebody: Somebody, **ago: timedelta) -> None:
    """Let the person's sessions have begun, or been used, so long ago."""
    with app.app_context(), unit_of_work():
        values = {column: utc_now() - back for column, back in ago.items()}
        db.session.execute(update(WebSession).where(WebSession.account_id == somebody.account_id).values(values))


def sweep(app: Flask) -> None:
    with app.app_context(), scope.everything():
        end_sessions_that_are_over(fire_at=utc_now(), key=None)


def by_logout(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    browser.post("/logout")


def by_others(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    signed_in(app, somebody).post("/account/sessions/end-others")


def by_one(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    (session,) = living(app, somebody)
    signed_in(app, somebody).post(f"/account/sessions/{session.id}/end")


def by_signing_in_again(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    sign_in(browser, somebody)


def by_the_region(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    upstream = UpstreamSession("https://issuer.example", "subject", "sid-1", None)
    with app.app_context(), scope.everything(), unit_of_work():
        account = identity.get_account(somebody.account_id)
        identity.open_session(
            account=account, assurance=Assurance.LOW, browser="", region="shanghai", upstream=upstream, methods=["fed"]
        )
    with app.app_context(), scope.everything(), unit_of_work():
        sessions.end_upstream_sessions("shanghai", replace(upstream, subject=None))


def by_idling(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    age(app, somebody, seen_at=timedelta(minutes=31))
    sweep(app)


def by_age(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    age(app, somebody, created_at=timedelta(hours=12, minutes=1))
    sweep(app)


def by_being_disabled(app: Flask, browser: FlaskClient, somebody: Somebody) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        identity.get_account(somebody.account_id).disabled_at = utc_now()
    sweep(app)


@pytest.mark.parametrize(
    ("way", "why"),
    [
        (by_logout, sessions.LOGGED_OUT),
        (by_others, "ended from another device"),
        (by_one, "ended from another device"),
        (by_signing_in_again, sessions.REPLACED),
        (by_the_region, sessions.ENDED_AT_REGION),
        (by_idling, sessions.PAST_LIMIT),
        (by_age, sessions.PAST_LIMIT),
        (by_being_disabled, sessions.DISABLED),
    ],
)
def test_every_way_to_end_is_told_once(
    hub_app: Flask, person: MakePerson, told: Told, way: Callable[..., None], why: str
) -> None:
    somebody = person()
    browser = signed_in(hub_app, somebody)
    way(hub_app, browser, somebody)
    sweep(hub_app)
    mine = {str(session) for session in ids_of(hub_app, somebody)}
    assert reasons([one for one in told if one[0] in mine]) == [why]


def ids_of(app: Flask, somebody: Somebody) -> list[Any]:
    with app.app_context(), scope.everything():
        return list(db.session.scalars(select(WebSession.id).where(WebSession.account_id == somebody.account_id)))


@pytest.mark.parametrize(("staff", "minutes", "ends"), [(False, 29, 0), (True, 16, 1), (True, 14, 0)])
def test_the_job_ends_nobody_who_may_still_come_back(
    hub_app: Flask, person: MakePerson, told: Told, staff: bool, minutes: int, ends: int
) -> None:
    sweep(hub_app)
    told.clear()
    somebody = person(Role.ASSESSOR, area="maanshan", totp=True) if staff else person()
    signed_in(hub_app, somebody)
    age(hub_app, somebody, seen_at=timedelta(minutes=minutes))
    sweep(hub_app)
    assert len(told) == ends


def test_two_who_end_the_same_sessions_at_once_tell_it_once(hub_app: Flask, person: MakePerson, told: Told) -> None:
    somebody = person()
    browsers = [signed_in(hub_app, somebody) for _ in range(6)]
    assert len(living(hub_app, somebody)) == 6
    together, statuses = threading.Barrier(6), []

    def leave(browser: FlaskClient, path: str) -> None:
        together.wait()
        statuses.append(browser.post(path).status_code)

    paths = ["/account/sessions/end-others", "/logout"] * 3
    threads = [threading.Thread(target=leave, args=pair) for pair in zip(browsers, paths, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert set(statuses) <= {200, 302, 303}, statuses
    assert len({session for session, _ in told}) == len(told) == 6 - len(living(hub_app, somebody))


def test_an_end_that_cannot_be_told_does_not_happen(
    hub_app: Flask, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody = person()
    browser = signed_in(hub_app, somebody)

    def refuse(session: WebSession, why: str) -> None:
        raise RuntimeError("the notice could not be written")

    monkeypatch.setattr(sessions, "ON_END", [refuse])
    assert browser.post("/logout").status_code == 500
    assert len(living(hub_app, somebody)) == 1


def test_many_sign_ins_at_once_give_a_session_each(hub_app: Flask, person: MakePerson) -> None:
    somebody = person()
    browsers = [hub_app.test_client() for _ in range(3)]
    threads = [threading.Thread(target=sign_in, args=(browser, somebody)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    secrets = {cookie.value for browser in browsers if (cookie := browser.get_cookie(COOKIE))}
    assert len(secrets) == len(living(hub_app, somebody)) == 3


def test_a_texted_code_changes_the_secret_and_keeps_the_session(hub_app: Flask, person: MakePerson, told: Told) -> None:
    somebody = person()
    browser = signed_in(hub_app, somebody)
    stolen = browser.get_cookie(COOKIE)
    assert stolen is not None
    before = living(hub_app, somebody)[0].id
    browser.post("/login/step-up/code")
    assert browser.post("/login/step-up", data={"code": newest_code(hub_app)}).status_code == 303
    (session,) = living(hub_app, somebody)
    assert (session.id, session.methods, told) == (before, ["pwd", "sms", "mfa"], [])
    thief = hub_app.test_client()
    thief.set_cookie(COOKIE, stolen.value)
    assert thief.get("/t/signed").status_code == 303 and browser.get("/t/signed").status_code == 200


def newest_code(app: Flask) -> str:
    with app.app_context(), scope.everything():
        sent = db.session.scalars(select(SmsOutbox).order_by(SmsOutbox.created_at.desc())).first()
        assert sent is not None
        return next(word for word in "".join(c if c.isdigit() else " " for c in sent.text).split() if len(word) == 6)


def test_the_authenticators_code_changes_the_secret_and_is_written_down(hub_app: Flask, person: MakePerson) -> None:
    somebody = person(Role.ASSESSOR, area="maanshan", totp=True)
    signed_in(hub_app, somebody)
    (session,) = living(hub_app, somebody)
    assert session.methods == ["pwd", "otp", "mfa"] and session.authenticated_at <= session.opened_at  # type: ignore[operator]


@pytest.mark.parametrize(
    ("methods", "one", "found"),
    [
        (["fed"], "sms", ["fed", "sms"]),
        (["fed"], "otp", ["fed", "otp"]),
        (["pwd"], "otp", ["pwd", "otp", "mfa"]),
        (["pwd", "sms", "mfa"], "sms", ["pwd", "sms", "mfa"]),
        ([], "pwd", ["pwd"]),
    ],
)
def test_two_factors_are_two_only_where_the_hub_saw_both(methods: list[str], one: str, found: list[str]) -> None:
    assert sessions.methods_with(methods, one) == found


def test_a_region_cannot_say_that_somebody_proved_themselves_later_than_now(session: None) -> None:
    account = identity.create_account(username="early", display_name="示例人", password=PASSWORD)
    ahead = utc_now() + timedelta(days=1)
    opened, _ = identity.open_session(account=account, assurance=Assurance.LOW, browser="", authenticated_at=ahead)
    assert opened.authenticated_at <= utc_now()


def test_a_notice_of_a_region_reads_no_session_but_the_one_it_names(
    session: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With CAS anybody may send one: it must not cost a decryption for each person who is signed in."""
    account = identity.create_account(username="somebody", display_name="测试人员", password=PASSWORD)
    begun = [UpstreamSession("https://issuer.example", "subject", f"sid-{n}", None) for n in range(3)]
    for upstream in begun:
        identity.open_session(
            account=account, assurance=Assurance.LOW, browser="", region="shanghai", upstream=upstream, methods=["fed"]
        )
    read: list[UpstreamSession | None] = []
    upstream_of = sessions.upstream_of
    monkeypatch.setattr(sessions, "upstream_of", lambda one: (read.append(upstream_of(one)), read[-1])[1])
    for nobodys in (
        replace(begun[0], subject=None, sid="ST-of-nobody"),
        replace(begun[0], subject=None, issuer="https://other.example"),
        replace(begun[0], subject=None, sid=None),
    ):
        sessions.end_upstream_sessions("shanghai", nobodys)
    sessions.end_upstream_sessions("tianjin", replace(begun[0], subject=None))
    assert read == [] and len(identity.list_sessions(account.id)) == 3
    sessions.end_upstream_sessions("shanghai", replace(begun[1], subject=None))
    assert read == [begun[1]] and len(identity.list_sessions(account.id)) == 2
