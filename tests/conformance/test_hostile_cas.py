"""Every hostile or broken behaviour of a CAS server ends in no session, one clear page and one audit row."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from adapters.conformance import Subject
from adapters.contract import AdapterSpec, BadAnswer, Callback, Inbound, RegionRefused
from adapters.protocols.cas import LOGOUT_BYTES
from adapters.simulation.hostile_cas import HOSTILE_ANSWERS
from adapters.tianjin.settings import Settings
from hub.identity import WebSession
from hub.kernel import scope
from hub.kernel.db import db
from tests.conftest import own_application
from tests.federation.platforms import Platform, forget, log_in, login_request, platforms, point_at
from tests.identity.coming_in import assert_nobody_came_in, at_region, come_in, given, leave, nobody_is_in

VALIDATE = "/cas/p3/serviceValidate"
WRONG_ANSWER, DOWN = "region.bad_answer", "region.unavailable"
REFUSED, DENIED = "region.refused", "account.login_denied"
ANSWERS = [
    *((name, WRONG_ANSWER) for name in (*HOSTILE_ANSWERS, "html")),
    ("failure", REFUSED),
    ("server-trouble", DOWN),
    ("500", DOWN),
    ("down", DOWN),
    ("wrong-check-character", DENIED),
    ("unit-of-another-region", DENIED),
]


@pytest.fixture(scope="module")
def dialect() -> str:
    return "tianjin"


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, Platform]]:
    """The platform for the hub's tests, and another region that must not notice anything."""
    with platforms("tianjin", "jiangsu") as found:
        yield found


@pytest.fixture(scope="module")
def started(running: dict[str, Platform]) -> Iterator[Flask]:
    """A hub over a database of this module."""
    with own_application() as app:
        app.config["WTF_CSRF_ENABLED"] = False
        point_at(app, running)
        yield app


@pytest.fixture
def hub(started: Flask, running: dict[str, Platform]) -> Flask:
    """The hub with nobody signed in, and platforms that behave."""
    for platform in running.values():
        platform.reset()
    forget()
    nobody_is_in(started)
    return started


@pytest.mark.parametrize(("fault", "says"), ANSWERS, ids=[name for name, _ in ANSWERS])
def test_nobody_comes_in(hub: Flask, running: dict[str, Platform], fault: str, says: str) -> None:
    client = hub.test_client()
    back = at_region(leave(client, "tianjin"), "e14")
    running["tianjin"].fault(fault, path=VALIDATE)
    assert_nobody_came_in(hub, client, client.get(back), says)
    assert running["jiangsu"].seen() == []
    assert come_in(hub.test_client(), "jiangsu", "e01").status_code == 303


@pytest.mark.parametrize(
    ("fault", "says"),
    [("other-service", REFUSED), ("proxy-ticket", WRONG_ANSWER), ("state", "account.region_login_failed")],
)
def test_a_ticket_that_is_not_for_this_login_opens_nothing(
    hub: Flask, running: dict[str, Platform], fault: str, says: str
) -> None:
    client = hub.test_client()
    address = leave(client, "tianjin")
    running["tianjin"].fault(fault)
    assert_nobody_came_in(hub, client, client.get(at_region(address, "e14")), says)


def test_nine_seconds_of_silence_are_cut_short(hub: Flask, running: dict[str, Platform]) -> None:
    client = hub.test_client()
    back = at_region(leave(client, "tianjin"), "e14")
    running["tianjin"].fault("delay", path=VALIDATE, seconds=9.0)
    began = datetime.now(UTC)
    page = client.get(back)
    assert (datetime.now(UTC) - began).total_seconds() < 8.5
    assert_nobody_came_in(hub, client, page, DOWN)


@pytest.mark.parametrize("used", [True, False], ids=["used before", "leaked before it was used"])
def test_somebody_elses_ticket_opens_nothing_under_another_login(hub: Flask, used: bool) -> None:
    victim, thief = hub.test_client(), hub.test_client()
    back = at_region(leave(victim, "tianjin"), "e14")
    if used:
        assert victim.get(back).status_code == 303
        nobody_is_in(hub)
    own = given(at_region(leave(thief, "tianjin"), "e15"))["state"]
    query = urlencode({"state": own, "ticket": given(back)["ticket"]})
    assert_nobody_came_in(hub, thief, thief.get(f"/login/tianjin/callback?{query}"), REFUSED)


