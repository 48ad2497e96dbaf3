"""Every hostile or broken behaviour of a ticket platform ends in no session, one clear page and one audit row."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from adapters.conformance import Subject
from adapters.contract import BadAnswer, Callback, Inbound, RegionRefused
from adapters.simulation.sealed_forms import SPOILED
from adapters.simulation.ticket_pages import LICENSE, PERSONAL, SMS, SMS_CODE
from adapters.simulation.ticket_service import HOSTILE_TICKETS, HOSTILE_USERS
from hub.identity import WebSession
from hub.kernel import scope
from hub.kernel.db import db
from tests.federation.platforms import Platform, forget, log_in, login_request, platforms, point_at
from tests.identity.coming_in import assert_nobody_came_in, at_region, given, leave, nobody_is_in

USER, PASSWORD = "e08", "Region-e08-2024"
EXCHANGE = "/sso/exchange"
WRONG_ANSWER, DOWN, REFUSED = "region.bad_answer", "region.unavailable", "region.refused"
DENIED, FAILED = "account.login_denied", "account.region_login_failed"
SEALS = ("wrong-signature", "stale-key", "no-signature", *SPOILED)
BROKEN = [
    *((name, WRONG_ANSWER) for name in (*SEALS, *HOSTILE_TICKETS, "uscc-not-text", "html", "state")),
    *((name, DENIED) for name in HOSTILE_USERS if name != "uscc-not-text"),
    ("500", DOWN),
    ("down", DOWN),
]


@pytest.fixture(scope="module")
def dialect() -> str:
    return "zhejiang"


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    """The platform for the hub's tests."""
    with platforms("zhejiang") as found:
        yield found["zhejiang"]


@pytest.fixture
def hub(committing_app: Flask, running: Platform) -> Flask:
    """A hub that knows nobody, and a platform that behaves."""
    running.reset()
    committing_app.config["WTF_CSRF_ENABLED"] = False
    point_at(committing_app, {"zhejiang": running})
    forget()
    return committing_app


def callback(region: Subject) -> tuple[Callback, dict[str, str]]:
    """A login at the platform, up to the way back."""
    return log_in(region.adapter.begin_login(login_request()), USER, PASSWORD)


@pytest.mark.parametrize(("fault", "says"), BROKEN, ids=[name for name, _ in BROKEN])
def test_nobody_comes_in(hub: Flask, running: Platform, fault: str, says: str) -> None:
    client = hub.test_client()
    address = leave(client, "zhejiang")
    running.fault(fault, path="/sso/login" if fault == "state" else EXCHANGE)
    page = client.get(at_region(address, USER))
    if fault == "state":  # nothing of ours fits it, so nothing is asked at all
        assert_nobody_came_in(hub, client, page, FAILED)
        assert [call["path"] for call in running.seen()] == ["/sso/login"]
    else:
        assert_nobody_came_in(hub, client, page, says)


def test_nine_seconds_of_silence_are_cut_short(hub: Flask, running: Platform) -> None:
    client = hub.test_client()
    back = at_region(leave(client, "zhejiang"), USER)
    running.fault("delay", path=EXCHANGE, seconds=9.0)
    began = datetime.now(UTC)
    page = client.get(back)
    assert (datetime.now(UTC) - began).total_seconds() < 8.5
    assert_nobody_came_in(hub, client, page, DOWN)


@pytest.mark.parametrize("forgiving", [False, True], ids=["the platform refuses", "the platform honours it again"])
def test_a_ticket_that_was_used_opens_nothing_under_another_login(
    hub: Flask, running: Platform, forgiving: bool
) -> None:
    victim, thief = hub.test_client(), hub.test_client()
    used = at_region(leave(victim, "zhejiang"), USER)
    ticket = given(used)["ticket"]
    if forgiving:
        running.fault("used-ticket")
    assert victim.get(used).status_code == 303
    nobody_is_in(hub)
    own = given(at_region(leave(thief, "zhejiang"), USER))
    page = thief.get(f"/login/zhejiang/callback?{urlencode({'ticket': ticket, 'state': own['state']})}")
    assert_nobody_came_in(hub, thief, page, WRONG_ANSWER if forgiving else REFUSED)


