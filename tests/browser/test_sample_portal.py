"""The sample portal that integrators copy: somebody signs in through the hub, orders there, and the portal is told."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType

import pytest
from flask import Flask
from joserfc.jwk import ECKey
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from hub.identity import portals
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.stories import book
from tests.architecture.sources import ROOT
from tests.browser.conftest import SCREENSHOTS

FOLDER = ROOT / "docs" / "sample-portal"


@pytest.fixture(scope="module")
def sample() -> Iterator[ModuleType]:
    """The module as an integrator runs it: from its own folder."""
    sys.path.insert(0, str(FOLDER))
    try:
        import portal

        yield portal
    finally:
        sys.path.remove(str(FOLDER))
        for name in ("portal", "webhook"):
            sys.modules.pop(name, None)


@dataclass
class Site:
    """The portal, listening."""

    address: str
    app: Flask


@pytest.fixture
def site(live_app: Flask, live: str, sample: ModuleType) -> Iterator[Site]:
    """Registered at the hub by the public half of its key, subscribed, listening at another name of this machine."""
    key = ECKey.generate_key("P-256", private=True)
    app = Flask("not yet")
    server = make_server("127.0.0.1", 0, lambda *call: app(*call), threaded=True)
    address = f"http://localhost:{server.server_port}"
    public = {**key.as_dict(private=False), "kid": "sample", "use": "sig", "alg": "ES256"}
    draft = portals.ClientDraft(
        name_zh="示例门户", name_en="Sample portal", auth_method="private_key_jwt", jwks={"keys": [public]},
        redirect_uris=(f"{address}/callback",), backchannel_logout_uri=f"{address}/signed-out",
        scopes=(*sample.SCOPE.split(), "webhook.manage"),
    )  # fmt: skip
    with live_app.app_context(), scope.everything(), unit_of_work():
        client_id = portals.register_client(draft=draft, by=THE_HUB)[0].client_id
    before = live_app.config["HUB"]
    # Portals know a hub by the address that it gives for itself.
    live_app.config["HUB"] = replace(before, web=replace(before.web, base_url=live))
    try:
        settings = sample.Settings(hub=live, client_id=client_id, key=key, kid="sample", address=address)
        app = sample.create_portal(settings)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sample.subscribe(settings, app.extensions["kept"])
        yield Site(address, app)
    finally:
        live_app.config["HUB"] = before
        server.shutdown()
        server.server_close()


def test_from_login_to_order_to_the_news_of_it(live_app: Flask, site: Site, chromium: Browser) -> None:
    context = chromium.new_context(locale="zh-CN", viewport={"width": 1366, "height": 900})
    page = context.new_page()
    page.goto(site.address)
    page.click("#login")
    page.get_by_role("link", name="使用枢纽账号登录").click()
    page.fill("[name=username]", "e10")
    page.fill("[name=password]", book.account("E10")["password"])
    page.locator("form[data-action='account.login'] button").click()
    page.locator("form[data-action='portal.agree'] button").click()
    page.wait_for_url(f"{site.address}/")
    assert book.organization("E10")["name"] in page.inner_text("#who")
    assert page.locator("#vouchers li").count() >= 1 and page.locator("#quotas li").count() >= 1
    page.fill("#order [name=service]", "V15")
    page.click("#order button")
    no = page.inner_text("#said")
    assert page.locator(f"#orders li[data-no='{no}']").get_attribute("data-state") == "PLACED"
    run_until_idle(live_app)
    page.reload()
    assert page.locator(f"#news li[data-no='{no}'][data-event='order.placed']").count() == 1
    page.screenshot(path=SCREENSHOTS / "sample-portal.png", full_page=True)
    page.fill("#order [name=service]", "V999")
    page.click("#order button")
    assert page.inner_text("#said") and page.locator("#orders li").count() >= 1
    context.close()
