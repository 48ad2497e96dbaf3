"""Two administrators take a rate from draft to force, and the enterprise sees the new figure on the day, not before."""

import threading
from collections.abc import Callable, Iterator

import pytest
import requests
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from tests.browser.conftest import Window, new_context
from tests.web.sample import sample_hub

RATE = "subsidy/table/otherwise/then"
POLICY = "/area/policies/delta/wujiang"
ENTITLED = "/enterprise/entitlements/delta/wujiang"
SOURCE = "吴科发〔2024〕9 号「补贴比例为 40%」"


@pytest.fixture(scope="module")
def own_hub() -> Iterator[tuple[Flask, str]]:
    """A hub of its own, because its clock is moved."""
    with sample_hub() as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield app, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def person(own_hub: tuple[Flask, str], chromium: Browser) -> Iterator[Callable[[str], Window]]:
    """A window of this person; it is kept, and looks at the hub by the clock as it stands."""
    app, address = own_hub
    opened: list[BrowserContext] = []

    def new(account: str, width: int = 1366) -> Window:
        options = {"locale": "zh-CN", "viewport": {"width": width, "height": 900}}
        opened.append(new_context(chromium, app, address, account, **options))
        return Window(opened[-1], address)

    yield new
    for context in opened:
        context.close()


def set_clock(address: str, at: str) -> None:
    requests.post(f"{address}/testing/clock", json={"at": at}, timeout=30).raise_for_status()


def send(page: Page, action: str, **values: str) -> None:
    form = page.locator(f"form[data-action='{action}']")
    for name, value in values.items():
        form.locator(f"[name='{name}']").fill(value)
    form.locator("button[type=submit]").click()


def rate_seen(window: Window) -> str:
    window.open(ENTITLED)
    return window.page.locator("td", has_text="%").first.inner_text()


def test_a_rate_goes_from_draft_to_force_by_two_people_and_counts_from_its_day(
    own_hub: tuple[Flask, str], person: Callable[..., Window]
) -> None:
    address = own_hub[1]
    set_clock(address, "2024-06-03T09:00:00+08:00")
    enterprise = person("e06")
    assert rate_seen(enterprise) == "50%"

    editor = person("wj_policy")
    send(editor.open(POLICY), "policy.draft", title="2024 年下半年比例调整")
    draft = editor.page.url.removeprefix(address)
    send(editor.open(f"{draft}/value?path={RATE}"), "policy.set_value", value="40%", source=SOURCE)
    expect(editor.page.locator(f"[data-difference='{RATE}']")).to_contain_text("40%")
    send(editor.page, "policy.set_date", effective_from="2024-07-01")
    send(editor.page, "policy.simulate")
    expect(editor.page.locator("[data-object='simulation'][data-state='CURRENT']")).to_be_visible()
    send(editor.page, "policy.submit")
    expect(editor.page.locator("[data-object='amendment']")).to_have_attribute("data-state", "IN_REVIEW")
    assert editor.page.locator("form[data-action='policy.approve']").count() == 0

    approver = person("wj_policy2")
    send(approver.open(draft), "policy.approve", reason="同意，自 7 月 1 日起执行")
    expect(approver.page.locator("[data-object='amendment']")).to_have_attribute("data-state", "APPROVED")

    set_clock(address, "2024-06-30T23:58:00+08:00")
    enterprise = person("e06")
    assert rate_seen(enterprise) == "50%"
    enterprise.open(f"{ENTITLED}?on=2024-07-01")
    assert "40%" in enterprise.page.locator("article").inner_text()
    set_clock(address, "2024-07-01T00:00:05+08:00")
    enterprise = person("e06", width=390)
    assert rate_seen(enterprise) == "40%"
    assert SOURCE in enterprise.page.locator("article").inner_text()
    assert enterprise.width() <= 390 and editor.complaints == [] and approver.complaints == []