def test_a_ticket_that_leaked_before_it_was_used_opens_nothing_under_another_login(hub: Flask) -> None:
    victim, thief = hub.test_client(), hub.test_client()
    leaked = given(at_region(leave(victim, "zhejiang"), USER))["ticket"]
    own = given(at_region(leave(thief, "zhejiang"), USER))["state"]
    page = thief.get(f"/login/zhejiang/callback?{urlencode({'ticket': leaked, 'state': own})}")
    assert_nobody_came_in(hub, thief, page, REFUSED)


def test_the_same_way_back_leads_in_once(hub: Flask) -> None:
    client = hub.test_client()
    back = at_region(leave(client, "zhejiang"), USER)
    assert client.get(back).status_code == 303
    nobody_is_in(hub)
    client.delete_cookie("hub_session")
    assert_nobody_came_in(hub, client, client.get(back), FAILED)


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({}, WRONG_ANSWER),
        ({"ticket": ""}, WRONG_ANSWER),
        ({"ticket": "ST-" + "x" * 300}, WRONG_ANSWER),
        ({"ticket": "ST-一"}, WRONG_ANSWER),
        ({"ticket": "ST-invented"}, REFUSED),
        ({"error": "access_denied"}, REFUSED),
    ],
    ids=["no ticket", "empty", "too long", "not ASCII", "invented", "given up"],
)
def test_a_way_back_without_a_good_ticket(hub: Flask, params: dict[str, str], says: str) -> None:
    client = hub.test_client()
    state = given(at_region(leave(client, "zhejiang"), USER))["state"]
    page = client.get(f"/login/zhejiang/callback?{urlencode({**params, 'state': state})}")
    assert_nobody_came_in(hub, client, page, says)


def test_somebody_who_gives_up_at_the_platform_is_told_so(hub: Flask) -> None:
    client = hub.test_client()
    page = client.get(at_region(leave(client, "zhejiang"), USER, cancel="1"))
    assert_nobody_came_in(hub, client, page, REFUSED)


def test_a_private_person_acts_for_no_unit(hub: Flask) -> None:
    client = hub.test_client()
    page = client.get(at_region(leave(client, "zhejiang"), USER, method=PERSONAL))
    assert_nobody_came_in(hub, client, page, DENIED)


@pytest.mark.parametrize(
    ("form", "acr"),
    [
        ({}, "substantial"),
        ({"method": SMS, "phone": "199-0000-0108", "code": SMS_CODE}, "substantial"),
        ({"method": LICENSE, "license": "91330421MA9QY1080N"}, "high"),
    ],
    ids=["account", "sms", "license"],
)
def test_an_honest_login_says_which_enterprise_who_acts_and_how_sure(
    region: Subject, form: dict[str, str], acr: str
) -> None:
    asked = region.adapter.begin_login(login_request())
    back = at_region(asked.url, USER, **form)
    assertion = region.adapter.finish_login(Callback(given(back)), asked.remember)
    assert (assertion.issuer, assertion.subject) == (region.address, "zj-corp-0008")
    assert (assertion.uscc, assertion.acr) == ("91330421MA9QY1080N", acr)
    assert assertion.person and assertion.person.phone == "199-0000-0108"
    assert assertion.auth_time and abs((datetime.now(UTC) - assertion.auth_time).total_seconds()) < 60
    assert assertion.session and assertion.session.sid and "0000-0108" not in repr(assertion)


def test_a_login_that_got_lost_at_the_portal_goes_on_without_a_password(region: Subject) -> None:
    browser = requests.Session()
    region.fault("lost-return", times=1)
    first = region.adapter.begin_login(login_request())
    lost = browser.post(first.url, data={"username": USER, "password": PASSWORD}, allow_redirects=False, timeout=30)
    assert lost.status_code == 200 and "请返回原网站重新进入" in lost.text
    again = browser.get(region.adapter.begin_login(login_request()).url, allow_redirects=False, timeout=30)
    params = given(again.headers["Location"])
    assert region.adapter.finish_login(Callback(params), first.remember).subject == "zj-corp-0008"


