"""npm openid-client as a portal of the hub: in, everything it may ask for, and out from either side."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from hub.identity.provider.client_rules import AUTH_METHODS
from hub.stories.driver import HttpDriver
from hub.stories.page import Form, Page
from hub.stories.surface import Surface
from tests.identity.conftest import MakePerson, Somebody
from tests.interop.test_region import log_in, press

BASIC = "client_secret_basic"
NO_SECRET = "&scope=openid org person"  # what a client without a secret may ask for


@pytest.fixture
def browser(hub_url: str) -> Iterator[HttpDriver]:
    """A browser without scripts."""
    opened = HttpDriver(hub_url)
    yield opened
    opened.close()


def json_of(page: Page) -> Any:
    """What the portal shows."""
    assert page.status == 200, page.text
    return json.loads(page.text)


def to_portal(browser: HttpDriver, portal: str, somebody: Somebody, query: str = f"as={BASIC}") -> Any:
    """From the portal to the hub's login, through consent when it is asked for, and back."""
    page = browser.open(f"{portal}/login?{query}")
    if "/login" in page.url and page.url.startswith(browser.base_url):
        page = sign_in(browser, page, somebody)
    consent = page.form("portal.agree")
    if consent is not None:
        page = browser.submit(page, consent, {}, {})
    return json_of(page)


def sign_in(browser: HttpDriver, page: Page, somebody: Somebody) -> Page:
    """Take the way of hub accounts on the page that asks which way."""
    form = page.form("account.login")
    if form is None:
        (link,) = page.tree.xpath("//a[starts-with(@href, '/login/hub')]/@href")[:1]
        page = browser.open(link)
        form = page.form("account.login")
    assert form is not None, page.words
    return browser.submit(page, form, {"username": somebody.username, "password": somebody.password}, {})


def do(portal: str, what: str, **given: str) -> requests.Response:
    """A later call of the portal."""
    return requests.get(f"{portal}/do", params={"as": BASIC, "what": what, **given}, timeout=30)


@pytest.mark.parametrize("method", AUTH_METHODS)
def test_a_portal_signs_a_person_in_however_it_proves_itself(
    browser: HttpDriver, portal: str, person: MakePerson, hub_url: str, method: str
) -> None:
    somebody = person()
    said = to_portal(
        browser, portal, somebody, f"as={method}" + ("&scope=openid org person" if method == "none" else "")
    )
    claims, userinfo = said["claims"], said["userinfo"]
    assert claims["iss"] == hub_url and claims["acr"] == "substantial" and claims["amr"] == ["pwd"]
    assert claims["sub"] == userinfo["sub"] and str(somebody.account_id) not in claims["sub"]
    assert userinfo["org_region"] == "anhui" and said["expires_in"] <= 900


def test_an_agreement_is_remembered_and_a_second_login_asks_nothing(
    browser: HttpDriver, portal: str, person: MakePerson
) -> None:
    somebody = person()
    first = to_portal(browser, portal, somebody)
    second = json_of(browser.open(f"{portal}/login?as={BASIC}"))
    assert second["claims"]["sub"] == first["claims"]["sub"]
    assert second["claims"]["auth_time"] == first["claims"]["auth_time"]


def test_a_request_that_was_not_pushed_is_served_where_the_client_may(
    browser: HttpDriver, portal: str, person: MakePerson
) -> None:
    assert to_portal(browser, portal, person(), f"as={BASIC}&par=no")["claims"]["sub"]


def test_a_portal_that_wants_a_fresh_login_gets_one(browser: HttpDriver, portal: str, person: MakePerson) -> None:
    somebody = person()
    to_portal(browser, portal, somebody)
    page = browser.open(f"{portal}/login?as={BASIC}&prompt=login")
    assert page.url.startswith(browser.base_url), "the hub asks who is there again"
    assert to_portal(browser, portal, somebody, f"as={BASIC}&prompt=login&max_age=60")["claims"]["auth_time"]


