"""A region that is down: whose people are told, since when, what waits; and what the status page tells everybody."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from lxml import html

from hub.federation import health
from hub.federation.models import RegionHealth
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db, unit_of_work
from tests.conftest import own_application
from tests.web.sample import ClientDriver, browser_of, sample_database

FAULT = "POST /secret/path at 10.9.8.7: the connection failed"


@pytest.fixture(scope="module")
def hub() -> Iterator[Flask]:
    """Jiangsu's platform fails since a morning in May; Shanghai's answers."""
    with own_application(sample_database()) as app:
        with app.app_context(), unit_of_work():
            db.session.query(RegionHealth).delete()
        with app.app_context():
            health.note_ok("shanghai")
            health.note_fault("jiangsu", FAULT)
            with unit_of_work():
                since = datetime(2024, 5, 6, 9, 30, tzinfo=SHANGHAI)
                db.session.query(RegionHealth).filter_by(region="jiangsu").update({"failing_since": since})
        yield app


@pytest.mark.parametrize(
    ("account", "told"), [("e06", True), ("jsprov_center", True), ("hub_admin", True), ("e10", False), ("", False)]
)
def test_those_of_the_region_are_told_since_when_and_what_waits(hub: Flask, account: str, told: bool):
    browser = browser_of(hub, account) if account else ClientDriver(hub)
    page = html.fromstring(browser.open("/").text)
    banner = page.xpath("string(//*[@data-banner='region'][@data-region='jiangsu'])")
    assert bool(banner) is told
    if told:
        assert "2024-05-06 09:30" in banner and "等待恢复" in banner and "照常可用" in banner


def test_the_status_page_and_its_document_say_the_same_and_no_reason(hub: Flask):
    client = hub.test_client()
    page, document = html.fromstring(client.get("/status").text), client.get("/status.json").get_json()
    shown = {row.get("data-no"): row.get("data-state") for row in page.xpath("//tr[@data-object='region']")}
    assert shown == {region["region"]: region["state"] for region in document["regions"]}
    assert shown["jiangsu"] == "down" and shown["shanghai"] == "up" and shown["anhui"] == "by_files"
    down = next(region for region in document["regions"] if region["region"] == "jiangsu")
    assert down["since"].startswith("2024-05-06T") and down["waits"]
    for text in (client.get("/status").text, client.get("/status.json").text):
        assert "secret" not in text and "10.9.8.7" not in text
