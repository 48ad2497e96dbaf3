"""Search in Chinese over the sample catalogue: words, numbers, facets, paging, and what is left out."""

from datetime import datetime

import pytest

from hub import catalog
from hub.catalog import Category, Service
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db
from hub.sample.catalog import load_catalog
from schemas.terms import PricingMode

BEFORE = datetime(2024, 4, 30, 12, 0, tzinfo=SHANGHAI)
AFTER = datetime(2024, 5, 1, 0, 0, tzinfo=SHANGHAI)


def found(words: str = "", **narrowed: object) -> list[str]:
    return [service.no for service in catalog.search_services(words, per_page=50, **narrowed).services]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("电子检测", {"V01", "V02", "V16"}),
        ("芯片", {"V13"}),
        ("风", {"V04"}),
        ("洞", {"V04"}),
        ("V09", {"V09"}),
        ("v1", {"V10", "V11", "V12", "V13", "V14", "V15", "V16", "V17"}),
        ("南湖 电子", {"V02", "V17"}),
        ("色谱", {"V08"}),
        ("ＶＯ", set()),
        ("没有的词", set()),
        ("！", set()),
        ("'; DROP TABLE service; --", set()),
    ],
)
def test_services_are_found_by_parts_of_names_institutions_and_numbers(
    world: None, words: str, expected: set[str]
) -> None:
    assert expected <= set(found(words)) if expected else found(words) == []


def test_category_and_area_narrow_the_search_and_the_facets_count_what_is_left(world: None) -> None:
    everything = catalog.search_services(per_page=50)
    assert everything.total == len(everything.services)
    assert sum(facet.count for facet in everything.categories) == everything.total
    assert set(found(category="0101")) == {"V01", "V02", "V13", "V16", "V17"}
    assert "V13" not in found(area="qingpu") and "V01" in found(area="qingpu")
    narrowed = catalog.search_services(category="01", area="maanshan", per_page=50)
    assert {facet.value: facet.count for facet in narrowed.categories} == {"0101": 4, "0102": 1}
    assert [facet.value for facet in narrowed.areas if facet.chosen] == ["maanshan"]


def test_pages_hold_ten_and_a_page_beyond_is_the_last(world: None) -> None:
    first = catalog.search_services()
    last = catalog.search_services(page=99)
    assert (len(first.services), first.pages, last.page) == (10, 2, 2)
    assert not {service.no for service in first.services} & {service.no for service in last.services}


def test_what_a_suspended_institution_offers_is_not_found_from_that_instant(world: None) -> None:
    assert "V14" in found(at=BEFORE)
    assert "V14" not in found(at=AFTER)


def test_loading_the_sample_again_changes_nothing(world: None) -> None:
    def all_rows() -> list[tuple[object, ...]]:
        columns = [column for column in Service.__table__.columns if column.name != "words"]
        return sorted(tuple(map(str, row)) for row in db.session.execute(db.select(*columns)))

    before = all_rows()
    load_catalog()
    assert all_rows() == before
    assert db.session.query(Category).count() == 27


def test_the_sample_is_what_the_dossier_says(world: None) -> None:
    v06, v13, v04 = catalog.get_service("V06"), catalog.get_service("V13"), catalog.get_service("V04")
    assert (v06.pricing, v06.price_fen, v06.unit, v06.service_days) == (PricingMode.REFERENCE, 1_500_000, "样品", 55)
    assert v06.programme_badges == ["js-provincial"] and v06.area_tags == []
    assert v13.area_tags == ["wujiang", "jiashan", "maanshan", "xiangcheng"] and v13.price_fen == 2_400_000
    assert v04.open_to_others and v04.price_fen is None
    assert [one.name for one in catalog.list_equipment_of(["N6", "N1"])] == ["气相色谱仪", "高低温湿热试验箱"]
