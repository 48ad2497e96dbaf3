"""Whatever a region does at a login: no session, one page, one audit row, and every other region's people come in."""

from typing import Any

import pytest
import requests
from flask import Flask

from adapters import transport
from adapters.simulation.identity_provider import HOSTILE_ANSWERS, HOSTILE_CLAIMS
from hub.federation import gateway
from hub.federation.breaker import FAILURES_UNTIL_OPEN, OPEN_SECONDS, gate_of
from tests.conformance.joined.hostile import (
    OAUTH,
    OIDC,
    SPEAK,
    Books,
    assert_others_come_in,
    assert_refused,
    both_languages,
    come_in,
    leave,
    way_back,
)
from tests.federation.platforms import Platform, forget

AT_THE_START = ("discovery-issuer", "endpoints-elsewhere")
ON_THE_WIRE = ("down", "500", "html", "list", "huge", "redirect", "drop-after")


def try_to_come_back(hub: Flask, regions: dict[str, Platform], region: str, fault: str, path: str = "/") -> None:
    """A login during which the platform misbehaves once the person is there."""

    def again(language: str) -> Any:
        browser = hub.test_client()
        page = leave(browser, region)
        assert page.status_code == 200, page.text
        if path == "/":
            regions[region].fault(fault)
        back = way_back(page, region)
        if path != "/":
            regions[region].fault(fault, path=path)
        before = Books(hub)
        answer = browser.get(back, headers={"Accept-Language": SPEAK[language]})
        assert_refused(hub, browser, answer, before, region)
        regions[region].reset_faults()
        return answer

    if path == "/":
        again("zh")
    else:
        both_languages(again)
    assert_others_come_in(hub, regions, region)


@pytest.mark.parametrize("fault", [f for f in sorted([*HOSTILE_CLAIMS, *HOSTILE_ANSWERS]) if f not in AT_THE_START])
def test_a_hostile_openid_provider_gets_nobody_in(hub: Flask, regions: dict[str, Platform], fault: str) -> None:
    try_to_come_back(hub, regions, OIDC, fault)


@pytest.mark.parametrize("fault", ["state", "no-userinfo-sub"])
def test_a_hostile_oauth_platform_gets_nobody_in(hub: Flask, regions: dict[str, Platform], fault: str) -> None:
    try_to_come_back(hub, regions, OAUTH, fault)


@pytest.mark.parametrize("path", ["/oidc/token", "/oidc/jwks", "/oidc/userinfo"])
@pytest.mark.parametrize("fault", ON_THE_WIRE)
def test_an_openid_provider_that_breaks_off_gets_nobody_in(
    hub: Flask, regions: dict[str, Platform], fault: str, path: str
) -> None:
    try_to_come_back(hub, regions, OIDC, fault, path)


@pytest.mark.parametrize("path", ["/auth/token", "/auth/userinfo"])
@pytest.mark.parametrize("fault", ON_THE_WIRE)
def test_an_oauth_platform_that_breaks_off_gets_nobody_in(
    hub: Flask, regions: dict[str, Platform], fault: str, path: str
) -> None:
    try_to_come_back(hub, regions, OAUTH, fault, path)


@pytest.mark.parametrize("fault", [*AT_THE_START, *ON_THE_WIRE])
def test_who_cannot_even_leave_reads_one_page(hub: Flask, regions: dict[str, Platform], fault: str) -> None:
    regions[OIDC].fault(fault)

    def again(language: str) -> Any:
        forget()
        browser, before = hub.test_client(), Books(hub)
        answer = browser.post(f"/login/{OIDC}", headers={"Accept-Language": SPEAK[language]})
        assert_refused(hub, browser, answer, before, OIDC)
        return answer

    both_languages(again)
    assert {call["path"] for call in regions[OIDC].seen()} == {"/oidc/.well-known/openid-configuration"}
    assert_others_come_in(hub, regions, OIDC)


@pytest.mark.parametrize("region", [OIDC, OAUTH])
def test_nine_seconds_of_silence_end_at_the_deadline_of_a_login(
    hub: Flask, regions: dict[str, Platform], region: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gateway.LOGIN_SECONDS == 5.0
    monkeypatch.setattr(gateway, "LOGIN_SECONDS", 0.5)
    browser = hub.test_client()
    back = way_back(leave(browser, region), region)
    regions[region].fault("delay", seconds=9.0)
    before, calls = Books(hub), len(regions[region].seen())
    answer = browser.get(back)
    assert answer.status_code == 503
    assert len(regions[region].seen()) == calls + 1, "no second call after the time is over"
    assert_refused(hub, browser, answer, before, region)
    assert_others_come_in(hub, regions, region)


def test_calls_that_are_slow_one_by_one_are_bounded_together(
    hub: Flask, regions: dict[str, Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = hub.test_client()
    back = way_back(leave(browser, OIDC), OIDC)
    answered: list[float] = []
    real = transport._read

    def slow(response: requests.Response, until: float) -> bytes:
        answered.append(1.9)  # what each call is made to have taken: below the limit of one call
        return real(response, until)

    began = transport.time.monotonic()
    monkeypatch.setattr(transport, "_read", slow)
    monkeypatch.setattr(transport, "time", Clock(lambda: began + sum(answered)))
    before = Books(hub)
    answer = browser.get(back)
    monkeypatch.undo()
    assert (answer.status_code, len(answered)) == (503, 3), "three calls make 5.7 s: the third came too late"
    assert_refused(hub, browser, answer, before, OIDC)


class Clock:
    """The time module with a clock that a test moves."""

    def __init__(self, monotonic: Any) -> None:
        self.monotonic = monotonic


def test_a_dead_region_is_left_alone_and_then_tried_by_one(
    hub: Flask, regions: dict[str, Platform], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(gate_of(OIDC), "_now", lambda: now[0])
    waiting = [hub.test_client() for _ in range(FAILURES_UNTIL_OPEN + 4)]
    backs = [way_back(leave(browser, OIDC), OIDC) for browser in waiting]
    regions[OIDC].reset()
    regions[OIDC].fault("down", path="/oidc/token")
    for browser, back in list(zip(waiting, backs, strict=True))[: FAILURES_UNTIL_OPEN + 1]:
        before = Books(hub)
        assert_refused(hub, browser, browser.get(back), before, OIDC)
    assert len(regions[OIDC].seen()) == FAILURES_UNTIL_OPEN and gate_of(OIDC).is_open
    now[0] += OPEN_SECONDS
    for browser, back in list(zip(waiting, backs, strict=True))[-2:]:
        before = Books(hub)
        assert_refused(hub, browser, browser.get(back), before, OIDC)
    assert len(regions[OIDC].seen()) == FAILURES_UNTIL_OPEN + 1, "one probe, and the door is shut again"
    assert come_in(hub, OAUTH).status_code == 303
    regions[OIDC].reset_faults()
    now[0] += OPEN_SECONDS
    assert come_in(hub, OIDC).status_code == 303 and not gate_of(OIDC).is_open
