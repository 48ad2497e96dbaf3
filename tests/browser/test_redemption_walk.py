"""One redemption through a real browser: the enterprise prepares it with scripts on, then reviewer, expert, finance."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.stories.samples import make_upload
from tests.browser.conftest import Window, new_context
from tests.orders.world import area_voucher, order
from tests.redemption.test_pages import world_at
from tests.web.sample import sample_hub

Open = Callable[..., Window]


@pytest.fixture(scope="module")
def own_hub() -> Iterator[tuple[Flask, str]]:
    """A hub of this walk alone: time passes in it."""
    with sample_hub() as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield app, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def person(own_hub: tuple[Flask, str], chromium: Browser) -> Iterator[Open]:
    app, address = own_hub
    opened = []

    def new(account: str, width: int = 1366) -> Window:
        opened.append(
            new_context(chromium, app, address, account, locale="zh-CN", viewport={"width": width, "height": 900})
        )
        return Window(opened[-1], address)

    yield new
    for context in opened:
        context.close()


def negotiated_order(app: Flask) -> str:
    world_at(app, "2021-03-08T10:00")
    with app.app_context(), scope.everything(), unit_of_work():
        no = order("E10", "V04", area_voucher("E10", "maanshan", "Q"), agreed="10000.00").no
    world_at(app, "2021-03-12T09:00")
    return no


def saved(folder: Path, name: str, kind: str, size: int) -> str:
    path = folder / name
    path.write_bytes(make_upload(name, kind, size, name).data)
    return str(path)


def send(page: Page, action: str, **values: str) -> None:
    """Fill in the form of an action by its field names and press its button."""
    form = page.locator(f"form[data-action='{action}']").first
    for name, value in values.items():
        field = form.locator(f"[name='{name}']").first
        if name == "file":
            field.set_input_files(value)
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()


def test_from_the_invoices_to_the_signed_payment(own_hub: tuple[Flask, str], person: Open, tmp_path: Path) -> None:
    app, _ = own_hub
    no = negotiated_order(app)
    buyer = person("e10")
    page = buyer.open("/enterprise/redemptions/new")
    page.get_by_label(no).check()
    send(page, "redemption.draft", effect="完成风洞试验", innovation="首次取得数据")
    path = "/" + page.url.split("/", 3)[3].partition("#")[0]
    for number, amount in (("00000061", "6000.00"), ("00000062", "4000.00")):
        picture = saved(tmp_path, f"{number}.png", "png", 9_000)
        send(page, "redemption.add_invoice", code="134002112345", number=number, date="2021-03-10", amount=amount,
             file=picture)  # fmt: skip
    _match(buyer, person, path)
    _upload_over_a_bad_line(buyer, path, saved(tmp_path, "合同.pdf", "pdf", 5_242_880))
    buyer.shot("redemption-draft-1366")
    send(page, "redemption.submit")
    expect(page.locator("article[data-state=SUBMITTED]")).to_be_visible()
    assert page.locator("[data-figure=amount]").first.get_attribute("data-value") == "5000.00"
    _review(person, path.rsplit("/", 1)[1])
    _pay(app, person)
    expect(buyer.open(path).locator("article[data-object=redemption]")).to_have_attribute("data-state", "BATCHED")
    assert not buyer.abroad


def _match(buyer: Window, person: Open, path: str) -> None:
    """The editor adds up while typing; one click makes the 差价订单."""
    page = buyer.open(f"{path}/allocation")
    buyer.shot("allocation-1366")
    assert buyer.axe() == []
    narrow = person("e10", 390)
    narrow.open(f"{path}/allocation")
    assert narrow.width() <= 390
    narrow.shot("allocation-390")
    price = page.locator("input[inputmode=decimal]")
    price.fill("6000.01")
    expect(page.locator("[data-sum=orders]")).to_have_text("6,000.01")
    expect(page.locator("[data-sum=left]").first).to_have_text("-0.01")
    price.fill("10000.00")
    send(page, "redemption.supplement")
    expect(page.locator("[data-sum=left]").first).to_have_text("0.00")
    expect(page.get_by_text("规则①至④均已满足")).to_be_visible()
    assert not buyer.complaints, buyer.complaints


def _upload_over_a_bad_line(buyer: Window, path: str, file: str) -> None:
    """The connection breaks in the middle: the script goes on from what had arrived."""
    page, broken = buyer.open(path), []

    def once(route: Route) -> None:
        if "offset=2097152" in route.request.url and not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/**", once)
    form = page.locator("#slot-attachment form")
    form.locator("input[type=file]").set_input_files(file)
    form.locator("button").click()
    expect(page.locator("#slot-attachment").get_by_role("link", name="合同.pdf", exact=True)).to_be_visible(
        timeout=20_000
    )
    assert broken, "the line was cut once"


def _review(person: Open, no: str) -> None:
    area = person("mas_admin")
    page = area.open(f"/area/redemptions/{no}")
    send(page, "review.assign", expert="expert01")
    page = person("expert01").open("/expert/")
    page.get_by_role("link", name=no).first.click()
    send(page, "review.pass", opinion="服务真实，材料完整")
    page = area.open(f"/area/redemptions/{no}")
    send(page, "redemption.assess", amount="5000.00", opinion="同意核定")
    page = area.open("/area/notices/new")
    page.locator(f"input[value='{no}']").check()
    send(page, "notice.publish")


def _pay(app: Flask, person: Open) -> None:
    world_at(app, "2021-03-25T08:00")
    run_until_idle(app)
    world_at(app, "2021-04-15T03:00")
    run_until_idle(app)
    page = person("maanshan_finance").open("/finance/batches/")
    page.locator("[data-object=batch][data-kind=enterprise] a").first.click()
    send(page, "settlement.review")
    page = person("maanshan_finance2").open("/" + page.url.split("/", 3)[3])
    send(page, "settlement.sign")
    assert page.locator("[data-object=batch]").first.get_attribute("data-state") != "COMPUTED"


def test_the_page_of_direct_redemption_reads_well_at_both_widths(own_hub: tuple[Flask, str], person: Open) -> None:
    app, _ = own_hub
    world_at(app, "2023-02-01T10:00")
    with app.app_context(), scope.everything(), unit_of_work():
        area_voucher("E11", "maanshan", "Q")
    for width in (1366, 390):
        buyer = person("e11", width)
        page = buyer.open("/enterprise/redemptions/direct")
        expect(page.locator("form[data-action='redemption.draft_direct']")).to_be_visible()
        buyer.shot(f"direct-redemption-{width}")
        assert buyer.axe() == [] and buyer.width() <= width and not buyer.complaints
    admin = person("mas_admin")
    admin.open("/area/periods")
    admin.shot("redemption-periods-1366")
    assert admin.axe() == []
