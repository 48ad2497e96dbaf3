"""Statistics as everybody and as staff see them: one figure on page, file and API, and nothing before its time."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from lxml import html

from hub import statistics
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.statistics import figures
from hub.statistics.rules import Key
from hub.web.figures.spreadsheet import safe_cell
from hub.web.figures.tables import NAMES
from tests.conftest import own_application
from tests.web.sample import ClientDriver, browser_of, staged_hub


@pytest.fixture(scope="module")
def hub() -> Iterator[Flask]:
    """The staged hub with its year published; a group of one may be shown here, so that there is something to see."""
    with staged_hub() as app:
        with app.app_context(), scope.everything(), unit_of_work():
            for year in (2021, 2024):
                statistics.publish_year(year, today=date(year + 1, 2, 1), least=1)
        yield app


def page_figures(text: str) -> dict[str, list[list[str]]]:
    """Every table of a page: its rows as a spreadsheet would hold them."""
    found = {}
    for table in html.fromstring(text).xpath("//*[@data-object='figures']"):
        rows = table.xpath(".//tbody/tr")
        found[table.get("data-no")] = [
            [row.xpath("string(./th)").strip(), *row.xpath(".//@data-plain")] for row in rows
        ]
    return found


def file_figures(content: bytes) -> list[list[str]]:
    """The rows of a file below its head and headings."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    return rows[rows.index([]) + 2 :]


@pytest.mark.parametrize(
    ("account", "path"),
    [("", "/statistics?year=2021"), ("mas_admin", "/area/statistics?since=2021-01-01&until=2021-12-31"),
     ("hub_audit", "/auditor/statistics?since=2021-01-01&until=2024-12-31")],
)  # fmt: skip
def test_every_file_holds_exactly_what_its_page_shows(hub: Flask, account: str, path: str):
    browser = browser_of(hub, account) if account else ClientDriver(hub)
    page = html.fromstring(browser.client.get(path).text)
    shown = page_figures(browser.client.get(path).text)
    assert shown["overview"] and any(shown["areas"])
    for link in page.xpath("//a[@data-download]"):
        answer = browser.client.get(link.get("href"))
        assert answer.status_code == 200 and answer.mimetype == "text/csv", link.get("href")
        assert file_figures(answer.data) == shown[link.get("data-download")]
        assert "统计期间" in answer.text and "数据截至" in answer.text


def test_a_program_gets_the_same_file_without_a_token(hub: Flask):
    client = hub.test_client()
    for name in NAMES:
        answer = client.get(f"/api/v1/statistics/{name}.csv?year=2021")
        assert answer.status_code == 200 and answer.data == client.get(f"/statistics/{name}.csv?year=2021").data
    refused = client.get("/api/v1/statistics/areas.csv?year=2001")
    assert refused.status_code == 404 and refused.get_json()["code"] == "statistics.nothing_published"
    assert client.get("/api/v1/statistics/areas.csv?year=x").status_code == 422
    assert client.get("/api/v1/statistics/secrets.csv").status_code == 404


def test_an_area_sees_itself_only_and_a_stranger_no_page_of_an_area(hub: Flask):
    path = "/area/statistics?since=2021-01-01&until=2021-12-31"
    shown = page_figures(browser_of(hub, "mas_admin").client.get(path).text)
    assert len(shown["areas"]) == 1 and "马鞍山" in shown["areas"][0][0]
    assert browser_of(hub, "e10").client.get(path).status_code == 403
    assert ClientDriver(hub).client.get(path).status_code == 303


@pytest.mark.parametrize("asked", ["since=x", "since=2021-05-01&until=2021-04-01", "since=1900-01-01"])
def test_a_period_that_makes_no_sense_is_told_and_the_running_year_shown(hub: Flask, asked: str):
    answer = browser_of(hub, "mas_admin").client.get(f"/area/statistics?{asked}")
    assert answer.status_code == 422 and "data-error" in answer.text


def test_before_anything_is_published_the_page_says_so():
    with own_application() as empty:
        client = empty.test_client()
        assert "还没有公布的统计" in client.get("/statistics").text
        assert "还没有" in client.get("/statistics/analysis").text
        assert client.get("/statistics/areas.csv").status_code == 404


def test_what_is_withheld_stands_nowhere_in_page_file_or_charts(hub: Flask):
    with hub.app_context(), scope.everything(), unit_of_work():
        statistics.publish_year(2020, today=date(2021, 2, 1), least=3)
        found = statistics.find_published(2021)
        assert found is not None
        hidden = replace(found, figures={**found.figures, Key("used", "area", "maanshan"): None})
        row = figures.written(hidden.figures)
        assert ["used", "area", "maanshan", "", None, None] in row
        assert figures.read(row)[Key("used", "area", "maanshan")] is None


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("@x", "'@x"),
        ("-250.00", "-250.00"),
        ("-a", "'-a"),
        ("检测", "检测"),
        ("", ""),
    ],
)
def test_no_cell_runs_as_a_formula_and_numbers_stay_numbers(cell: str, safe: str):
    assert safe_cell(cell) == safe
