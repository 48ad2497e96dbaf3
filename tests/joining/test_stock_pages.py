"""One walk through the pages of stock: a file with a good and a wrong row, a second person, a report, the way back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask

from hub.kernel.clock import business_today
from hub.stories.logins import sign_in
from hub.stories.page import Page
from hub.stories.samples import Upload
from hub.stories.story import Person
from tests.joining.test_stock import BALANCE, HOLDER, V1
from tests.web.sample import ClientDriver, sample_hub


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample people."""
    with sample_hub() as app:
        yield app


def signed_in(app: Flask, username: str) -> ClientDriver:
    """Somebody's browser."""
    driver = ClientDriver(app)
    sign_in(driver, Person(username, username, "hub"))
    return driver


def upload(driver: ClientDriver, kind: str, *lines: str) -> Page:
    """Try a file."""
    page = driver.open("/area/stock")
    form = page.form("stock.try")
    assert form is not None, page.words
    file = Upload("a.csv", "text/csv", "\n".join(lines).encode())
    return driver.submit(page, form, {"kind": kind, "area": "maanshan"}, {"file": file})


def press(driver: ClientDriver, page: Page, action: str, **values: str) -> Page:
    """Send a form of the page as this person sees it."""
    page = driver.open(page.url)
    form = page.form(action)
    assert form is not None, page.words
    return driver.submit(page, form, values, {})


def state(page: Page) -> str:
    """Where the import on a page stands."""
    seen = page.object_of("stock")
    assert seen is not None, page.words
    return str(seen.attribute("state"))


def test_from_the_file_to_the_report_and_back(hub_app: Flask) -> None:
    with hub_app.app_context():
        year = str(business_today().year)
    admin, approver = signed_in(hub_app, "mas_admin"), signed_in(hub_app, "mas_policy2")
    assert admin.client.get("/area/stock/templates/balances.xlsx").data[:2] == b"PK"
    line = V1.replace("2021", year)
    page = upload(admin, "balances", BALANCE, line, line.replace("0001", "0002").replace("120000.50", "999999"))
    assert state(page) == "TRIED" and page.form("stock.apply") is None and "大于发放金额" in page.words
    page = press(approver, page, "stock.apply")
    assert state(page) == "APPLIED"
    rows = {row.get("data-no"): row.get("data-state") for row in page.tree.xpath("//tr[@data-object='stock_row']")}
    assert rows == {"2": "taken", "3": "wrong"}
    report = approver.client.get(f"{urlsplit(page.url).path}/report.csv")
    assert report.status_code == 200 and HOLDER in report.text and "taken" in report.text
    page = press(approver, page, "stock.undo", reason="文件有误")
    assert state(page) == "UNDONE"


def test_a_file_that_cannot_be_read_keeps_what_was_chosen(hub_app: Flask) -> None:
    page = upload(signed_in(hub_app, "mas_admin"), "papers", "a,b")
    assert page.status == 422 and "workbook.refused" in page.text and page.form("stock.try") is not None


def test_another_area_neither_sees_nor_applies_it(hub_app: Flask) -> None:
    line = V1.replace("2021TXMAS0001", "2021TXMAS0009")
    page = upload(signed_in(hub_app, "mas_admin"), "balances", BALANCE, line)
    stranger = signed_in(hub_app, "wj_admin")
    assert stranger.open(page.url).status == 404
    assert page.url.rsplit("/", 1)[-1] not in stranger.open("/area/stock").words
