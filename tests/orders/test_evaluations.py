"""Evaluations: said once by the buyer, answered once by the institution, good by default after thirty days (G-29)."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from hub import catalog, orders
from hub.kernel.clock import SHANGHAI, business_now, set_business_time
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.orders import Order, evaluations
from tests.orders.world import at, staff
from tests.orders.world import order as place

DONE = datetime(2024, 3, 1, 9, 0, tzinfo=SHANGHAI)


def done() -> Order:
    """An order without a voucher, completed on 2024-03-01 09:00:00."""
    set_business_time(DONE)
    order = place("E06", "V15", None)
    orders.accept_order(order=order, by=staff("i04"))
    orders.complete_order(order=order, by=staff("i04"))
    return order


def due(order: Order) -> datetime:
    """When the default judgment falls due."""
    found = evaluations.default_on(order)
    assert found is not None
    return found


def refusal(call, **values) -> str:
    with pytest.raises(HubError) as refused:
        call(**values)
    return refused.value.code


def test_a_completed_order_is_judged_once_and_answered_once(world: None) -> None:
    order = done()
    assert due(order) - DONE - timedelta(days=30) < timedelta(minutes=1)
    evaluations.evaluate(order=order, stars=4, comment="及时", by=staff("e06"))
    assert refusal(evaluations.evaluate, order=order, stars=5, comment="", by=staff("e06")) == "evaluation.already"
    evaluations.reply(order=order, text="谢谢", by=staff("i04"))
    assert refusal(evaluations.reply, order=order, text="再谢", by=staff("i04")) == "evaluation.no_reply"
    (shown,) = evaluations.list_public(service_no="V15")
    assert shown == {"stars": 4, "comment": "及时", "month": "2024-03", "reply": "谢谢"}
    assert evaluations.rating_of_service("V15") == evaluations.Rating(1, "4.0")


@pytest.mark.parametrize("who", ["e10", "i04"])
def test_nobody_but_the_buyer_judges(world: None, who: str) -> None:
    assert refusal(evaluations.evaluate, order=done(), stars=1, comment="", by=staff(who)) == "forbidden"


def test_what_is_not_done_cannot_be_judged(world: None) -> None:
    at(2024, 3, 1)
    order = place("E06", "V15", None)
    assert (
        refusal(evaluations.evaluate, order=order, stars=5, comment="", by=staff("e06")) == "evaluation.not_completed"
    )


@pytest.mark.parametrize(
    ("late", "given"),
    [(timedelta(seconds=-5), 0), (timedelta(), 1)],
)
def test_after_thirty_days_it_counts_as_good(world: None, late: timedelta, given: int) -> None:
    order = done()
    moment = due(order)
    set_business_time(moment + late)
    assert evaluations.give_defaults(business_now()) == given
    found = evaluations.find(order)
    if found is not None:
        assert (found.stars, found.by_default, found.given_at) == (5, True, moment)
        assert evaluations.give_defaults(business_now()) == 0
        assert evaluations.list_public(service_no="V15") == []


@pytest.mark.parametrize(("days", "code"), [(14, None), (15, "evaluation.already")])
def test_the_default_may_be_replaced_for_fifteen_days(world: None, days: int, code: str | None) -> None:
    order = done()
    moment = due(order)
    set_business_time(moment)
    evaluations.give_defaults(business_now())
    set_business_time(moment + timedelta(days=days))
    if code:
        assert refusal(evaluations.evaluate, order=order, stars=2, comment="", by=staff("e06")) == code
    else:
        assert not evaluations.evaluate(order=order, stars=2, comment="迟", by=staff("e06")).by_default


def test_the_default_is_given_by_the_job_of_the_clock(world: None) -> None:
    from hub.kernel.jobs import SCHEDULED

    assert SCHEDULED["evaluation.default"].catch_up == "latest"


def test_the_pages_let_the_buyer_judge_and_the_seller_answer(hub_app: Flask) -> None:
    from hub.kernel import scope
    from hub.kernel.db import unit_of_work
    from tests.catalog.test_listings import send
    from tests.web.sample import ClientDriver, browser_of

    with hub_app.app_context(), scope.everything(), unit_of_work():
        no = done().no
        set_business_time(None)
    buyer, seller = browser_of(hub_app, "e06"), browser_of(hub_app, "i04")
    page = buyer.open(f"/enterprise/orders/{no}")
    page = buyer.open(page.tree.xpath("//a[contains(@href, '/evaluations/')]/@href")[0])
    assert send(buyer, page, "evaluation.give", {"stars": "6"}).status == 422
    page = send(buyer, page, "evaluation.give", {"stars": "3", "comment": "报告清楚"})
    assert page.main_object.attribute("state") == "GIVEN" and page.form("evaluation.give") is None
    page = send(seller, seller.open(f"/institution/evaluations/{no}"), "evaluation.reply", {"text": "欢迎再来"})
    assert "欢迎再来" in page.words and no in seller.open("/institution/evaluations").words
    with hub_app.app_context():
        shop = catalog.shops.shops_of([catalog.get_service("V15").institution_id])
    shown = ClientDriver(hub_app).open(f"/institutions/{next(iter(shop.values())).no}").words
    assert "报告清楚" in shown and "3.0" in shown and "松陵" not in shown
    assert browser_of(hub_app, "e10").open(f"/enterprise/evaluations/{no}").status == 404


def test_default_judgments_are_given_in_portions(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluations, "BATCH", 1)
    done(), done()
    set_business_time(DONE + timedelta(days=31))
    assert [evaluations.give_defaults(business_now()) for _ in range(3)] == [1, 1, 0]
    assert db.session.query(evaluations.Evaluation).count() == 2
