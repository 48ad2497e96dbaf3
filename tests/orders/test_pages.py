"""The main job's first half through the pages, as a person without scripts would do it (S05, S07, S08, S01)."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import unit_of_work
from hub.stories.logins import sign_in
from hub.stories.page import Page
from hub.stories.story import Person
from tests.web.sample import ClientDriver


@pytest.fixture(autouse=True)
def march_2021(hub_app: Flask) -> None:
    """Business time at which the 2021 policy of the area is in force."""
    with hub_app.app_context(), unit_of_work():
        set_business_time(datetime(2021, 3, 4, 10, 39, tzinfo=SHANGHAI))


_browsers: dict[tuple[str, str], ClientDriver] = {}


def browser_of(app: Flask, account: str) -> ClientDriver:
    """A browser in which this sample person has signed in at the hub; once, because a second code takes 30 seconds."""
    database = app.config["OWNER_URL"]  # an application is lent again with another database
    if (database, account) not in _browsers:
        driver = _browsers[database, account] = ClientDriver(app)
        sign_in(driver, Person(account, account, "hub"))
    return _browsers[database, account]


def act(browser: ClientDriver, path: str, do: str, values: dict[str, Any] | None = None, **files: Any) -> Page:
    """Open a page and send its form ``do``."""
    page = browser.open(path)
    form = page.form(do)
    assert form is not None, f"{page.url} ({page.status}) offers no {do}: {page.refusals} {page.words[:500]}"
    return browser.submit(page, form, values or {}, files)


def seen(page: Page, kind: str, *names: str) -> list[str | None]:
    """State or figures of an object on the page."""
    found = page.object_of(kind)
    assert found is not None, (page.url, page.status, page.words[:500])
    return [found.attribute(name) if name in ("state", "no", "label") else found.figure(name) for name in names]


def grant(app: Flask, mode: str) -> str:
    """E10 applies and the area's officer grants 500,000.00; answers with the voucher's number."""
    buyer, area = browser_of(app, "E10"), browser_of(app, "mas_admin")
    draft = act(
        buyer, "/enterprise/applications/new?programme=delta&area=maanshan", "application.draft", {"mode": mode}
    )
    assert seen(draft, "application", "state") == ["DRAFT"]
    sent = act(buyer, draft.url, "application.submit")
    assert seen(sent, "application", "state") == ["IN_REVIEW"], sent.refusals
    (no,) = seen(sent, "application", "no")
    granted = act(area, f"/area/applications/{no}", "application.approve", {"amount": "500000.00", "mode": mode})
    assert seen(granted, "voucher", "granted", "available") == ["500000.00", "500000.00"], granted.refusals
    (voucher,) = seen(granted, "voucher", "no")
    assert voucher is not None
    return voucher


def test_an_order_is_placed_accepted_and_confirmed_through_the_pages(hub_app: Flask) -> None:
    voucher = grant(hub_app, "INSTITUTION_REDEEMS")
    buyer, seller, area = (browser_of(hub_app, name) for name in ("E10", "I02", "mas_admin"))
    new = "/enterprise/orders/new?service=V02"
    preview = buyer.open(f"{new}&quantity=2")
    assert "3,000.00" in preview.words and voucher in preview.words and "50%" in preview.words
    placed = act(buyer, new, "order.place", {"quantity": "2", "voucher": voucher})
    assert seen(placed, "order", "state", "service_amount", "reserved", "own_share") == [
        "PLACED", "6000.00", "3000.00", "3000.00",
    ]  # fmt: skip
    assert seen(placed, "voucher", "available", "reserved", "used") == ["497000.00", "3000.00", "0.00"]
    (no,) = seen(placed, "order", "no")
    accepted = act(seller, f"/institution/orders/{no}", "order.accept")
    assert seen(accepted, "order", "state") == ["CONFIRMING_QUOTA"]
    assert accepted.object_of("voucher") is None
    refused = act(buyer, f"/enterprise/orders/{no}", "order.cancel")
    assert [code for code, _ in refused.refusals] == ["order.already_accepted"] and refused.status == 409
    confirmed = act(area, f"/area/orders/{no}", "order.confirm_quota")
    assert seen(confirmed, "order", "state", "reserved", "own_share") == ["IN_SERVICE", "3000.00", "3000.00"]


@pytest.mark.parametrize("typed", ["0.005", "１２３", "1e5", "-1", "0"])
def test_an_amount_that_is_none_is_refused_beside_its_field_and_kept(hub_app: Flask, typed: str) -> None:
    buyer = browser_of(hub_app, "E10")
    page = act(buyer, "/enterprise/orders/new?service=V04", "order.place",
               {"quantity": "1", "voucher": "", "agreed_amount": typed})  # fmt: skip
    assert page.status == 422
    form = page.form("order.place")
    assert form is not None
    kept = page.tree.xpath("//form[@data-action='order.place']//input[@name='agreed_amount']")[0]
    assert kept.get("value") == typed and kept.get("aria-invalid") == "true"
    assert page.tree.xpath("//form[@data-action='order.place']//p[@class='error']")


def test_lists_and_public_pages_show_what_there_is(hub_app: Flask) -> None:
    for account, paths in {
        "E10": ["/enterprise/orders", "/enterprise/orders?tab=waiting", "/enterprise/orders?words=xyz",
                "/enterprise/vouchers", "/enterprise/applications", "/enterprise/applications/new",
                "/services/V02", "/services/V13", "/services?words=电子"],
        "I02": ["/institution/orders", "/institution/services"],
        "mas_admin": ["/area/orders", "/area/applications", "/area/applications?state=all"],
    }.items():  # fmt: skip
        browser = browser_of(hub_app, account)
        for path in paths:
            assert browser.open(path).status == 200, (account, path)
    stranger = ClientDriver(hub_app)
    for path in ("/services", "/services?area=maanshan&category=01", "/services/V06", "/instruments/N6"):
        assert stranger.open(path).status == 200, path
    assert stranger.open("/services/V999").status == 404


def test_nobody_sees_the_order_of_others(hub_app: Flask) -> None:
    voucher = browser_of(hub_app, "E10")
    placed = act(voucher, "/enterprise/orders/new?service=V15", "order.place", {"quantity": "1", "voucher": ""})
    (no,) = seen(placed, "order", "no")
    assert browser_of(hub_app, "E11").open(f"/enterprise/orders/{no}").status == 404
    assert browser_of(hub_app, "I02").open(f"/institution/orders/{no}").status == 404
    assert browser_of(hub_app, "wj_admin").open(f"/area/orders/{no}").status == 404


def test_a_draft_is_the_holders_own_until_it_is_submitted(hub_app: Flask) -> None:
    buyer, area = browser_of(hub_app, "E10"), browser_of(hub_app, "mas_admin")
    new = "/enterprise/applications/new?programme=delta&area=maanshan"
    draft = act(buyer, new, "application.draft", {"mode": "HOLDER_REDEEMS"})
    (no,) = seen(draft, "application", "no")
    assert area.open(f"/area/applications/{no}").status == 404
    assert act(buyer, draft.url, "application.submit").status == 200
    assert area.open(f"/area/applications/{no}").status == 200


def test_a_refused_way_of_ordering_is_explained_before_and_after_the_click(hub_app: Flask) -> None:
    buyer = browser_of(hub_app, "E10")
    tagged = buyer.open("/services/V16")
    assert tagged.tree.xpath("//*[@data-because='PROGRAMME_BADGE' or @data-because='NOT_TAGGED']/@data-open") == ["no"]
    page = act(buyer, "/enterprise/orders/new?service=V16", "order.place", {"quantity": "1", "voucher": ""})
    assert page.status == 409 and [code for code, _ in page.refusals] == ["order.area_not_served"]
    assert "吴江" in page.refusals[0][1]


def test_every_page_has_its_english_side(hub_app: Flask) -> None:
    buyer = browser_of(hub_app, "E10")
    buyer.client.set_cookie("hub_language", "en")
    try:
        new = "/enterprise/orders/new?service=V02"
        for path in ("/services/V02", "/enterprise/vouchers", "/enterprise/orders", "/enterprise/applications", new):
            page = buyer.open(path)
            heading = " ".join(page.tree.xpath("//h1//text()"))
            assert page.status == 200 and page.tree.get("lang") == "en"
            assert heading.isascii() or path in ("/services/V02", new), heading
    finally:
        buyer.client.delete_cookie("hub_language")
