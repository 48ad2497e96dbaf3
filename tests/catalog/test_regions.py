"""Regions' catalogues taken over at night: what is new, changed, gone, kept here, refused, and what a person sees."""

from typing import Any

import pytest
from flask import Flask

from hub import catalog
from hub.catalog.region_import import Collected, collect, regions_with_catalog, take_over
from hub.catalog.region_rules import read_institution, read_service
from hub.kernel.clock import business_now
from hub.kernel.db import unit_of_work
from hub.kernel.scope import everything
from schemas.terms import PricingMode
from tests.federation.platforms import platforms, point_at
from tests.web.sample import browser_of

I07 = "91330108MA9JG2070P"


def service(number: str = "S1", **changes: Any) -> dict[str, Any]:
    return {
        "number": number,
        "institution_uscc": I07,
        "name": "工艺验证",
        "category": "020101",
        "pricing": PricingMode.FIXED,
        "price_fen": 500_000,
        "unit": "项",
        **changes,
    }


def taken(*services: dict[str, Any], **more: Any) -> Any:
    institutions = [{"uscc": I07, "name": "之江工业设计(杭州)有限公司", "division": "330108"}]
    return take_over("zhejiang", Collected(institutions=institutions, services=list(services), **more), business_now())


def test_what_a_region_lists_comes_changes_and_goes_and_each_is_said(world: None) -> None:
    first = taken(service(), service("S2", name="结构仿真"))
    assert first.counts["services_new"] == 2 and first.failure is None
    shown = catalog.get_service("ZHEJ-S1")
    assert (shown.price_fen, shown.source_region, shown.programme_badges) == (500_000, "zhejiang", ["zj-county"])
    again = taken(service(), service("S2", name="结构仿真", price_fen=600_000))
    assert (again.counts["services_unchanged"], again.counts["services_changed"]) == (1, 1)
    (difference,) = again.differences
    assert difference["fields"] == {"price_fen": [500_000, 600_000]}
    gone = taken(service("S2", name="结构仿真", price_fen=600_000))
    assert gone.counts["services_gone"] == 1 and catalog.find_service("ZHEJ-S1").published is False  # type: ignore[union-attr]
    back = taken(service(), service("S2", name="结构仿真", price_fen=600_000))
    assert back.counts["services_changed"] == 1 and catalog.get_service("ZHEJ-S1").published


def test_a_reading_that_failed_withdraws_nothing(world: None) -> None:
    taken(service())
    report = taken(failure="平台没有响应")
    assert report.failure == "平台没有响应" and report.counts.get("services_gone") is None
    assert catalog.get_service("ZHEJ-S1").published


def test_what_the_institution_keeps_here_is_left_alone_and_the_difference_is_shown(world: None) -> None:
    report = taken(service("V11", name="工业结构设计", pricing=PricingMode.NEGOTIATED, price_fen=3_900_000))
    assert report.counts["services_kept_here"] == 1
    assert report.differences[0]["fields"] == {"price_fen": [4_000_000, 3_900_000], "unit": [None, "项"]}
    assert catalog.get_service("V11").price_fen == 4_000_000


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": ""}, "编号"),
        ({"number": "x" * 15}, "编号"),
        ({"name": " "}, "名称"),
        ({"institution_uscc": "91110108MA9JG2118A"}, "服务机构"),
        ({"category": "999999"}, "分类"),
        ({"pricing": "一口价"}, "价格"),
        ({"price_fen": -1}, "价格"),
        ({"price_fen": True}, "价格"),
        ({"price_fen": None}, "须有价格"),
    ],
)
def test_an_entry_that_makes_no_sense_is_a_fault_and_no_listing(changes: dict[str, Any], says: str) -> None:
    read, fault = read_service({**service(), **changes}, "ZHEJ", {I07}, {"020101"})
    assert read is None and fault is not None and says in fault.zh


@pytest.mark.parametrize(
    ("changes", "in_region", "says"),
    [({"uscc": I07[:-1] + "X"}, True, "代码"), ({"name": ""}, True, "名称"), ({}, False, "不在该地区")],
)
def test_a_region_vouches_for_its_own_institutions_only(changes: dict[str, str], in_region: bool, says: str) -> None:
    entry = {"uscc": I07, "name": "之江", "division": "330108", **changes}
    read, fault = read_institution(entry, in_region)
    assert read is None and fault is not None and says in fault.zh


def test_the_platform_is_read_page_by_page_and_its_outage_is_said(hub_app: Flask) -> None:
    with platforms("zhejiang") as running, hub_app.app_context(), everything():
        point_at(hub_app, running)
        assert "zhejiang" in regions_with_catalog()
        found = collect("zhejiang")
        assert found.failure is None and {one["uscc"] for one in found.institutions} >= {I07}
        running["zhejiang"].fault("down")
        assert collect("zhejiang").failure
        with unit_of_work():
            take_over("zhejiang", found, business_now())
    page = browser_of(hub_app, "hub_admin").open("/operator/catalog")
    assert page.status == 200 and "浙江" in page.words
