"""Statistics, status and maintenance in a real browser: accessible and inside the screen, with scripts and without."""

from datetime import date

import pytest
from flask import Flask

from hub import statistics
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from tests.browser.test_pages import look, names, shot_name

PAGES = [
    ("", "/statistics"),
    ("", "/status"),
    ("mas_admin", "/area/statistics?since=2021-01-01&until=2024-12-31"),
    ("hub_admin", "/operator/maintenance"),
]


@pytest.fixture(scope="module", autouse=True)
def published(live_app: Flask) -> None:
    """The years of the staged hub, with everything shown: there are few enterprises in it."""
    with live_app.app_context(), scope.everything(), unit_of_work():
        for year in (2021, 2024):
            statistics.publish_year(year, today=date(year + 1, 2, 1), least=1)


@pytest.mark.parametrize(("account", "path"), PAGES, ids=names(PAGES))
def test_a_page_of_figures_is_accessible_and_narrow_enough(window, account, path):
    look(window(account), path, shot_name(account, path, 1366), 1366)


def test_the_analysis_draws_its_charts_under_the_strict_policy_and_has_tables_without_scripts(window):
    drawn = window()
    page = drawn.open("/statistics/analysis?year=2021")
    page.wait_for_selector("[data-chart='months'] canvas")
    assert drawn.complaints == [] and drawn.abroad == []
    still = window(scripts=False).open("/statistics/analysis?year=2021")
    assert still.locator("[data-object='figures'] tbody tr").count() > 1
    assert not still.locator("[data-chart='months']").is_visible()
