"""Listings through the front door: written, submitted, returned, published, changed in versions, withdrawn."""

import pytest
from flask import Flask

from hub import catalog
from hub.kernel import scope
from hub.stories.page import Page
from hub.stories.samples import make_upload
from tests.web.sample import ClientDriver, browser_of

SERVICE = {
    "name": "盐雾试验",
    "category": "010102",
    "price_kind": "FIXED",
    "price": "2000.00",
    "unit": "次",
    "service_days": "7",
    "area_tags": ["jiashan", "maanshan"],
    "promise": "三日内出具初步结果",
}
OFFICE = "mas_init"  # I05 is of 马鞍山


def send(driver: ClientDriver, page: Page, action: str, values: dict, files: dict | None = None) -> Page:
    form = page.form(action)
    assert form is not None, (action, page.url, page.words[:300])
    return driver.submit(page, form, values, files or {})


def drafted(driver: ClientDriver, **changes: object) -> str:
    page = send(driver, driver.open("/institution/listings/new/service"), "listing.draft", {**SERVICE, **changes})
    assert page.main_object is not None, page.words[:400]
    return page.main_object.no


def numbers_found(app: Flask, words: str) -> list[str]:
    return ClientDriver(app).open(f"/services?words={words}").tree.xpath("//*[@data-object='service']/@data-no")


def test_a_listing_goes_from_draft_over_return_to_publication_and_lives_on_in_versions(hub_app: Flask) -> None:
    seller, office = browser_of(hub_app, "i05"), browser_of(hub_app, OFFICE)
    no = drafted(seller)
    assert numbers_found(hub_app, no) == []
    page = send(seller, seller.open(f"/institution/listings/{no}"), "listing.submit", {})
    assert page.main_object.attribute("state") == "SUBMITTED"
    assert seller.open(f"/institution/listings/{no}/edit").form("listing.edit") is not None
    refused = send(seller, seller.open(f"/institution/listings/{no}/edit"), "listing.edit", {"price": "1.00"})
    assert [code for code, _ in refused.refusals] == ["listing.in_review"]

    page = send(office, office.open(f"/area/listings/{no}"), "listing.return", {"reason": "请写明试验标准"})
    assert page.main_object.attribute("state") == "RETURNED"
    page = seller.open(f"/institution/listings/{no}/edit")
    page = send(seller, page, "listing.edit", {"description": "按 GB/T 2423 试验"})
    assert page.main_object.attribute("state") == "RETURNED"
    picture = make_upload("picture", "png", 4000, "a")
    send(seller, page, "listing.picture", {}, {"file": picture})
    send(seller, seller.open(f"/institution/listings/{no}"), "listing.submit", {})
    page = send(office, office.open(f"/area/listings/{no}"), "listing.publish", {})
    assert page.main_object.attribute("state") == "PUBLISHED"
    assert numbers_found(hub_app, no) == [no]
    shown = ClientDriver(hub_app).open(f"/services/{no}")
    assert "2,000.00" in shown.words and "按 GB/T 2423 试验" in shown.words and "三日内出具初步结果" in shown.words
    image = ClientDriver(hub_app).client.get(f"/pictures/service/{no}")
    assert image.mimetype == "image/png" and image.data == picture.data

    page = send(seller, seller.open(f"/institution/listings/{no}/edit"), "listing.edit", {"price": "2500.00"})
    assert "版本 2" in page.words and "2,000.00" in ClientDriver(hub_app).open(f"/services/{no}").words
    send(seller, page, "listing.submit", {})
    send(office, office.open(f"/area/listings/{no}"), "listing.publish", {})
    assert "2,500.00" in ClientDriver(hub_app).open(f"/services/{no}").words
    page = send(seller, seller.open(f"/institution/listings/{no}"), "listing.withdraw", {})
    assert page.main_object.attribute("state") == "WITHDRAWN" and numbers_found(hub_app, no) == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"price": ""}, "price"),
        ({"price_kind": "NEGOTIATED"}, "price"),
        ({"category": "01"}, "category"),
        ({"name": "=1+1"}, "name"),
        ({"service_days": "0"}, "service-days"),
        ({"price": "12.345"}, "price"),
    ],
)
def test_what_cannot_be_listed_is_said_beside_its_field_and_nothing_typed_is_lost(
    hub_app: Flask, changes: dict[str, str], where: str
) -> None:
    seller = browser_of(hub_app, "i05")
    page = send(seller, seller.open("/institution/listings/new/service"), "listing.draft", {**SERVICE, **changes})
    assert page.status == 422
    (name,) = {element.get("id").rpartition("-error")[0] for element in page.tree.xpath("//p[@class='error']")}
    assert name.endswith(where)
    assert page.form("listing.draft").value("promise") == SERVICE["promise"]