def test_the_ticket_goes_nowhere_else_and_is_in_no_record(region: Subject) -> None:
    back, remember = callback(region)
    region.adapter.finish_login(back, remember)
    assert region.wires == []
    with pytest.raises(RegionRefused) as refused:
        region.adapter.finish_login(back, remember)
    assert refused.value.reason_code == "TICKET_INVALID" and back.params["ticket"] not in str(refused.value)


def test_the_platform_shows_its_page_only_on_a_way_that_the_hub_has_sealed(region: Subject) -> None:
    address = region.adapter.begin_login(login_request()).url
    assert requests.get(address, timeout=30).status_code == 200
    elsewhere = address.replace("127.0.0.1%3A8000", "elsewhere.invalid")
    assert elsewhere != address and requests.get(elsewhere, timeout=30).status_code == 400


def test_a_logout_goes_both_ways(region: Subject) -> None:
    session = region.adapter.finish_login(*callback(region)).session
    assert session is not None
    away = region.adapter.begin_logout(session)
    assert away and "已退出登录" in requests.get(away.url, timeout=30).text
    assert region.platform.sso.sessions == {}
    said = {"userId": session.subject, "sessionId": session.sid}
    with region.platform.app.test_request_context("/sso/leave"):
        body, _ = region.platform.gateway.letter("logout", said)
    ended = region.adapter.read_logout(Inbound("logout", {}, body))
    assert ended and (ended.subject, ended.sid) == (session.subject, session.sid)


@pytest.mark.parametrize(("whose", "ends"), [("", True), ("-of-another", False)], ids=["this session", "another"])
def test_a_logout_at_the_platform_ends_the_session_here(hub: Flask, running: Platform, whose: str, ends: bool) -> None:
    client = hub.test_client()
    assert client.get(at_region(leave(client, "zhejiang"), USER)).status_code == 303
    (sid,) = running.state.sso.sessions
    with running.app.test_request_context("/sso/leave"):
        body, headers = running.state.gateway.letter("logout", {"userId": "zj-corp-0008", "sessionId": sid + whose})
    told = hub.test_client().post("/federation/zhejiang/logout", data=body, headers=headers)
    assert told.status_code < 300, told.text
    with hub.app_context(), scope.everything():
        assert (db.session.scalars(select(WebSession)).one().ended_at is not None) is ends


def test_signing_out_here_leads_to_the_platforms_own_end(hub: Flask, running: Platform) -> None:
    client = hub.test_client()
    assert client.get(at_region(leave(client, "zhejiang"), USER)).status_code == 303
    page = client.post("/logout")
    assert page.status_code == 200 and f"{running.address}/sso/logout?" in page.text


FORGED = [name for name in SEALS if name != "nonce"]  # a notice answers nothing: its nonce is anybody's


@pytest.mark.parametrize("fault", [*FORGED, "of another service", "names nobody", "twice", "changed", "not a form"])
def test_a_forged_logout_notice_ends_no_session(region: Subject, fault: str) -> None:
    if fault in SEALS:
        region.fault(fault)
    said = {} if fault == "names nobody" else {"userId": "zj-corp-0008", "sessionId": "s"}
    service = "events" if fault == "of another service" else "logout"
    with region.platform.app.test_request_context("/sso/leave"):
        body, _ = region.platform.gateway.letter(service, said)
    body = {
        "twice": body + b"&app_id=hub",
        "changed": body.replace(b"zj-corp-0008", b"zj-corp-0009"),
        "not a form": b"\xff\xfe{}",
    }.get(fault, body)
    with pytest.raises(BadAnswer):
        region.adapter.read_logout(Inbound("logout", {}, body))


def test_an_answer_to_another_request_counts_for_nothing(region: Subject) -> None:
    region.fault("nonce", times=1)
    with pytest.raises(BadAnswer, match="nonce"):
        region.adapter.find_enterprise("91330421MA9QY1080N")  # type: ignore[arg-type]
