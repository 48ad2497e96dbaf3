"""What the page of an order promised is what is ordered; where that is impossible the buyer is asked again."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from hub import catalog, orders, vouchers
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.orders.errors import FiguresChanged
from tests.orders.test_pages import browser_of, seen
from tests.orders.world import at, buyer, figures, hand_out


@pytest.fixture
def voucher(world: None) -> vouchers.Instrument:
    at(2021, 3, 4)
    return hand_out("E10", "maanshan", "U", "3000.00")


def promise(quantity: int = 1, agreed_fen: int | None = None, service: str = "V02", version: str = "") -> str:
    holder_id = buyer("E10").organization_id
    assert holder_id is not None
    options = orders.order_options(service_no=service, quantity=quantity, agreed_fen=agreed_fen, holder_id=holder_id)
    if version:
        options = [_decided_by(option, version) for option in options]
    return orders.promise_of_options(options, quantity=quantity, agreed_fen=agreed_fen)


def _decided_by(option: orders.Option, version: str) -> orders.Option:
    routing = option.routing
    if routing is None or routing.decision is None:
        return option
    return replace(option, routing=replace(routing, decision=replace(routing.decision, version_label=version)))


def place(voucher: vouchers.Instrument, promised: str, quantity: int = 1) -> orders.Order:
    return orders.place_order(
        service_no="V02", quantity=quantity, instrument_no=voucher.no, agreed_fen=None, promised=promised,
        by=buyer("E10"),
    )  # fmt: skip


def dearer(_: vouchers.Instrument) -> None:
    catalog.get_service("V02").price_fen = 3200_00


def less_left(voucher: vouchers.Instrument) -> None:
    place(voucher, promise())  # the other tab: 1,500.00 of the 3,000.00
    place(voucher, promise())


@pytest.mark.parametrize(
    ("change", "quantity", "code"),
    [
        (dearer, 1, "order.figures_changed"),
        (dearer, 3, "order.figures_changed"),  # another quantity than was worked out: the terms must still be the same
        (less_left, 1, "order.nothing_left"),
    ],
)
def test_what_changed_since_the_preview_is_asked_about_again(
    voucher: vouchers.Instrument, change: Callable[[vouchers.Instrument], None], quantity: int, code: str
) -> None:
    promised = promise()
    change(voucher)
    db.session.flush()
    before = figures(voucher)
    with pytest.raises(HubError) as refused:
        place(voucher, promised, quantity)
    assert refused.value.code == code
    assert figures(voucher) == before


@pytest.mark.parametrize("quantity", [1, 2])
def test_a_policy_that_changed_since_the_preview_is_asked_about_again(
    voucher: vouchers.Instrument, quantity: int
) -> None:
    with pytest.raises(FiguresChanged):
        place(voucher, promise(version="2020年第1版"), quantity)
    assert figures(voucher) == ("3000.00", "0.00", "3000.00")


def test_another_quantity_than_was_worked_out_follows_from_what_was_typed(voucher: vouchers.Instrument) -> None:
    assert place(voucher, promise(), quantity=2).planned_fen == 3000_00


def test_what_the_balance_caps_meanwhile_is_asked_about_again(voucher: vouchers.Instrument) -> None:
    promised = promise(quantity=2)  # 3,000.00, all there is
    place(voucher, "")
    with pytest.raises(FiguresChanged) as refused:
        place(voucher, promised, quantity=2)
    assert "3,000.00" in refused.value.text("zh") and "1,500.00" in refused.value.text("zh")


@pytest.mark.parametrize("scribble", ["[]", "{", '{"ways": 3}', '{"for": [1, null], "ways": {}}'])
def test_a_promise_that_nobody_made_is_kept_by_nothing(voucher: vouchers.Instrument, scribble: str) -> None:
    with pytest.raises(FiguresChanged):
        place(voucher, scribble)


def test_a_program_says_what_it_expects(voucher: vouchers.Instrument) -> None:
    asked = {"service_no": "V02", "quantity": 1, "instrument_no": voucher.no, "agreed_fen": None, "by": buyer("E10")}
    with pytest.raises(FiguresChanged):
        orders.place_order(**asked, expected_fen=1499_99)  # type: ignore[arg-type]
    assert orders.place_order(**asked, expected_fen=1500_00).planned_fen == 1500_00  # type: ignore[arg-type]


def test_the_page_asks_again_with_todays_figures_and_the_next_click_counts(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2021, 3, 4)
        no = hand_out("E10", "maanshan", "U", "500000.00").no
    browser = browser_of(hub_app, "E10")
    page = browser.open("/enterprise/orders/new?service=V02&quantity=2")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        catalog.get_service("V02").price_fen = 3200_00
    form = page.form("order.place")
    assert form is not None
    asked = browser.submit(page, form, {"quantity": "2", "voucher": no, "need": "先做两项"}, {})
    assert [code for code, _ in asked.refusals] == ["order.figures_changed"] and "3,200.00" in asked.words
    again = asked.form("order.place")
    assert again is not None and again.value("need") == "先做两项"
    placed = browser.submit(asked, again, {}, {})
    assert seen(placed, "order", "state", "service_amount", "reserved") == ["PLACED", "6400.00", "3200.00"]
