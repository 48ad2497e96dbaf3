"""The ways to applying and to what one has (CSJ-16, CSJ-18)."""

from flask import Flask

from hub.kernel.db import unit_of_work
from hub.stories.logins import sign_in
from hub.stories.story import Person
from tests.orders.world import at
from tests.web.sample import ClientDriver


def test_an_enterprise_comes_from_its_workbench_to_its_quota_and_to_applying(hub_app: Flask) -> None:
    with hub_app.app_context(), unit_of_work():
        at(2021, 3, 4)
    browser = ClientDriver(hub_app)
    sign_in(browser, Person("E10", "E10", "hub"))
    assert browser.open("/enterprise/").tree.xpath("//a[@href='/enterprise/vouchers']")
    apply = "//a[starts-with(@href, '/enterprise/applications/new?') and contains(., '我要申领')]/@href"
    for path in ("/enterprise/vouchers", "/enterprise/applications"):
        ways = browser.open(path).tree.xpath(apply)
        assert ways, path
        assert browser.open(ways[0]).form("application.draft") is not None