def test_a_portal_that_may_ask_nobody_hears_that_somebody_must_log_in(browser: HttpDriver, portal: str) -> None:
    page = browser.open(f"{portal}/login?as={BASIC}&prompt=none")
    assert page.status == 400 and json.loads(page.text)["error"] == "login_required"


def test_tokens_are_renewed_looked_up_and_taken_back(browser: HttpDriver, portal: str, person: MakePerson) -> None:
    first = to_portal(browser, portal, person())
    assert do(portal, "introspect").json()["active"] is True
    assert do(portal, "orders").json() == {"status": 200}
    renewed = do(portal, "refresh").json()
    assert renewed["claims"]["sub"] == first["claims"]["sub"]
    assert renewed["claims"]["auth_time"] == first["claims"]["auth_time"]
    assert do(portal, "userinfo").json()["sub"] == first["claims"]["sub"]
    assert do(portal, "revoke").status_code == 200
    assert do(portal, "introspect").json() == {"active": False}
    assert do(portal, "userinfo").status_code == 400
    assert do(portal, "introspect", which="refresh_token").json()["active"] is True
    assert do(portal, "refresh").status_code == 200
    assert do(portal, "revoke", which="refresh_token").status_code == 200
    assert do(portal, "introspect").json() == {"active": False}, "what hangs on a refresh token ends with it"
    assert do(portal, "refresh").json()["error"] == "invalid_grant"


def test_a_code_that_comes_twice_ends_what_the_first_gave(browser: HttpDriver, portal: str, person: MakePerson) -> None:
    to_portal(browser, portal, person())
    again = do(portal, "code again")
    assert again.status_code == 400 and again.json()["error"] == "invalid_grant"
    assert do(portal, "introspect").json() == {"active": False}


def test_signing_out_at_the_portal_signs_out_at_the_hub_and_leads_back(
    browser: HttpDriver, portal: str, person: MakePerson
) -> None:
    somebody = person()
    to_portal(browser, portal, somebody)
    page = browser.open(f"{portal}/logout?as={BASIC}")
    for form in page.tree.xpath("//main//form"):
        page = browser.submit(page, Form(form, page.url), {}, {})
        break
    assert json_of(page) == {"signed_out": True, "state": "gone"}
    assert "/login" in browser.open(f"{browser.base_url}/account/sessions").url


def test_signing_out_at_the_hub_is_told_to_the_portal(browser: HttpDriver, portal: str, person: MakePerson) -> None:
    said = to_portal(browser, portal, person())
    page = browser.open(f"{browser.base_url}/account/sessions")
    (form,) = page.tree.xpath("//form[@action='/logout']")
    browser.submit(page, Form(form, page.url), {}, {})
    assert [notice["sid"] for notice in told(browser, portal)][-1:] == [said["claims"]["sid"]]
    assert do(portal, "refresh").json()["error"] == "invalid_grant"


def test_signing_out_at_the_region_reaches_the_portal_through_the_hub(
    browser: HttpDriver, portal: str, region_issuer: str
) -> None:
    log_in(browser, "through")
    page = browser.open(f"{portal}/login?as={BASIC}")
    consent = page.form("portal.agree")
    assert consent is not None, page.words
    said = json_of(browser.submit(page, consent, {}, {}))
    assert (said["claims"]["amr"], said["claims"]["upstream_region"]) == (["fed"], "henan")
    page = browser.open(f"{region_issuer}/session/end")
    press(browser, page, logout="yes")
    assert [notice["sid"] for notice in told(browser, portal)][-1:] == [said["claims"]["sid"]]


def told(browser: HttpDriver, portal: str) -> list[dict[str, Any]]:
    """What the portal was told and believed, after all jobs have run."""
    Surface(browser.base_url).drain()
    found: list[dict[str, Any]] = requests.get(f"{portal}/told", timeout=5).json()
    return found
