"""The catalogue through the API: open to everybody, narrowed by filters, read on from a cursor."""

from typing import Any

import pytest
from flask import Flask

from tests.orders.fixtures import hub_app, world_app

__all__ = ["hub_app", "world_app"]


def got(app: Flask, path: str, status: int = 200) -> Any:
    answer = app.test_client().get(f"/api/v1{path}")
    assert answer.status_code == status, answer.text
    return answer.get_json()


def test_services_are_read_on_from_a_cursor_until_the_end(hub_app: Flask) -> None:
    seen, cursor = [], ""
    while cursor is not None:
        page = got(hub_app, f"/services?limit=4&sort=price&cursor={cursor}")
        seen += [one["no"] for one in page["items"]]
        cursor = page["next"]
    whole = got(hub_app, "/services?limit=100")
    assert whole["exact"] and whole["total"] == len(seen) == len(set(seen))
    assert {one["no"] for one in whole["items"]} == set(seen)


@pytest.mark.parametrize(
    ("path", "numbers"),
    [
        ("/services?institution=91340500MA9JG20547", {"V12"}),
        ("/services?category=0102&pricing=FIXED", {"V12"}),
        ("/services?instrument=N6", {"V02"}),
        ("/services?region=tianjin", {"V08", "V09"}),
        ("/instruments?words=扫描电镜", {"N5"}),
        ("/instruments?category=0302", {"N2", "N3", "N4"}),
        ("/institutions?words=马鞍山", {"91340500MA9JG20547"}),
    ],
)
def test_filters_narrow_what_is_listed(hub_app: Flask, path: str, numbers: set[str]) -> None:
    assert {one.get("no") or one["uscc"] for one in got(hub_app, path)["items"]} == numbers


def test_one_of_each_is_shown_and_what_there_is_not_is_not_found(hub_app: Flask) -> None:
    assert got(hub_app, "/instruments/N6")["model"].startswith("TH-800")
    shop = got(hub_app, "/institutions/523100009JG212007C")
    assert shop["name"] == "长三角技术转移促进中心" and shop["suspended"] is True
    assert len(got(hub_app, "/categories")["items"]) == 27
    assert got(hub_app, "/labs?programme=tj-city")["page"] == 1
    for path in ("/instruments/N99", "/institutions/91000000000000000X"):
        assert got(hub_app, path, 404)["code"].endswith(".unknown")
    assert got(hub_app, "/services?cursor=x", 422)["code"] == "catalog.cursor"
