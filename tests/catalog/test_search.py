"""Search in Chinese over the sample catalogue: words, numbers, facets, paging, and what is left out."""

from datetime import datetime
from uuid import UUID

import pytest

from hub import catalog
from hub.catalog import Category, Service
from hub.catalog.facets import refresh_tally
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db
from hub.kernel.errors import HubError
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


def pages(sort: str, **narrowed: object) -> list[list[str]]:
    """Every page of a search from the first to the last, three to a page."""
    found, seen = catalog.search_services(sort=sort, per_page=3, **narrowed), []  # type: ignore[arg-type]
    seen.append([one.no for one in found.services])
    while found.after:
        found = catalog.search_services(sort=sort, per_page=3, place=found.after, **narrowed)  # type: ignore[arg-type]
        seen.append([one.no for one in found.services])
    back = [seen[-1]]
    while found.before:
        found = catalog.search_services(sort=sort, per_page=3, place=found.before, **narrowed)  # type: ignore[arg-type]
        back.append([one.no for one in found.services])
    assert back == seen[::-1], "the way back shows other pages"
    return seen


@pytest.mark.parametrize("cap", [2000, 3])
@pytest.mark.parametrize("sort", ["", "newest", "price"])
def test_every_match_stands_on_one_page_in_order_there_and_back(
    world: None, monkeypatch: pytest.MonkeyPatch, sort: str, cap: int
) -> None:
    monkeypatch.setattr("hub.catalog.facets.CAP", cap)
    monkeypatch.setattr("hub.catalog.search.CAP", cap)
    seen = [no for page in pages(sort) for no in page]
    assert sorted(seen) == sorted(db.session.scalars(db.select(Service.no).where(Service.published)))
    if sort == "price":
        prices = [catalog.get_service(no).price_fen or 10**15 for no in seen]
        assert prices == sorted(prices)


@pytest.mark.parametrize("place", ["x", "W10", "WzAsIiIsIlYwMSIsMV0", "WzAsInByaWNlIiwxLCJWMDEiXQ"])
def test_a_place_that_no_list_gave_is_refused(world: None, place: str) -> None:
    with pytest.raises(HubError) as refused:
        catalog.search_services(place=place)
    assert refused.value.code == "catalog.cursor"


def test_facets_of_many_come_from_the_tally_and_say_the_same(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    filters: list[dict[str, str]] = [{}, {"category": "01"}, {"area": "maanshan", "pricing": "FIXED"}]
    filters.append({"region": "jiangsu", "division": "3205"})
    exact = [catalog.search_services(**one) for one in filters]  # type: ignore[arg-type]
    assert refresh_tally([]) == exact[0].total
    monkeypatch.setattr("hub.catalog.facets.CAP", 1)
    for one, right in zip(filters, exact, strict=True):
        many = catalog.search_services(**one)  # type: ignore[arg-type]
        assert many.total == right.total and many.exact
        for name in ("category", "area", "pricing", "region"):
            assert many.facets[name] == right.facets[name], (one, name)
    words = catalog.search_services("检测")
    assert (words.total, words.exact) == (1, False)


def test_each_facet_counts_what_choosing_it_would_leave(world: None) -> None:
    everything = catalog.search_services()
    for facet in everything.facets["pricing"]:
        assert catalog.search_services(pricing=facet.value).total == facet.count
    for facet in everything.facets["region"]:
        assert catalog.search_services(region=facet.value).total == facet.count
    for facet in everything.facets["institution"]:
        assert catalog.search_services(institution=UUID(facet.value)).total == facet.count
    for facet in everything.facets["instrument"]:
        assert catalog.search_services(instrument=facet.value).total == facet.count
    chosen = catalog.search_services(pricing="FIXED", region="jiangsu")
    assert [facet.value for facet in chosen.facets["pricing"] if facet.chosen] == ["FIXED"]
    assert sum(facet.count for facet in chosen.facets["pricing"]) == catalog.search_services(region="jiangsu").total


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
