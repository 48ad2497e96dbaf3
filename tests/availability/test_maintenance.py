"""Maintenance through the front door: said beforehand, refusing every change, keeping what was typed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from lxml import html

from hub import availability
from hub.availability import MaintenanceMode
from hub.availability.errors import WindowEndsTooSoon, WindowOver, WindowOverlaps
from hub.cli import cli
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import Forbidden
from tests.conftest import own_application
from tests.web.sample import ClientDriver, browser_of, sample_database

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def running() -> Iterator[Flask]:
    """A hub with sample data of its own: what it announces is no other test's."""
    with own_application(sample_database()) as app:
        yield app


@pytest.fixture
def hub(running: Flask) -> Iterator[Flask]:
    """The same without any announcement, before and after."""
    yield running
    with running.app_context(), unit_of_work():
        db.session.query(availability.MaintenanceWindow).delete()


def announced(app: Flask, mode: str = "READ_ONLY", message: str = "升级数据库", **hours: datetime) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        availability.announce(mode=MaintenanceMode(mode), message=message, by=THE_HUB, **hours)


def sent(browser: ClientDriver, path: str, **values: str):
    """A form of the page at ``path`` sent to where it is going, answer as it is."""
    page = browser.open("/")
    token = html.fromstring(browser.client.get("/").text).xpath("//input[@name='csrf_token']/@value")[0]
    return browser.client.post(path, data={"csrf_token": token, **values}, headers={"Referer": page.url})


def test_a_read_only_hub_shows_everything_and_refuses_every_change_with_what_was_typed(hub: Flask):
    announced(hub, ends_at=utc_now() + HOUR)
    browser = browser_of(hub, "e10")
    assert 'data-banner="maintenance"' in browser.open("/enterprise/").text
    answer = sent(browser, "/enterprise/cart", service="V02", note="一句话 <b>")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    page = html.fromstring(answer.text)
    assert page.xpath("//*[@data-error='hub.read_only']")
    form = page.xpath("//form[@data-action='maintenance.send_again']")[0]
    assert dict(form.form_values())["note"] == "一句话 <b>" and form.xpath(".//button")


def test_what_was_refused_goes_through_afterwards_from_the_same_page(hub: Flask):
    browser = browser_of(hub, "e10")
    announced(hub)
    refused = html.fromstring(sent(browser, "/account/nowhere", word="x").text)
    with hub.app_context(), unit_of_work():
        window = availability.find_running()
        assert window is not None
        availability.end_window(window_id=window.id, by=THE_HUB)
    again = dict(refused.xpath("//form[@data-action='maintenance.send_again']")[0].form_values())
    assert browser.client.post("/account/nowhere", data=again).status_code == 404  # no longer stopped at the door


def test_a_password_is_never_written_into_the_page(hub: Flask):
    announced(hub)
    answer = sent(browser_of(hub, "e10"), "/account/password", password="geheim-12345", new_password="geheim-67890")
    assert answer.status_code == 503 and "geheim" not in answer.text


def test_programs_get_problem_json_and_read_on(hub: Flask):
    announced(hub)
    answer = hub.test_client().post("/api/v1/orders", json={}, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 503 and answer.content_type == "application/problem+json"
    assert json.loads(answer.data)["code"] == "hub.read_only"
    assert hub.test_client().get("/api/v1/regions").status_code == 200


def test_signing_in_goes_on(hub: Flask):
    announced(hub)
    assert sent(ClientDriver(hub), "/language", to="en").status_code in (302, 303)
    assert sent(ClientDriver(hub), "/login/password", username="e10", password="wrong").status_code != 503


def test_an_operator_announces_and_ends_it_by_the_page(hub: Flask):
    browser = browser_of(hub, "hub_admin")
    page = browser.open("/operator/maintenance")
    soon = (datetime.now(UTC) + HOUR).isoformat(timespec="minutes")
    form = page.form("maintenance.announce")
    after = browser.submit(
        page, form, {"mode": "READ_ONLY", "message": "夜间升级", "starts_at": soon, "ends_at": ""}, {}
    )
    assert "夜间升级" in after.text and 'data-state="PLANNED"' in after.text
    visitor = ClientDriver(hub)
    assert "夜间升级" in visitor.open("/").text and "夜间升级" in visitor.open("/status").text
    with hub.app_context():
        assert availability.read_only_now() is None
    ended = browser.submit(after, after.form("maintenance.end"), {}, {})
    assert 'data-state="ENDED"' in ended.text and "夜间升级" not in visitor.open("/").text


def test_during_a_read_only_time_the_operator_still_ends_it(hub: Flask):
    announced(hub)
    browser = browser_of(hub, "hub_admin")
    page = browser.open("/operator/maintenance")
    ended = browser.submit(page, page.form("maintenance.end"), {}, {})
    assert ended.status == 200 and 'data-state="ENDED"' in ended.text


@pytest.mark.parametrize(
    ("first", "second", "refusal"),
    [
        ((0, 2), (1, 3), WindowOverlaps),
        ((0, None), (5, 6), WindowOverlaps),
        ((5, 6), (0, None), WindowOverlaps),
        ((0, 2), (2, 3), None),
        ((4, 5), (1, 2), None),
        ((4, 5), (3, 2), WindowEndsTooSoon),
        ((4, 5), (-3, -2), WindowEndsTooSoon),
    ],
)
def test_hours_that_make_no_sense_are_refused(hub: Flask, first, second, refusal):
    now = utc_now()

    def hours(pair):
        return {name: now + h * HOUR for name, h in zip(("starts_at", "ends_at"), pair, strict=True) if h is not None}

    announced(hub, **hours(first))
    if refusal is None:
        announced(hub, **hours(second))
    else:
        with pytest.raises(refusal):
            announced(hub, **hours(second))


def test_only_operators_switch_it_and_nothing_ends_twice(hub: Flask):
    from hub.kernel.actor import Actor

    announced(hub)
    with hub.app_context(), scope.everything():
        window = availability.find_running()
        assert window is not None
        with pytest.raises(Forbidden):
            availability.end_window(window_id=window.id, by=Actor(None, "甲"))
        availability.end_window(window_id=window.id, by=THE_HUB)
        with pytest.raises(WindowOver):
            availability.end_window(window_id=window.id, by=THE_HUB)
        db.session.rollback()


def test_the_command_line_switches_it_too(hub: Flask, monkeypatch):
    monkeypatch.setattr("hub.app.create_app", lambda *_: hub)
    said = CliRunner().invoke(cli, ["maintenance", "on", "换机器", "--read-only", "--until", "2099-01-01 08:00"])
    assert "READ_ONLY" in said.output and "2099-01-01 08:00: 换机器" in said.output
    assert "announced for these hours" in CliRunner().invoke(cli, ["maintenance", "on", "再来"]).output
    assert "No maintenance" in CliRunner().invoke(cli, ["maintenance", "off"]).output
    assert "Enter date and time" in CliRunner().invoke(cli, ["maintenance", "on", "x", "--until", "soon"]).output
