"""The hub's operator sees how every region is and brings dead letters back, and nobody else does."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from adapters.contract import Outcome, OutcomeStatus, RegionUnavailable, Reserve
from hub import audit
from hub.federation import exchanges, health
from hub.federation.settling import conclude
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.states import move
from hub.stories.logins import sign_in
from hub.stories.story import Person
from schemas.terms import ExchangeState
from tests.federation.platforms import forget
from tests.web.sample import ClientDriver, sample_hub


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample people."""
    with sample_hub() as app:
        yield app


@pytest.fixture(scope="module")
def operator(hub_app: Flask) -> ClientDriver:
    """A browser in which the operator has signed in."""
    forget()
    driver = ClientDriver(hub_app)
    sign_in(driver, Person("hub_admin", "hub_admin", "hub"))
    return driver


@pytest.fixture(scope="module")
def second(hub_app: Flask) -> ClientDriver:
    """A browser of the programme's steward, who confirms what the operator proposes."""
    driver = ClientDriver(hub_app)
    sign_in(driver, Person("hub_steward", "hub_steward", "hub"))
    return driver


def at_once(tries: int) -> timedelta:
    """No waiting."""
    return timedelta(0) * tries


def dead_letter(app: Flask) -> str:
    """A message whose retries have ended before it was ever sent."""
    with app.app_context(), scope.everything(), unit_of_work():
        request = Reserve(f"key-{new_id()}", "2024QQPQ00000001", 100, "CSJ-1")
        exchange = exchanges.send(
            region="shanghai", verb="reserve", request=request, subject="test", subject_id=new_id()
        )
        exchange.attempts = 10
        move(exchange, ExchangeState.SENT, by=THE_HUB)
        exchange.sent_at = None
        conclude(exchange.id, RegionUnavailable("no connection", arrived=False), wait=at_once)
        return str(exchange.id)


def test_the_regions_say_how_they_are_and_what_they_can_do(hub_app: Flask, operator: ClientDriver) -> None:
    with hub_app.app_context():
        health.note_fault("shanghai", "POST /x: the connection failed.")
        health.note_ok("jiangsu")
    page = operator.open("/operator/regions")
    assert page.status == 200, page.words
    states = {row.get("data-no"): row.get("data-state") for row in page.tree.xpath("//tr[@data-object='region']")}
    known = {"anhui": "by_files", "jiangsu": "ok", "shanghai": "failing", "zhejiang": "unseen"}
    assert known.items() <= states.items()
    page = operator.open("/operator/regions/shanghai")
    support = {row.get("data-capability"): row.get("data-support") for row in page.tree.xpath("//tr[@data-capability]")}
    assert support["quota"] == "full" and support["catalog"] == "not_yet"
    assert "自" in page.words and "无法访问" in page.words
    assert operator.open("/operator/").status == 200 and operator.open("/operator/jobs").status == 200


def test_a_dead_letter_is_listed_sent_again_by_two_people_and_audited(
    hub_app: Flask, operator: ClientDriver, second: ClientDriver
) -> None:
    exchange_id = dead_letter(hub_app)
    listed = operator.open("/operator/exchanges?state=DEAD")
    assert exchange_id in "".join(str(link) for link in listed.tree.xpath("//a/@href"))
    page = operator.open(f"/operator/exchanges/{exchange_id}")
    assert page.object_of("exchange").attribute("state") == "DEAD"  # type: ignore[union-attr]
    assert page.form("exchange.resend") is None
    form = page.form("exchange.propose_resend")
    assert form is not None
    proposed = operator.submit(page, form, {}, {})
    assert proposed.form("exchange.resend") is None, "who proposed it does not confirm it"
    path = f"/operator/exchanges/{exchange_id}"
    seen = second.open(path)
    form = seen.form("exchange.resend")
    assert form is not None
    after = second.submit(seen, form, {}, {})
    assert after.object_of("exchange").attribute("state") == "QUEUED"  # type: ignore[union-attr]
    with hub_app.app_context(), scope.everything():
        events = audit.list_events(event="exchange.resent", subject_id=exchanges.get_exchange(UUID(exchange_id)).id)
        assert len({event.account_id for event in events}) == len(events) == 2
    assert after.form("exchange.resend") is None
    again = second.submit(seen, form, {}, {})
    assert again.object_of("exchange").attribute("state") == "QUEUED"  # type: ignore[union-attr]


def test_the_content_of_a_message_is_not_shown_to_operators(hub_app: Flask, operator: ClientDriver) -> None:
    page = operator.open(f"/operator/exchanges/{dead_letter(hub_app)}")
    assert "2024QQPQ00000001" not in page.words


@pytest.mark.parametrize("path", ["/operator/", "/operator/regions", "/operator/exchanges", "/operator/jobs"])
def test_nobody_else_opens_the_operators_pages(hub_app: Flask, path: str) -> None:
    stranger = ClientDriver(hub_app)
    assert "/login" in stranger.open(path).url
    sign_in(stranger, Person("E10", "E10", "hub"))
    assert stranger.open(path).status == 403


def test_a_decision_that_comes_late_changes_nothing(hub_app: Flask) -> None:
    exchange_id = dead_letter(hub_app)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        conclude(UUID(exchange_id), Outcome(OutcomeStatus.DONE), wait=at_once)
        assert exchanges.get_exchange(UUID(exchange_id)).state is ExchangeState.DEAD
