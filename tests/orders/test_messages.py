"""站内信: narrowed by kind and reading; what one removes is gone for oneself only (CSJ-56)."""

from datetime import datetime

from flask import Flask
from sqlalchemy import select

from hub import messages
from hub.identity import find_organization_by_uscc
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import db, unit_of_work
from hub.stories.page import Page
from tests.orders.test_pages import browser_of
from tests.orders.world import USCC
from tests.web.sample import ClientDriver


def shown(page: Page) -> list[str | None]:
    return [one.get("data-no") for one in page.tree.xpath("//*[@data-message]")]


def press(browser: ClientDriver, page: Page, do: str, no: str) -> Page:
    (element,) = page.tree.xpath(f"//*[@data-no='{no}']//form[@data-action='{do}']")
    names = {one.get("name"): one.get("value") for one in element.xpath(".//input")}
    sent = {"data": names, "headers": {"Referer": page.url}, "follow_redirects": True}
    answer = browser.client.post(element.get("action"), **sent)
    return Page(answer.request.url, answer.status_code, answer.get_data(as_text=True))


def test_messages_are_narrowed_by_kind_and_reading_and_removed_by_each_for_themselves(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        set_business_time(datetime(2021, 3, 4, 10, tzinfo=SHANGHAI))
        unit = find_organization_by_uscc(USCC["E10"])
        assert unit is not None
        for event, no in (("order.completed", "CSJ-1"), ("order.completed", "CSJ-2"), ("voucher.granted", "2021U")):
            messages.tell(event, organization_id=unit.id, subject="order", subject_no=no, path="/enterprise/")
    buyer = browser_of(hub_app, "E10")
    assert shown(buyer.open("/account/messages")) == ["2021U", "CSJ-2", "CSJ-1"]
    assert shown(buyer.open("/account/messages?kind=order")) == ["CSJ-2", "CSJ-1"]
    read = press(buyer, buyer.open("/account/messages?kind=order"), "message.read", "CSJ-1")
    assert "kind=order" in read.url and "已读" in read.words
    assert shown(buyer.open("/account/messages?read=no")) == ["2021U", "CSJ-2"]
    assert shown(buyer.open("/account/messages?read=yes")) == ["CSJ-1"]
    rest = press(buyer, buyer.open("/account/messages"), "message.remove", "CSJ-2")
    assert shown(rest) == ["2021U", "CSJ-1"]
    with hub_app.app_context(), scope.everything():
        kept = select(messages.Message).where(messages.Message.subject_no == "CSJ-2")
        assert db.session.scalars(kept).one().event == "order.completed", "the record keeps it"
    assert "没有符合条件的消息" in buyer.open("/account/messages?kind=use").words
