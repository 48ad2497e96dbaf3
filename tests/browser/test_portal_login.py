"""A portal signs somebody in and out in a real browser: redirects after our own forms are what browsers stop."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from hub.stories import book
from tests.browser.conftest import SCREENSHOTS, Window
from tests.identity.provider.portal import Login, Portal


@dataclass
class Site:
    """The portal's own server: a start page with a link and a form to the hub, and a page to come back to."""

    address: str = ""
    portal: Portal | None = None
    hub: str = ""

    def parameters(self) -> dict[str, Any]:
        assert self.portal is not None
        return self.portal.parameters(Login(scope="openid org order.read"), redirect_uri=f"{self.address}/callback")

    def page(self, path: str) -> str:
        if path.startswith("/callback"):
            return f"<h1>back</h1><pre>{path.replace('&', '&amp;')}</pre>"
        fields = "".join(f'<input type="hidden" name="{n}" value="{v}">' for n, v in self.parameters().items())
        link = f"{self.hub}/oauth/authorize?{urlencode(self.parameters())}".replace("&", "&amp;")
        form = f'<form method="post" action="{self.hub}/oauth/authorize">{fields}<button>by form</button></form>'
        return f'<h1>portal</h1><a href="{link}">by link</a>{form}'


@pytest.fixture
def site(live_app: Flask, live: str) -> Iterator[Site]:
    """The portal, listening, and registered at the hub."""
    site = Site(hub=live)

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = site.page(self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    # Another name of this machine, so that the browser takes it for another site.
    site.address = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.portal = Portal(
        live_app, redirect_uris=(f"{site.address}/callback",), post_logout_redirect_uris=(f"{site.address}/",)
    )
    yield site
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A browser that may go anywhere on this machine."""
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    yield context.new_page()
    context.close()


def sign_in(page: Page) -> None:
    page.get_by_role("link", name="使用枢纽账号登录").click()
    page.fill("[name=username]", "e10")
    page.fill("[name=password]", book.account("E10")["password"])
    page.locator("form[data-action='account.login'] button").click()


@pytest.mark.parametrize("way", ["by link", "by form"])
def test_somebody_signs_in_agrees_and_comes_back(page: Page, site: Site, way: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
    page.goto(site.address)
    page.get_by_text(way).click()
    sign_in(page)
    page.wait_for_url("**/oauth/consent?**")
    page.locator("form[data-action='portal.agree'] button").click()
    page.wait_for_url(f"{site.address}/callback?**")
    sent = dict(parse_qsl(urlsplit(page.url).query))
    assert sent.keys() == {"code", "state", "iss"} and not complaints
    page.goto(site.address)
    page.get_by_text(way).click()
    page.wait_for_url(f"{site.address}/callback?**")


def test_declining_and_signing_out_lead_back_too(page: Page, site: Site) -> None:
    page.goto(site.address)
    page.get_by_text("by link").click()
    sign_in(page)
    page.locator("form[data-action='portal.decline'] button").click()
    page.wait_for_url(f"{site.address}/callback?**")
    assert "error=access_denied" in page.url
    assert site.portal is not None
    query = urlencode({"client_id": site.portal.client_id, "post_logout_redirect_uri": f"{site.address}/"})
    page.goto(f"{site.hub}/oauth/logout?{query}")
    page.screenshot(path=SCREENSHOTS / "oauth-logout.png", full_page=True)
    page.locator("form[data-action='account.logout'] button").click()
    page.wait_for_url(f"{site.address}/")
    page.goto(f"{site.hub}/account/")
    assert "/login" in page.url


@pytest.mark.parametrize("width", [1366, 390])
def test_the_consent_page_is_readable(window: Any, site: Site, width: int) -> None:
    opened: Window = window("e10", width=width)
    page = opened.open(f"/oauth/authorize?{urlencode(site.parameters())}")
    assert page.url.startswith(f"{site.hub}/oauth/consent")
    opened.shot(f"oauth-consent-{width}")
    assert opened.width() <= width and not opened.axe() and not opened.complaints
