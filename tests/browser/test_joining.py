"""The pages with which a region joins, in Chromium: both widths, axe, no complaints."""

from collections.abc import Callable

import pytest
from flask import Flask

from hub import identity
from hub.joining import stock
from hub.kernel import scope
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from tests.browser.conftest import Window
from tests.joining.test_stock import BALANCE, V1

Place = tuple[str, str, str]


@pytest.fixture(scope="module")
def places(live_app: Flask) -> list[Place]:
    """Every page of this part, with something on it."""
    with live_app.app_context(), scope.everything(), unit_of_work():
        line = V1.replace("2021", str(business_today().year)).replace("0001", "7701")
        content = "\n".join([BALANCE, line, line.replace("7701", "7702").replace("120000.50", "999999")]).encode()
        found = stock.try_stock(
            area="maanshan", kind="balances", content=content, file_name="余额.csv",
            by=identity.actor_of_username("mas_admin"),
        )  # fmt: skip
        no = found.no
    return [
        ("hub_admin", "region-ladder", "/operator/regions/anhui"),
        ("mas_admin", "stock", "/area/stock"),
        ("mas_policy2", "stock-import", f"/area/stock/{no}"),
    ]


@pytest.mark.parametrize("width", [1366, 390])
def test_the_pages_of_joining_fit_and_complain_of_nothing(
    places: list[Place], onlooker: Callable[[str], Window], width: int
) -> None:
    for account, name, path in places:
        window = onlooker(account)
        window.page.set_viewport_size({"width": width, "height": 900})
        window.open(path)
        window.shot(f"{name}-{width}")
        assert window.width() <= width, name
        assert window.axe() == [], name
        assert window.complaints == [] and window.abroad == [], name
