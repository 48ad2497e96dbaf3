"""npm oidc-provider as the platform of a region: log in, log out from either side, keys that change."""

from collections.abc import Iterator

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from adapters.protocols.kept import DOCUMENTS
from hub.audit import AuditEvent
from hub.identity import Account, WebSession, upstream_of
from hub.kernel import scope
from hub.kernel.db import db
from hub.stories.driver import HttpDriver
from hub.stories.page import Form, Page
from tests.interop.conftest import REGION, USCC


@pytest.fixture
def browser(hub_url: str) -> Iterator[HttpDriver]:
    """A browser without scripts."""
    opened = HttpDriver(hub_url)
    yield opened
    opened.close()


@pytest.fixture
def inside(hub_app: Flask) -> Iterator[None]:
    """Look into the database as the hub itself."""
    with hub_app.app_context(), scope.everything():
        yield
        db.session.rollback()


def press(browser: HttpDriver, page: Page, **values: str) -> Page:
    """Send the only form of a page of the provider."""
    forms = page.tree.xpath("//form")
    assert len(forms) == 1, page.text
    return browser.submit(page, Form(forms[0], page.url), values, {})


def to_the_region(browser: HttpDriver) -> Page:
    """Ask for the region's login at the hub."""
    page = browser.open("/login")
    form = page.form("account.login_region", region=REGION)
    assert form is not None, page.words
    return browser.submit(page, form, {}, {})


def log_in(browser: HttpDriver, login: str) -> Page:
    """Log in at the provider and agree to what it asks."""
    page = press(browser, to_the_region(browser), login=login, password="whatever the provider takes")
    return press(browser, page)


def living(subject: str) -> list[WebSession]:
    """The sessions at the hub that began with this login at the provider."""
    db.session.rollback()
    found = db.session.scalars(select(WebSession).where(WebSession.region == REGION, WebSession.ended_at.is_(None)))
    return [session for session in found if (upstream := upstream_of(session)) and upstream.subject == subject]


def failures() -> int:
    """How many logins came to nothing so far."""
    db.session.rollback()
    told = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "account.login_failed")
    return db.session.scalar(told) or 0


def test_a_region_known_by_its_discovery_address_alone_brings_its_people(browser: HttpDriver, inside: None) -> None:
    page = log_in(browser, "first")
    assert page.status == 200 and page.url.startswith(browser.base_url), page.words
    (session,) = living("first")
    account = db.session.get_one(Account, session.account_id)
    upstream = upstream_of(session)
    assert upstream is not None and upstream.sid and upstream.id_token
    assert (session.methods, account.display_name, account.phone) == (["fed"], "示例人", "19900000041")
    assert USCC in browser.open("/account/organization").text


def test_a_second_person_of_the_unit_comes_in_beside_the_first(browser: HttpDriver, inside: None) -> None:
    log_in(browser, "second")
    assert len(living("second")) == 1


def test_signing_out_at_the_hub_signs_out_at_the_region(browser: HttpDriver, inside: None) -> None:
    page = log_in(browser, "leaving")
    (form,) = page.tree.xpath("//form[@action='/logout']")
    page = browser.submit(page, Form(form, page.url), {}, {})
    assert "/session/end" in page.url and living("leaving") == []
    press(browser, page, logout="yes")
    assert to_the_region(browser).tree.xpath("//input[@name='password']"), "the region asks who is there again"


def test_signing_out_at_the_region_signs_out_at_the_hub(browser: HttpDriver, inside: None, region_issuer: str) -> None:
    log_in(browser, "ended-there")
    stays = HttpDriver(browser.base_url)
    log_in(stays, "stays")
    page = browser.open(f"{region_issuer}/session/end")
    press(browser, page, logout="yes")
    told = requests.get(f"{region_issuer}/_control/told", timeout=5).json()
    assert told[-1]["status"] == 200 and told[-1]["url"].endswith(f"/federation/{REGION}/logout")
    assert living("ended-there") == [] and len(living("stays")) == 1
    assert "/login" in browser.open("/account/sessions").url
    assert stays.open("/account/sessions").status == 200


@pytest.mark.parametrize("kid", ["new", "same"])
def test_keys_that_the_region_changes_are_found_without_a_restart(
    browser: HttpDriver, inside: None, region_issuer: str, kid: str
) -> None:
    log_in(browser, f"before-{kid}")
    requests.post(f"{region_issuer}/_control/rotate?kid={kid}", timeout=5).raise_for_status()
    log_in(HttpDriver(browser.base_url), f"after-{kid}")
    assert len(living(f"after-{kid}")) == 1


def test_after_the_throttle_a_changed_key_is_asked_for_once_and_not_for_every_login(
    browser: HttpDriver, inside: None, region_issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(browser, "throttled")
    monkeypatch.setattr(DOCUMENTS, "throttle_seconds", 3600.0)
    requests.post(f"{region_issuer}/_control/rotate", timeout=5).raise_for_status()
    assert log_in(HttpDriver(browser.base_url), "too-soon").status == 502
    monkeypatch.setattr(DOCUMENTS, "throttle_seconds", 0.0)
    log_in(HttpDriver(browser.base_url), "in-time")
    assert (living("too-soon"), len(living("in-time"))) == ([], 1)


def test_who_turns_back_at_the_region_is_told_so_and_written_down_once(browser: HttpDriver, inside: None) -> None:
    before = failures()
    page = to_the_region(browser)
    (abort,) = page.tree.xpath("//a[contains(@href, '/abort')]/@href")
    page = browser.open(abort)
    assert page.url.startswith(f"{browser.base_url}/login/{REGION}/callback") and page.refusals
    assert failures() == before + 1