def test_a_login_of_somebody_else_cannot_be_slipped_into_another_browser(hub: Flask) -> None:
    victim, attacker = hub.test_client(), hub.test_client()
    leave(victim, "tianjin")
    page = victim.get(at_region(leave(attacker, "tianjin"), "e14"))
    assert_nobody_came_in(hub, victim, page, "account.region_login_failed")


def test_the_same_way_back_leads_in_once(hub: Flask) -> None:
    client = hub.test_client()
    back = at_region(leave(client, "tianjin"), "e14")
    assert client.get(back).status_code == 303
    nobody_is_in(hub)
    client.delete_cookie("hub_session")
    assert_nobody_came_in(hub, client, client.get(back), "account.region_login_failed")


@pytest.mark.parametrize(
    ("ticket", "says"),
    [
        (None, WRONG_ANSWER),
        ("", WRONG_ANSWER),
        ("ST-short", WRONG_ANSWER),
        ("ST-" + "x" * 300, WRONG_ANSWER),
        ("ST-" + "一" * 20, WRONG_ANSWER),
        ("PT-" + "x" * 30, WRONG_ANSWER),
        ("ST-" + "x" * 20 + "\n", WRONG_ANSWER),
        ("ST-" + "x" * 30 + "&service=http://elsewhere.invalid", WRONG_ANSWER),
        ("ST-invented-" + "x" * 30, REFUSED),
    ],
)
def test_a_way_back_without_a_good_ticket(hub: Flask, ticket: str | None, says: str) -> None:
    client = hub.test_client()
    state = given(at_region(leave(client, "tianjin"), "e14"))["state"]
    query = urlencode({"state": state, **({} if ticket is None else {"ticket": ticket})})
    assert_nobody_came_in(hub, client, client.get(f"/login/tianjin/callback?{query}"), says)


def test_an_account_without_recognition_gets_no_ticket_at_the_platform(hub: Flask) -> None:
    address = leave(hub.test_client(), "tianjin")
    answer = requests.post(address, data={"username": "e91", "password": "Region-e91-2024"}, timeout=30)
    assert answer.status_code == 401 and "未通过科技型中小企业认定" in answer.text


def callback(region: Subject) -> tuple[Callback, dict[str, str]]:
    """A login at the platform, up to the way back."""
    return log_in(region.adapter.begin_login(login_request()), "e14", "Region-e14-2024")


def test_an_honest_login_says_which_enterprise_who_acts_and_when(region: Subject) -> None:
    assertion = region.adapter.finish_login(*callback(region))
    assert (assertion.issuer, assertion.subject) == (f"{region.address}/cas", "tj-0000014")
    assert (assertion.uscc, assertion.org_name) == ("91120104MA9QY11440", "津沽生物医药(天津)有限公司")
    assert assertion.person and assertion.person.phone == "199-0000-0114"
    assert assertion.auth_time and abs((datetime.now(UTC) - assertion.auth_time).total_seconds()) < 60
    assert assertion.acr is None and "0000-0114" not in repr(assertion)


def test_the_ticket_goes_to_the_platform_alone_and_into_no_record(region: Subject) -> None:
    back, remember = callback(region)
    region.adapter.finish_login(back, remember)
    assert region.wires == []
    with pytest.raises(RegionRefused) as refused:
        region.adapter.finish_login(back, remember)
    assert refused.value.reason_code == "invalid_ticket" and back.params["ticket"] not in str(refused.value)


def test_whoever_is_logged_in_there_comes_in_without_a_password_unless_it_is_asked_anew(opened: Subject) -> None:
    opened.reset()
    browser = requests.Session()
    first = opened.adapter.begin_login(login_request())
    browser.post(first.url, data={"username": "e14", "password": "Region-e14-2024"}, allow_redirects=False, timeout=30)
    again = browser.get(first.url, allow_redirects=False, timeout=30)
    way = Callback(given(again.headers["Location"]))
    assert opened.adapter.finish_login(way, first.remember).subject == "tj-0000014"
    strict = renewing(opened.spec, opened)
    anew = strict.begin_login(login_request())
    assert anew.url.endswith("&renew=true") and browser.get(anew.url, timeout=30).status_code == 200
    stale = browser.get(first.url, allow_redirects=False, timeout=30)
    with pytest.raises(RegionRefused):
        strict.finish_login(Callback(given(stale.headers["Location"])), anew.remember)


