"""A hub joined to two platforms that may turn hostile, and what must hold after every login that comes to nothing."""

from html import unescape
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from hub.audit import AuditEvent
from hub.identity import Organization, WebSession
from hub.kernel import scope
from hub.kernel.db import db
from tests.federation.platforms import Platform

OIDC, OAUTH = "shanghai", "jiangsu"
PEOPLE = {OIDC: "e04", OAUTH: "e01"}
USCC = {OIDC: "91310118MA9QY10489", OAUTH: "91320118MA9QY1013T"}
SPEAK = {"zh": "zh-CN", "en": "en"}


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
