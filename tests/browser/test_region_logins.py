"""Chromium logs in through the login page of every simulated platform there is, with scripts and without."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from adapters.contract import Capability
from adapters.simulate import create, running
from adapters.simulation.people import Enterprise, enterprises_of
from adapters.simulation.seeds import read_seed
from hub.app import create_app
from hub.federation import directory, gateway
from hub.federation.places import Region
from hub.kernel.db import db
from hub.settings import ROOT, load_settings
from hub.testing.simulators import platforms
from tests.conftest import application_url, clone_database, drop_database
from tests.federation.platforms import Platform, point_at

DIRECTORY = directory.read_directory(ROOT / "regions", {})


@dataclass(frozen=True)
class Joined:
    """A hub at its address, joined to every platform that can be simulated."""

    address: str
    app: Flask


@pytest.fixture(scope="module")
def joined() -> Iterator[Joined]:
    """The hub, an empty database, and all platforms of this configuration that people log in at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings, name = load_settings("testing"), clone_database()
    settings = replace(settings, web=replace(settings.web, base_url=f"http://127.0.0.1:{port}"))
    app = create_app(settings, database_url=application_url(name))
    with ExitStack() as stack:
        found = {}
        for region in regions_with_a_login(app):
            simulator = create(region.adapter, hub_url=settings.web.base_url, region=region.code)
            found[region.code] = Platform(stack.enter_context(running(simulator)), simulator)
        point_at(app, found)
        yield Joined(stack.enter_context(running(app, port)), app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    drop_database(name)


def regions_with_a_login(app: Flask) -> list[Region]:
    """Regions whose simulated platform has people."""
    with app.app_context():
        codes = [code for code in platforms() if gateway.offers(code, Capability.LOGIN)]
        return [directory.get_region(code) for code in codes]


def somebody_of(region: Region) -> Enterprise | None:
    """A sample enterprise of the region that logs in at its platform."""
    people = enterprises_of(read_seed(f"adapters.{region.adapter}")).values()
    return next((one for one in people if one.uscc[2:4] == region.division[:2]), None)


PEOPLE = {
    code: found
    for code, region in DIRECTORY.regions.items()
    if region.adapter and region.login and (found := somebody_of(region))
}


def test_every_dialect_with_a_login_is_among_those_that_are_tried(joined: Joined) -> None:
    assert {region.code for region in regions_with_a_login(joined.app)} == set(PEOPLE)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("code", sorted(PEOPLE))
def test_a_person_comes_in_through_the_platforms_own_page(
    joined: Joined, chromium: Browser, code: str, scripts: bool
) -> None:
    context = chromium.new_context(java_script_enabled=scripts, locale="zh-CN")
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{joined.address}/login")
    page.locator(f"form[action='/login/{code}'] button").first.click()
    at_the_region(page, joined, PEOPLE[code])
    page.goto(f"{joined.address}/account/sessions")
    assert page.url == f"{joined.address}/account/sessions", "signed in"
    page.locator("form[action='/logout'] button").first.click()
    page.wait_for_load_state()
    # In a window of its own: this one may be on its way to the platform's logout.
    other = context.new_page()
    other.goto(f"{joined.address}/account/sessions")
    assert "/login" in other.url, "signed out"
    assert complaints == []
    context.close()


def at_the_region(page: Page, joined: Joined, person: Enterprise) -> None:
    """Log in on the platform's page and wait for the hub's."""
    page.wait_for_selector("input[type=password]")
    assert not page.url.startswith(joined.address), "the password is typed at the region"
    page.fill("input[name=username]", person.username)
    page.fill("input[type=password]", person.password)
    page.locator("form:has(input[type=password]) button").first.click()
    page.wait_for_url(lambda url: url.startswith(joined.address) and "/callback" not in url)
