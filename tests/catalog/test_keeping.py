"""Favorites of three kinds, looks that are counted once, comparison, badges for an enterprise, and the tile map."""

from datetime import timedelta

import pytest
from flask import Flask

from hub import catalog
from hub.catalog import tiles, views
from hub.catalog.listing_tables import SeenToday
from hub.kernel.clock import business_today
from hub.kernel.db import db
from tests.catalog.test_listings import send
from tests.web.sample import ClientDriver, browser_of

I05 = "91340500MA9JG20547"


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/services/V12", "SERVICE", "理化分析"),
        ("/instruments/N5", "INSTRUMENT", "扫描电镜"),
        (f"/institutions/{I05}", "INSTITUTION", "江东分析测试"),
    ],
)
def test_what_is_kept_stands_in_the_list_of_its_kind_until_it_is_let_go(
    hub_app: Flask, path: str, kind: str, words: str
) -> None:
    buyer = browser_of(hub_app, "e10")
    page = send(buyer, buyer.open(path), "favorite.keep", {})
    assert page.form("favorite.drop") is not None and page.url.endswith(path)
    kept = buyer.open(f"/enterprise/favorites?kind={kind}")
    assert words in kept.words and kept.tree.xpath(f"//h2/a[@href='{path}']")
    assert words not in browser_of(hub_app, "e11").open(f"/enterprise/favorites?kind={kind}").words
    page = send(buyer, kept, "favorite.drop", {})
    assert words not in page.words and page.form("favorite.keep") is not None
    assert words in send(buyer, page, "favorite.keep", {}).words
    assert ClientDriver(hub_app).open(path).form("favorite.keep") is None


def test_a_look_counts_once_a_day_for_each_visitor_and_the_visitor_is_forgotten(world: None) -> None:
    for visitor in ("a", "a", "b"):
        views.note_view(kind="SERVICE", no="V12", visitor=visitor)
    assert views.views_of("SERVICE", "V12", 0) == 2
    hashes = [row.visitor for row in db.session.query(SeenToday)]
    assert len(set(hashes)) == 2 and not {"a", "b"} & set(hashes)
    assert views.count_views(business_today()) == 0, "today is still being counted"
    assert views.count_views(business_today() + timedelta(days=1)) == 2
    assert db.session.query(SeenToday).count() == 0
    db.session.expire_all()
    assert catalog.get_service("V12").views == 2


def test_reloading_a_page_does_not_inflate_its_count_and_programs_do_not_count(hub_app: Flask) -> None:
    def seen() -> str:
        page = ClientDriver(hub_app).open("/services/V13")
        return str(page.tree.xpath("//*[@data-figure='views']/@data-value")[0])

    before = int(seen().split()[0])
    client = hub_app.test_client()
    for _ in range(3):
        client.get("/services/V13", headers={"User-Agent": "Mozilla/5.0 one"})
    client.get("/services/V13", headers={"User-Agent": "SomeBot/1.0"})
    assert int(seen().split()[0]) == before + 1


def test_up_to_four_services_stand_side_by_side(hub_app: Flask) -> None:
    page = browser_of(hub_app, "e10").open("/services/compare?no=V02&no=V13&no=V12&no=V16&no=V15&no=none")
    assert page.tree.xpath("//thead//a/@href") == [f"/services/{no}" for no in ("V02", "V13", "V12", "V16")]
    assert "其余 1 项未列出" in page.words and page.tree.xpath("//*[@data-usable]")
    assert "请在服务目录勾选" in ClientDriver(hub_app).open("/services/compare?no=V02").words


@pytest.mark.parametrize(
    ("who", "service", "kind"),
    [("e06", "V12", "no"), ("e10", "V12", "order"), ("e16", "V15", "order"), ("e16", "V13", "no")],
)
def test_the_list_says_what_an_enterprise_can_do_with_each_service(
    hub_app: Flask, who: str, service: str, kind: str
) -> None:
    page = browser_of(hub_app, who).open(f"/services?words={service}")
    card = page.tree.xpath(f"//li[@data-no='{service}']")[0]
    assert card.xpath(".//@data-usable") == [kind] and card.xpath(".//*[@data-usable]//*[@class='hint']")[0].text
    assert not ClientDriver(hub_app).open(f"/services?words={service}").tree.xpath("//@data-usable")


def test_the_map_leads_from_a_city_to_booking(hub_app: Flask) -> None:
    visitor = ClientDriver(hub_app)
    page = visitor.open("/map")
    assert page.tree.xpath("//svg//a[@href='/map/340500']/@aria-label") == ["马鞍山 1 项服务"]
    assert page.tree.xpath("//tr[@data-no='340500']//a/@href")[:2] == ["/map/340500", "/services?division=3405"]
    city = visitor.open("/map/340500")
    assert city.tree.xpath("//details[@data-no=$no]//a/@href", no=I05)[-1] == "/enterprise/orders/new?service=V12"
    searched = visitor.open("/map?words=风洞").tree.xpath("//tr[@data-object='place']/@data-no")
    assert searched == ["310000"]
    assert visitor.open("/map/abcdef").status == 404


def test_every_service_of_the_catalogue_stands_somewhere_on_the_map(world: None) -> None:
    from hub.kernel.clock import business_now

    found, rest = tiles.tile_map("", business_now())
    total = sum(tile.count.services for tile in (*found, *rest))
    assert total == catalog.search_services(at=business_now()).total
    places = [(tile.column, tile.row) for tile in found]
    assert len(places) == len(set(places)) and {"310000", "320500", "330100", "340100"} <= {t.code for t in found}


@pytest.mark.parametrize(
    ("code", "place", "says"),
    [("32", [1, 1], "no code"), ("320100", [0, 1], "from 1 to 40"), ("320100", [3, 3], "another place")],
)
def test_a_tile_that_makes_no_sense_is_refused(code: str, place: list[int], says: str) -> None:
    with pytest.raises(tiles.TilesWrong, match=says):
        tiles.check_tile("tiles.toml", code, place, {"320300": (3, 3)})
