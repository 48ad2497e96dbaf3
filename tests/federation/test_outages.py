"""One region's outage is its own: its callers get a quick sentence, everybody else works on."""

import time
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask

from adapters.contract import BadAnswer, Callback, RegionUnavailable
from adapters.transport import LOOPBACK, Http
from hub.federation import directory, gateway, health
from hub.federation.breaker import FAILURES_UNTIL_OPEN, gate_of
from hub.federation.errors import RegionAnswerWrong, RegionCannot, RegionDown, RegionSaidNo
from hub.kernel import scope
from hub.kernel.db import db
from tests.federation.platforms import Platform, log_in, login_request, point_at

BOUND_SECONDS = 6.0
E05, E06 = "91310118MA9QY10564", "91320509MA9QY1064N"


@pytest.fixture
def hub(app: Flask, both: dict[str, Platform]) -> Iterator[Flask]:
    """A hub whose regions stand at the simulators; nothing but their health is written here."""
    known = app.extensions["directory"]
    point_at(app, both)
    with app.app_context(), scope.everything():
        yield app
        db.session.remove()
    app.extensions["directory"] = known


def find_elsewhere() -> None:
    """Another region's look-up, which must always work."""
    assert gateway.call("jiangsu", "find_enterprise", E06).facts


@pytest.mark.parametrize("fault", ["down", "500", "delay", "drip"])
def test_an_outage_ends_within_the_bound_and_says_since_when(
    hub: Flask, shanghai: Platform, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "LOOK_UP_SECONDS", 1.5)
    shanghai.fault(fault, seconds=30.0 if fault == "delay" else 5.0)
    began = time.monotonic()
    with pytest.raises(RegionDown) as down:
        gateway.call("shanghai", "find_enterprise", E05)
    assert time.monotonic() - began < 4.5
    assert "上海" in down.value.text("zh") and "Shanghai" in down.value.text("en")
    since = health.get_health("shanghai")
    assert since and since.failing_since and health.since_text("shanghai") in down.value.text("zh")
    find_elsewhere()


def test_nonsense_is_refused_without_taking_the_region_for_dead(hub: Flask, shanghai: Platform) -> None:
    shanghai.fault("html")
    for _ in range(FAILURES_UNTIL_OPEN + 1):
        with pytest.raises(RegionAnswerWrong) as wrong:
            gateway.call("shanghai", "find_enterprise", E05)
    assert wrong.value.values["correlation"]
    assert not gate_of("shanghai").is_open
    shanghai.reset_faults()
    assert gateway.call("shanghai", "find_enterprise", E05).facts
    find_elsewhere()


def test_after_some_failures_the_door_closes_and_opens_again(
    hub: Flask, shanghai: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    shanghai.fault("down")
    for _ in range(FAILURES_UNTIL_OPEN + 2):
        with pytest.raises(RegionDown):
            gateway.call("shanghai", "find_enterprise", E05)
    assert gate_of("shanghai").is_open
    assert len(shanghai.seen()) == FAILURES_UNTIL_OPEN
    find_elsewhere()
    shanghai.reset_faults()
    monkeypatch.setattr(gate_of("shanghai"), "open_seconds", 0.0)
    assert gateway.call("shanghai", "find_enterprise", E05).facts
    found = health.get_health("shanghai")
    assert found and found.failing_since is None


def test_a_slow_region_holds_few_threads_and_no_other_region(hub: Flask, shanghai: Platform) -> None:
    shanghai.fault("delay", seconds=3.0)
    faults: list[Exception] = []

    def look() -> None:
        with hub.app_context(), scope.everything():
            try:
                gateway.call("shanghai", "find_enterprise", E05)
            except RegionDown as fault:
                faults.append(fault)

    threads = [Thread(target=look) for _ in range(12)]
    for thread in threads:
        thread.start()
    find_elsewhere()
    assert any(thread.is_alive() for thread in threads), "the other region waited as long as the slow one"
    for thread in threads:
        thread.join(20)
    assert len(faults) >= 4


def test_a_login_at_a_region_that_is_down_is_a_sentence_and_others_log_in(
    hub: Flask, both: dict[str, Platform]
) -> None:
    both["shanghai"].fault("down")
    with pytest.raises(RegionDown):
        gateway.begin_login("shanghai", login_request())
    redirect = gateway.begin_login("jiangsu", login_request())
    assertion = gateway.finish_login("jiangsu", *log_in(redirect, "e06", "Region-e06-2024"))
    assert assertion.uscc == E06


def test_a_slow_login_takes_five_seconds_in_all(hub: Flask, shanghai: Platform) -> None:
    back, remember = log_in(gateway.begin_login("shanghai", login_request()), "e05", "Region-e05-2024")
    shanghai.fault("delay", seconds=3.0, path="/oidc")
    began = time.monotonic()
    with pytest.raises(RegionDown):
        gateway.finish_login("shanghai", back, remember)
    assert time.monotonic() - began < BOUND_SECONDS


def test_the_adapters_errors_become_sentences(hub: Flask) -> None:
    with pytest.raises(RegionAnswerWrong):
        gateway.finish_login("shanghai", Callback({"state": "x"}), {"state": "y"})
    with pytest.raises(RegionCannot):
        gateway.call("jiangsu", "list_vouchers", E06, 2024)
    with pytest.raises(RegionSaidNo) as no:
        gateway.finish_login(
            "shanghai", Callback({"state": "s", "error": "access_denied", "iss": issuer()}), {"state": "s"}
        )
    assert "access_denied" in no.value.text("en")
    with pytest.raises(ValueError, match="exchanges"):
        gateway.call("shanghai", "reserve", object())


def issuer() -> str:
    """The pinned issuer of the region."""
    return f"{directory.get_region('shanghai').settings['base_url']}/oidc"


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "[::1]", "100.64.0.1", "192.168.1.1"])
def test_private_addresses_are_refused_unless_listed(address: str) -> None:
    with pytest.raises(BadAnswer, match="private or special"):
        Http(hosts=[f"{address}:9"]).get(f"http://{address}:9/")


def test_only_pinned_hosts_and_ports_are_called(shanghai: Platform) -> None:
    http = Http(hosts=["127.0.0.1:1"], networks=LOOPBACK)
    with pytest.raises(BadAnswer, match="pinned"):
        http.get(f"{shanghai.address}/message-keys.json")
    with pytest.raises(RegionUnavailable) as closed:
        http.get("http://127.0.0.1:1/")
    assert not closed.value.arrived


def test_answers_over_a_megabyte_and_redirects_are_refused(both: dict[str, Platform]) -> None:
    platform = both["shanghai"]
    app = platform.app
    http = Http(hosts=[platform.address.removeprefix("http://")], networks=LOOPBACK)
    with pytest.raises(BadAnswer, match="redirect"):
        http.post(f"{platform.address}/apply?returnUrl=http://elsewhere.invalid/")
    app.extensions["platform"].treasury.statement_csv = lambda _batch: "x" * (1024 * 1024 + 1)
    try:
        with pytest.raises(BadAnswer, match="1 MB"):
            http.get(f"{platform.address}/_sim/bank-statement")
    finally:
        del app.extensions["platform"].treasury.statement_csv
