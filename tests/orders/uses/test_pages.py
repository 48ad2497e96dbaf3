"""The face of a use and its list, for its parties, for others and for whoever scans it (ZJ1-27, ZJ2-21, ZJ2-25)."""

import pytest
from flask import Flask

from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.stories.logins import sign_in
from hub.stories.story import Person
from tests.orders.uses.desk import claim, confirmed
from tests.orders.world import at
from tests.web.sample import ClientDriver


def browser_of(app: Flask, account: str) -> ClientDriver:
    """A browser in which this sample person has signed in at the hub."""
    driver = ClientDriver(app)
    sign_in(driver, Person(account, account, "hub"))
    return driver


@pytest.fixture
def used(hub_app: Flask) -> str:
    """The number of a confirmed use of E13 with I07."""
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2024, 3, 1)
        claim("50000.00")
        return confirmed("20000.00", contract_no="HT-77").no


def test_the_face_shows_all_to_its_parties_nothing_to_others_and_little_to_whoever_scans(
    hub_app: Flask, used: str
) -> None:
    buyer, carrier, other = (browser_of(hub_app, name) for name in ("E13", "I07", "I02"))
    listed = buyer.open("/enterprise/uses")
    coupon = listed.object_of("use")
    assert coupon is not None and (coupon.no, coupon.attribute("label"), coupon.figure("amount")) == (
        used, "已确定", "10000.00"
    )  # fmt: skip
    assert buyer.open("/enterprise/uses?state=VOIDED").object_of("use") is None
    face = buyer.open(f"/enterprise/uses/{used}")
    assert face.tree.xpath("//div[@class='coupon-qr']//*[local-name()='svg']")
    (scanned,) = face.tree.xpath("//div[@class='coupon-qr']/a/@href")
    assert carrier.open(f"/institution/uses/{used}").status == 200
    assert other.open(f"/institution/uses/{used}").status == 404
    stranger = ClientDriver(hub_app).open(scanned)
    shown = stranger.object_of("face")
    assert shown is not None and (shown.attribute("state"), shown.figure("holder")) == (
        "CONFIRMED", "钱塘********有限公司"
    )  # fmt: skip
    for secret in (used, "10,000.00", "HT-77", "钱塘数智", "之江"):
        assert secret not in stranger.words
    assert ClientDriver(hub_app).open("/v/nothing").status == 404