def renewing(spec: AdapterSpec, opened: Subject) -> Any:
    """The same adapter, under settings that ask for the password every time."""
    settings = Settings(base_url=opened.address, api_key="env:TIANJIN_API_KEY", renew=True)
    client: Any = opened.adapter
    return spec.open(settings, client.http, lambda _name: "x", lambda: datetime.now(UTC))


def test_a_logout_here_ends_the_session_there_and_comes_back(region: Subject) -> None:
    browser = requests.Session()
    asked = region.adapter.begin_login(login_request())
    answer = browser.post(
        asked.url, data={"username": "e14", "password": "Region-e14-2024"}, allow_redirects=False, timeout=30
    )
    session = region.adapter.finish_login(Callback(given(answer.headers["Location"])), asked.remember).session
    assert session is not None
    away = region.adapter.begin_logout(session)
    assert away is not None
    back = browser.get(away.url, allow_redirects=False, timeout=30)
    assert back.headers["Location"] == "http://127.0.0.1:8000/" and region.platform.cas.signs == {}


def test_a_logout_there_ends_exactly_the_session_that_began_with_its_ticket(
    hub: Flask, running: dict[str, Platform]
) -> None:
    cas = running["tianjin"].state.cas
    mine, others = hub.test_client(), hub.test_client()
    back = at_region(leave(mine, "tianjin"), "e14")
    assert mine.get(back).status_code == 303
    assert come_in(others, "tianjin", "e15").status_code == 303
    for ticket in ("ST-99-" + "x" * 30, given(back)["ticket"]):
        body = {"logoutRequest": cas.logout_message(ticket)}
        assert hub.test_client().post("/federation/tianjin/logout", data=body).status_code < 300
    assert open_sessions(hub) == 1
    assert mine.get("/home").status_code == 303 and others.get("/home").status_code in (200, 302, 303)


FORGED = {
    "nothing": "",
    "no request": "a=b",
    "twice": "logoutRequest=a&logoutRequest=b",
    "not XML": "logoutRequest=hello",
    "too large": "logoutRequest=" + "x" * LOGOUT_BYTES,
    "no ticket": quote("<samlp:LogoutRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>"),
    "everybody": "SessionIndex> </samlp:SessionIndex",
    "a guess": "SessionIndex>ST-1</samlp:SessionIndex",
    "two tickets": "twice",
    "other namespace": "urn:oasis:names:tc:SAML:1.0:protocol",
    "entity": "doctype",
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_logout_message_ends_no_session(hub: Flask, running: dict[str, Platform], how: str) -> None:
    client = hub.test_client()
    ticket = given(back := at_region(leave(client, "tianjin"), "e14"))["ticket"]
    assert client.get(back).status_code == 303
    honest = running["tianjin"].state.cas.logout_message(ticket)
    index = f"SessionIndex>{ticket}</samlp:SessionIndex"
    spoiled = {
        "no ticket": honest.replace(f"<samlp:{index}>", ""),
        "everybody": honest.replace(index, FORGED["everybody"]),
        "a guess": honest.replace(index, FORGED["a guess"]),
        "two tickets": honest.replace(f"<samlp:{index}>", f"<samlp:{index}><samlp:{index}>"),
        "other namespace": honest.replace("SAML:2.0:protocol", "SAML:1.0:protocol"),
        "entity": "<!DOCTYPE x []>" + honest,
    }.get(how)
    body = FORGED[how] if spoiled is None else urlencode({"logoutRequest": spoiled})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = hub.test_client().post("/federation/tianjin/logout", data=body, headers=kind)
    assert answer.status_code == (413 if how == "too large" else 400)
    assert open_sessions(hub) == 1


def open_sessions(app: Flask) -> int:
    """How many sessions are open."""
    with app.app_context(), scope.everything():
        return len(db.session.scalars(select(WebSession).where(WebSession.ended_at.is_(None))).all())


def test_a_logout_message_for_another_topic_is_no_event(region: Subject) -> None:
    with pytest.raises(BadAnswer):
        region.adapter.read_inbound(Inbound("events", {}, b"logoutRequest=x"))
