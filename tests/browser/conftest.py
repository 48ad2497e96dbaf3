"""A real Chromium and a live hub with sample data in this process; `make screenshots` fills screenshots/."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.architecture.sources import ROOT
from tests.web.sample import session_of, shared_staged_hub

AXE = ROOT / "tests" / "browser" / "vendor" / "axe-core" / "4.14.1" / "axe.min.js"
SCREENSHOTS = ROOT / "screenshots"
CHROMIUM = shutil.which("chromium")
NOWHERE_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here needs a browser; say how to get one where there is none."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            item.add_marker(pytest.mark.xdist_group("browser"))
            if CHROMIUM is None:
                why = "No Chromium found: on Debian, apt-get install chromium fonts-noto-cjk."
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def live_app() -> Flask:
    """The hub that is driven."""
    return shared_staged_hub()


@pytest.fixture(scope="session")
def live(live_app: Flask) -> Iterator[str]:
    """Its address."""
    server = make_server("127.0.0.1", 0, live_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[NOWHERE_ELSE])
        yield browser
        browser.close()


class Window:
    """One person's window: notes everything the browser complains about, and reaches no other origin."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.abroad: list[str] = []
        self.page.on("request", lambda request: None if self._at_home(request.url) else self.abroad.append(request.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def axe(self) -> list[str]:
        """What axe finds; run through the debugger so that the page's own policy stays in force."""
        session = self.context.new_cdp_session(self.page)
        if not self.page.evaluate("'axe' in window"):
            session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        wanted = f"{{runOnly: {tags}, resultTypes: ['violations']}}"
        run = f"axe.run(document, {wanted}).then(r => JSON.stringify(r.violations))"
        answer = session.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
        found: list[dict[str, Any]] = json.loads(answer["result"]["value"])
        return [f"{v['id']}: {n['html'][:120]} ({n['failureSummary'][:160]})" for v in found for n in v["nodes"]]

    def width(self) -> int:
        self.page.wait_for_load_state("load")  # a click before this may just be taking the page away
        return int(self.page.locator("html").evaluate("element => element.scrollWidth"))

    def shot(self, name: str) -> None:
        """A picture for people to look at, where they are asked for: no test compares them."""
        if "HUB_SCREENSHOTS" not in os.environ:
            return
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    def _at_home(self, url: str) -> bool:
        return url.startswith((self.address, "data:"))


def new_context(chromium: Browser, app: Flask, address: str, account: str, **options: Any) -> BrowserContext:
    """A browser's profile in which this person (or nobody) is signed in."""
    context = chromium.new_context(**options)
    if account:
        context.add_cookies([{"name": "hub_session", "value": session_of(app, account), "url": address}])
    return context


@pytest.fixture
def window(live_app: Flask, live: str, chromium: Browser) -> Iterator[Callable[..., Window]]:
    """``window("e10", width=390)``: a window in which this person (or nobody) is signed in."""
    opened: list[BrowserContext] = []

    def new(account: str = "", width: int = 1366, scripts: bool = True, language: str = "zh-CN") -> Window:
        options = {"locale": language, "viewport": {"width": width, "height": 900}, "java_script_enabled": scripts}
        opened.append(new_context(chromium, live_app, live, account, **options))
        return Window(opened[-1], live)

    yield new
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def onlooker(live_app: Flask, live: str, chromium: Browser) -> Iterator[Callable[[str], Window]]:
    """``onlooker("e10")``: a new window of a browser that this person keeps open, for pages that are only looked at."""
    kept: dict[str, BrowserContext] = {}

    def new(account: str) -> Window:
        if account not in kept:
            kept[account] = new_context(chromium, live_app, live, account, locale="zh-CN")
        for page in kept[account].pages:
            page.close()
        seen = Window(kept[account], live)
        seen.page.set_viewport_size({"width": 1366, "height": 900})
        return seen

    yield new
    for context in kept.values():
        context.close()
