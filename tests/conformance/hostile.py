"""A hub joined to two platforms that may turn hostile, and what must hold after every login that comes to nothing."""

from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from hub.audit import AuditEvent
from hub.federation.models import RegionDocument
from hub.identity import Organization, WebSession
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from tests.conftest import own_application
from tests.federation.platforms import Platform, forget, platforms, point_at

OIDC, OAUTH = "shanghai", "jiangsu"
PEOPLE = {OIDC: "e04", OAUTH: "e01"}
USCC = {OIDC: "91310118MA9QY10489", OAUTH: "91320118MA9QY1013T"}
SPEAK = {"zh": "zh-CN", "en": "en"}


@pytest.fixture(scope="module")
def regions() -> Iterator[dict[str, Platform]]:
    """Two platforms: one speaks OpenID Connect, the other OAuth 2.0."""
    with platforms(OIDC, OAUTH) as found:
        yield found


@pytest.fixture(scope="module")
def hub(regions: dict[str, Platform]) -> Iterator[Flask]:
    """A hub that is joined to them, over a database of this module."""
    with own_application() as app:
        app.config["WTF_CSRF_ENABLED"] = False
        point_at(app, regions)
        yield app


@pytest.fixture(autouse=True)
def clean(hub: Flask, regions: dict[str, Platform]) -> Iterator[None]:
    """Platforms without faults, a hub that keeps nothing of them."""
    for platform in regions.values():
        platform.reset()
    forget()
    with hub.app_context(), unit_of_work():
        db.session.execute(delete(RegionDocument))
    yield
    forget()


def leave(browser: FlaskClient, region: str) -> Any:
    """Start a login at the hub."""
    return browser.post(f"/login/{region}", headers={"Accept-Language": SPEAK["zh"]})


def way_back(page: Any, region: str) -> str:
    """Log in at the platform; the path and query with which the browser comes back."""
    address = unescape(page.text.split('http-equiv="refresh" content="0; url=')[1].split('"')[0])
    key = PEOPLE[region]
    typed = {"username": key, "password": f"Region-{key}-2024"}
    answer = requests.post(address, data=typed, allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come_in(hub: Flask, region: str) -> Any:
    """An honest person's whole way."""
    browser = hub.test_client()
    return browser.get(way_back(leave(browser, region), region))


class Books:
    """What the hub has written down so far."""

    def __init__(self, hub: Flask) -> None:
        with hub.app_context(), scope.everything():
            self.sessions = db.session.scalar(select(func.count()).select_from(WebSession))
            events = select(AuditEvent.event, AuditEvent.subject_no, AuditEvent.after).order_by(AuditEvent.at)
            self.events = [tuple(row) for row in db.session.execute(events)]
            self.units = set(db.session.scalars(select(Organization.uscc)))


def assert_refused(hub: Flask, browser: FlaskClient, answer: Any, before: Books, region: str) -> None:
    """One clear page, one row, nobody signed in, nothing entered."""
    after = Books(hub)
    assert 400 <= answer.status_code < 600 and answer.status_code != 500, answer.text
    assert answer.text.count("data-error=") == 1 and answer.text.count("data-correlation=") == 1
    correlation = answer.text.split('data-correlation="')[1].split('"')[0]
    new = after.events[len(before.events) :]
    assert [(event, no, said["region"]) for event, no, said in new] == [("account.login_failed", correlation, region)]
    assert (after.sessions, after.units) == (before.sessions, before.units)
    assert browser.get_cookie("hub_session") is None
    assert browser.get("/account/sessions").status_code == 303


def assert_others_come_in(hub: Flask, regions: dict[str, Platform], region: str) -> None:
    """The other region was not called for this, and its people log in."""
    other = OAUTH if region == OIDC else OIDC
    assert regions[other].seen() == []
    assert come_in(hub, other).status_code == 303


def both_languages(page_of: Any) -> None:
    """The refusal reads in Chinese and in English."""
    assert [mark in page_of(language).text for language, mark in (("zh", "编号"), ("en", "Number"))] == [True, True]
