"""How a person of a story signs in: with a hub account, with a second factor, or at the own region's page."""

import time
from collections.abc import Callable

import pyotp

from hub.stories import book
from hub.stories.driver import Driver
from hub.stories.page import Form, Page
from hub.stories.story import Person


class LoginFailed(Exception):
    """Nobody is signed in; the message says on which page it ended."""


def sign_in(driver: Driver, person: Person) -> Page:
    """Sign the person in; returns the page on which they arrive.

    Raises:
        LoginFailed: a page of the way in was not there, or refused.
    """
    if person.login == "none" or person.login.startswith("client:"):
        return driver.open("/")
    if person.login.startswith("region:"):
        return _at_region(driver, person, person.login.removeprefix("region:"))
    return _at_hub(driver, person)


def complete_step_up(driver: Driver, page: Page, newest_code: Callable[[], str]) -> Page:
    """Type the code that was texted, on the page that asks for it."""
    asking = page.form("account.request_code")
    if asking is not None:
        page = driver.submit(page, asking, {}, {})
    form = page.form("account.step_up")
    if form is None:
        raise LoginFailed(f"{page.url} asks for a code but has no form for it: {page.words[:200]}")
    return driver.submit(page, form, {"code": newest_code()}, {})


def _at_hub(driver: Driver, person: Person) -> Page:
    entry = book.account(person.account)
    page = driver.open("/login/hub")
    form = page.form("account.login")
    if form is None:
        raise LoginFailed(f"{page.url} has no sign-in form: {page.words[:200]}")
    page = driver.submit(page, form, {"username": entry["username"], "password": entry["password"]}, {})
    second = page.form("account.second_factor")
    if second is not None:
        page = _second_factor(driver, page, entry["totp_secret"])
    if page.form("account.login") is not None or page.refusals:
        raise LoginFailed(f"{person.account} could not sign in: {page.refusals or page.words[:200]}")
    return page


def _second_factor(driver: Driver, page: Page, secret: str) -> Page:
    for attempt in range(2):
        form = page.form("account.second_factor")
        if form is None:
            return page
        if attempt:
            # A code counts once: wait for the next one, as its owner would.
            time.sleep(30 - time.time() % 30 + 0.5)
        page = driver.submit(page, form, {"code": pyotp.TOTP(secret).now()}, {})
    return page


def _at_region(driver: Driver, person: Person, region: str) -> Page:
    page = driver.open("/login")
    form = page.form("account.login_region", region=region) or page.form("account.login_region")
    if form is None:
        raise LoginFailed(f"{page.url} offers no way in through {region}: {page.words[:200]}")
    page = driver.submit(page, form, {"region": region} if "region" in form.names else {}, {})
    return log_in_at_region(driver, person, page)


def log_in_at_region(driver: Driver, person: Person, page: Page) -> Page:
    """Type the sample enterprise's username and password on its region's own page."""
    forms = page.tree.xpath("//form[.//input[@type='password']]")
    if not forms:
        raise LoginFailed(f"{page.url} is not the region's sign-in page: {page.words[:200]}")
    region_form = Form(forms[0], page.url)
    values = {"username": person.account.lower(), "password": region_password(person)}
    page = driver.submit(page, region_form, values, {})
    if page.status >= 400 or page.refusals:
        raise LoginFailed(f"{person.account} could not come in at {page.url}: {page.refusals or page.words[:200]}")
    return page


def region_password(person: Person) -> str:
    """The password of a sample enterprise at its region's simulator."""
    return f"Region-{person.account.lower()}-2024"