def test_two_colleagues_who_edit_at_once_do_not_overwrite_each_other(hub_app: Flask) -> None:
    one, other = browser_of(hub_app, "i05"), browser_of(hub_app, "i05")
    no = drafted(one)
    mine, theirs = one.open(f"/institution/listings/{no}/edit"), other.open(f"/institution/listings/{no}/edit")
    send(one, mine, "listing.edit", {"price": "2100.00"})
    page = send(other, theirs, "listing.edit", {"price": "2200.00"})
    assert [code for code, _ in page.refusals] == ["listing.edited_meanwhile"]
    assert page.form("listing.edit").value("price") == "2200.00"


def test_what_came_by_other_ways_gets_its_versions_when_it_is_changed(hub_app: Flask) -> None:
    seller = browser_of(hub_app, "i05")
    page = send(seller, seller.open("/institution/listings/V12/edit"), "listing.edit", {"unit": "样品"})
    assert page.main_object.attribute("state") == "DRAFT" and "版本 2" in page.words
    with hub_app.app_context(), scope.everything():
        states = [one.state.value for one in catalog.listing_queries.list_versions("V12")]
    assert states == ["DRAFT", "PUBLISHED"]


def test_others_listings_and_other_offices_listings_do_not_exist(hub_app: Flask) -> None:
    no = drafted(browser_of(hub_app, "i05"))
    send_page = browser_of(hub_app, "i05").open(f"/institution/listings/{no}")
    send(browser_of(hub_app, "i05"), send_page, "listing.submit", {})
    assert browser_of(hub_app, "i02").open(f"/institution/listings/{no}").status == 404
    assert browser_of(hub_app, "i02").open("/institution/listings/V12").status == 404
    assert browser_of(hub_app, "wj_init").open(f"/area/listings/{no}").status == 404


def test_where_the_area_leaves_it_to_institutions_a_listing_needs_no_office(hub_app: Flask) -> None:
    admin, seller = browser_of(hub_app, "mas_admin"), browser_of(hub_app, "i05")
    send(admin, admin.open("/area/listings"), "listing.rule", {"published_by": "INSTITUTION"})
    no = drafted(seller, name="快速上架试验")
    page = send(seller, seller.open(f"/institution/listings/{no}"), "listing.submit", {})
    assert page.main_object.attribute("state") == "PUBLISHED"
    send(admin, admin.open("/area/listings"), "listing.rule", {"published_by": "OFFICE"})


INSTRUMENT = {
    "name": "盐雾箱",
    "category": "010102",
    "model": "SF-90",
    "manufacturer": "示例环境设备厂",
    "address": "示例路 5 号",
    "charge_note": "500.00元/小时",
    "service_days": "3",
    "open": "true",
}


def test_an_instrument_is_listed_and_then_chosen_by_a_service_that_is_found_by_it(hub_app: Flask) -> None:
    seller, office = browser_of(hub_app, "i05"), browser_of(hub_app, OFFICE)
    page = send(seller, seller.open("/institution/listings/new/instrument"), "listing.draft", INSTRUMENT)
    no = page.main_object.no
    send(seller, page, "listing.submit", {})
    send(office, office.open(f"/area/listings/{no}"), "listing.publish", {})
    shown = ClientDriver(hub_app).open(f"/instruments/{no}").words
    assert [word for word in ("SF-90", "示例环境设备厂", "500.00元/小时", "3 天", "开放") if word not in shown] == []
    used = drafted(seller, name="涂层评价", equipment_nos=[no])
    send(seller, seller.open(f"/institution/listings/{used}"), "listing.submit", {})
    send(office, office.open(f"/area/listings/{used}"), "listing.publish", {})
    assert numbers_found(hub_app, "盐雾箱") == [used]


@pytest.mark.parametrize("kind", ["pdf", "zip"])
def test_a_picture_is_judged_by_its_content(hub_app: Flask, kind: str) -> None:
    seller = browser_of(hub_app, "i05")
    no = drafted(seller)
    upload = make_upload("picture", kind, 4000, "a")
    disguised = type(upload)("picture.png", "image/png", upload.data)
    page = send(seller, seller.open(f"/institution/listings/{no}"), "listing.picture", {}, {"file": disguised})
    assert page.status == 422 or page.refusals
    assert hub_app.test_client().get(f"/pictures/service/{no}").status_code == 404
