"""The buyer's list of orders: tabs that sum, filters in the address, three stages of amounts, export, numbers found."""

from datetime import datetime

import pytest
from flask import Flask

from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import unit_of_work
from tests.orders.fixtures import hub_app
from tests.orders.test_pages import act, browser_of, grant, seen

__all__ = ["hub_app"]
NEW = "/enterprise/orders/new?service="


@pytest.fixture(autouse=True)
def march_2021(hub_app: Flask) -> None:
    """Business time at which the 2021 policy of the area is in force."""
    with hub_app.app_context(), unit_of_work():
        set_business_time(datetime(2021, 3, 4, 10, 39, tzinfo=SHANGHAI))


def test_the_list_is_filtered_exported_and_every_number_leads_to_its_page(hub_app: Flask) -> None:
    buyer = browser_of(hub_app, "E10")
    voucher = grant(hub_app, "HOLDER_REDEEMS")
    with_voucher = act(buyer, f"{NEW}V02", "order.place", {"quantity": "1", "voucher": voucher})
    (no,) = seen(with_voucher, "order", "no")
    without = act(buyer, f"{NEW}V12", "order.place", {"quantity": "2", "voucher": ""})
    (other,) = seen(without, "order", "no")
    act(buyer, f"/enterprise/orders/{other}", "order.cancel")

    def listed(query: str) -> list[str]:
        page = buyer.open(f"/enterprise/orders?{query}")
        return [row.get("data-no") for row in page.tree.xpath("//tr[@data-object='order']")]

    cases = {
        "": {no, other},
        "voucher=with": {no},
        "voucher=without": {other},
        "tab=ended": {other},
        f"words={str(no)[-6:]}": {no},
        "words=江东分析": {other},
        "stage=applied": set(),
        "since=2021-03-04&until=2021-03-04": {no, other},
        "until=2021-03-03": set(),
    }
    assert {query: set(listed(query)) for query in cases} == cases
    everything = buyer.open("/enterprise/orders")
    counts = [int(found.text) for found in everything.tree.xpath("//nav[@class='tabs']//span[@class='count']")]
    assert counts[0] == sum(counts[1:]) == 2
    assert seen(everything, "order", "quoted", "planned") in ([["1600.00", "0.00"], ["3000.00", "1500.00"]])

    answer = buyer.client.get("/enterprise/orders.csv?voucher=with")
    lines = answer.get_data(as_text=True).removeprefix("\ufeff").splitlines()
    assert len(lines) == 2 and lines[1].split(",")[0] == no and "3000.00,1500.00" in lines[1]

    assert buyer.open(f"/enterprise/find?no={str(no).lower()}").url.endswith(f"/orders/{no}")
    assert buyer.open(f"/enterprise/find?no={voucher}").url.endswith(f"/vouchers/{voucher}")
    assert "没有符合条件的订单" in buyer.open("/enterprise/find?no=nothing").words


def test_the_home_says_what_one_may_apply_for_and_what_is_missing(hub_app: Flask) -> None:
    home = browser_of(hub_app, "E11").open("/enterprise/")
    (entitled,) = home.tree.xpath("//*[@data-entitled='delta']")
    assert entitled.get("data-outcome") in ("allow", "deny", "needs_info")
    assert "我能领什么" in home.words and "到期日历" in home.words and "购物车是空的" in home.words


def test_the_order_form_says_who_buys_what_and_what_a_price_means(hub_app: Flask) -> None:
    page = browser_of(hub_app, "E10").open(f"{NEW}V02")
    for word in ("需求方信息", "采石新材料(马鞍山)有限公司", "电子电气 › 元器件可靠性", "马鞍山"):
        assert word in page.words, word
    assert "199-0000" not in page.words
    assert "19900000" not in page.words


def test_the_account_says_what_personal_data_is_not_collected(hub_app: Flask) -> None:
    page = browser_of(hub_app, "E10").open("/account/")
    for word in ("不收集的信息", "民族", "党派", "出生地", "居民身份证"):
        assert word in page.words, word
