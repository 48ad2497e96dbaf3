"""Everybody's pages on the sample data: each answers, is well formed and obeys the strict policy (ui.md E1)."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from lxml import html

from tests.web.sample import ClientDriver, browser_of
from tests.web.test_errors_and_limits import CSP

# One person of each kind; hub accounts of the demo book.
VISITORS = ["", "e10", "i02", "mas_admin", "expert01", "maanshan_finance", "hub_admin", "hub_audit", "jsprov_center"]
FORBIDDEN = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=[\"']|\son[a-z]+=[\"']|<style", re.I)
NOT_PAGES = (
    "/static/",
    "/api/",
    "/testing/",
    "/federation/",
    "/livez",
    "/readyz",
    "/metrics",
    "/favicon.ico",
    "/logout",
    "/oauth/",
)
NOT_PAGES += ("/.well-known/",)  # what portals call; its pages are opened in tests/browser/test_portal_login.py
# Signing in has no answer to repeat; reading and revoking have no second effect.
UNKEYED = ("account.", "message.", "token.revoke")
LIMIT = 40  # addresses found by following links, for each person


def addresses(app: Flask) -> list[str]:
    """Every page that needs nothing to be opened."""
    return sorted(
        str(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and not str(rule).startswith(NOT_PAGES)
    )


def visit(driver: ClientDriver, start: list[str]) -> Iterator[tuple[str, object]]:
    """Open the pages and whatever they link to, each address once."""
    queue, seen = list(start), set(start)
    while queue:
        path = queue.pop(0)
        answer = driver.client.get(path, buffered=True)
        yield path, answer
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        for link in html.fromstring(answer.text).xpath("//a/@href"):
            target = urlsplit(urljoin(f"http://localhost{path}", link))
            inside = target.path + (f"?{target.query}" if target.query else "")
            known = inside in seen or len(seen) >= len(start) + LIMIT
            if target.netloc == "localhost" and not known and not inside.startswith(NOT_PAGES):
                seen.add(inside)
                queue.append(inside)


def faults(path: str, answer) -> list[str]:
    """What is wrong with one page."""
    if answer.status_code in (302, 303):
        return []
    if answer.status_code != 200:
        return [f"{path}: status {answer.status_code}"]
    found = [] if answer.headers.get("Content-Security-Policy") == CSP else [f"{path}: another policy"]
    if answer.mimetype != "text/html":
        return found
    page = html.fromstring(answer.text)
    return found + [f"{path}: {fault}" for fault in [*outline(page, answer.text), *forms(page)]]


def outline(page: html.HtmlElement, text: str) -> Iterator[str]:
    """Title, language, one heading, one object, no id twice, nothing that the policy forbids."""
    if len(page.xpath("//h1")) != 1:
        yield f"{len(page.xpath('//h1'))} h1"
    if not page.xpath("//html/@lang") or not page.xpath("string(//title)").strip():
        yield "no lang or title"
    if FORBIDDEN.search(text):
        yield "script or style in the page"
    if len(page.xpath("//article[@data-object]")) > 1:
        yield "more than one main object"
    ids = page.xpath("//@id")
    if len(ids) != len(set(ids)):
        yield f"ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"


def forms(page: html.HtmlElement) -> Iterator[str]:
    """Every form that does something has its token, and its key where a second click could do it twice."""
    for form in page.xpath("//form[translate(@method,'POST','post')='post']"):
        action = form.get("data-action", "")
        if not form.xpath(".//input[@name='csrf_token']"):
            yield f"a form without its token: {action}"
        if action and not action.startswith(UNKEYED) and not form.xpath(".//input[@name='idempotency_key']"):
            yield f"{action} without its key"


@pytest.mark.parametrize("account", VISITORS, ids=lambda account: account or "visitor")
def test_every_page_of_everybody_is_well_formed(sample_app: Flask, account: str):
    driver = browser_of(sample_app, account) if account else ClientDriver(sample_app)
    own = [path for path in addresses(sample_app) if driver.client.get(path).status_code != 403]
    seen = 0
    offenders = []
    for path, answer in visit(driver, own):
        seen += answer.status_code == 200
        # Nothing links to a page that needs a choice first; opened without one it may say so.
        if not (path in own and answer.status_code in (404, 422)):
            offenders += faults(path, answer)
    assert seen >= 3, f"hardly any page could be opened: {offenders}"
    assert not offenders, "\n" + "\n".join(offenders)
