"""The cart: split by institution and contract, previewed in sequence, placed order by order, honest about changes."""

from datetime import timedelta

import pytest
from flask import Flask

from hub import catalog, ledger, orders, vouchers
from hub.identity import get_organization
from hub.kernel import scope
from hub.kernel.clock import business_now
from hub.kernel.db import db, unit_of_work
from hub.orders import CartView, Checkout, Confirmed, cart_errors
from schemas.terms import OrderState, PricingMode, yuan
from tests.orders.test_races import at_once
from tests.orders.world import at, buyer, figures, hand_out

PROVINCIAL = {"programme": "js-provincial"}


def put(service: str, quantity: int = 1, contract: str = "A", key: str = "E01") -> orders.CartItem:
    return orders.add_to_cart(service_no=service, quantity=quantity, contract=contract, by=buyer(key))


def confirmed(view: CartView) -> list[Confirmed]:
    return [
        Confirmed(group.key, group.chosen or orders.WITHOUT, group.seen, group.routing.planned_fen)
        for group in view.ready
        if group.routing
    ]


def check_out(key: str = "E01", chosen: dict[str, str] | None = None) -> Checkout:
    view = orders.show_cart(by=buyer(key), chosen=chosen)
    return orders.check_out(confirmed=confirmed(view), by=buyer(key))


@pytest.fixture
def voucher(world: None) -> vouchers.Instrument:
    at(2024, 3, 5)
    return hand_out("E01", "jiangsu", "Q", "100000.00", **PROVINCIAL)


def test_two_shops_and_two_contracts_become_three_orders(voucher: vouchers.Instrument) -> None:
    put("V06")
    put("V07", 3, "A")
    put("V07", 2, "B")
    view = orders.show_cart(by=buyer("E01"))
    planned = [yuan(group.routing.planned_fen) for group in view.groups if group.routing]
    assert planned == ["3750.00", "75.00", "50.00"]
    assert yuan(view.planned_fen) == "3875.00"
    results = check_out().results
    assert [result["contract"] for result in results] == ["A", "A", "B"]
    assert [orders.get_order(result["no"]).contract_label for result in results] == ["A", "A", "B"]
    assert figures(voucher) == ("100000.00", "3875.00", "96125.00")
    assert orders.list_cart(buyer("E01")) == []
    assert ledger.verify() == []


def test_one_shop_and_one_contract_become_one_order_with_lines(voucher: vouchers.Instrument) -> None:
    like = catalog.get_service("V07")
    catalog.list_service(
        no="V07B", institution_id=like.institution_id, institution_name="", category_code=like.category_code,
        name="表面形貌检测", pricing=PricingMode.REFERENCE, price_fen=200_00, listed_at=business_now(),
        programme_badges=like.programme_badges,
    )  # fmt: skip
    put("V07", 2)
    put("V07B")
    (group,) = orders.show_cart(by=buyer("E01")).groups
    assert (yuan(group.total_fen or 0), group.chosen) == ("400.00", voucher.no)
    (result,) = check_out().results
    placed = orders.get_order(result["no"])
    assert (placed.service_name, yuan(placed.quoted_fen or 0)) == ("结构含量检测等2项", "400.00")
    assert [(line.service_no, line.quantity, yuan(line.amount_fen or 0)) for line in orders.lines_of(placed)] == [
        ("V07", 2, "200.00"),
        ("V07B", 1, "200.00"),
    ]
    assert figures(voucher) == ("100000.00", "100.00", "99900.00")


def test_the_same_service_put_in_twice_becomes_more_of_it(voucher: vouchers.Instrument) -> None:
    put("V07", 2)
    put("V07", 1)
    assert [one.quantity for one in orders.list_cart(buyer("E01"))] == [3]


def test_a_cart_is_the_enterprises_and_nobody_elses(voucher: vouchers.Instrument) -> None:
    item = put("V06")
    assert orders.list_cart(buyer("E02")) == []
    with pytest.raises(cart_errors.CartItemUnknown):
        orders.change_in_cart(item_id=item.id, by=buyer("E02"), quantity=2, contract="A", agreed_fen=None)
    orders.remove_from_cart(item_id=item.id, by=buyer("E02"))
    assert [one.id for one in orders.list_cart(buyer("E01"))] == [item.id]


def test_a_line_moved_to_a_contract_that_has_the_service_joins_it(voucher: vouchers.Instrument) -> None:
    put("V07", 3, "A")
    moved = put("V07", 2, "B")
    orders.change_in_cart(item_id=moved.id, by=buyer("E01"), quantity=4, contract="A", agreed_fen=None)
    assert [(one.contract, one.quantity) for one in orders.list_cart(buyer("E01"))] == [("A", 7)]


def test_later_orders_are_previewed_with_what_earlier_ones_leave(world: None) -> None:
    at(2024, 3, 5)
    hand_out("E01", "jiangsu", "Q", "3800.00", **PROVINCIAL)
    put("V06")
    put("V07", 3)
    put("V07", 2, "B")
    view = orders.show_cart(by=buyer("E01"))
    assert [yuan(group.routing.planned_fen) for group in view.groups if group.routing] == [
        "3750.00",
        "50.00",
        "0.00",
    ]
    assert [group.chosen is None for group in view.groups] == [False, False, True]
    assert view.groups[2].passed_over is not None
    assert view.groups[2].passed_over.code == "order.nothing_left"
    assert [result["no"] is not None for result in check_out().results] == [True, True, True]


def test_a_price_changed_in_between_is_told_and_asked_about_again(voucher: vouchers.Instrument) -> None:
    put("V06")
    put("V07")
    promised = confirmed(orders.show_cart(by=buyer("E01")))
    catalog.get_service("V06").price_fen = 16000_00
    db.session.flush()
    checkout = orders.check_out(confirmed=promised, by=buyer("E01"))
    assert [result.get("code") for result in checkout.results] == ["cart.figures_changed", None]
    assert figures(voucher) == ("100000.00", "25.00", "99975.00")
    (group,) = orders.show_cart(by=buyer("E01")).groups
    assert "15,000.00" in group.lines[0].changes[0][0]
    assert [result.get("code") for result in check_out().results] == [None]


def test_an_institution_suspended_since_takes_only_its_own_order_away(voucher: vouchers.Instrument) -> None:
    put("V06")
    put("V07")
    promised = confirmed(orders.show_cart(by=buyer("E01")))
    get_organization(catalog.get_service("V06").institution_id).suspended_from = business_now() - timedelta(hours=1)
    db.session.flush()
    checkout = orders.check_out(confirmed=promised, by=buyer("E01"))
    assert [result.get("code") for result in checkout.results] == ["order.institution_suspended", None]
    (group,) = orders.show_cart(by=buyer("E01")).groups
    assert (group.routing, group.refusal.code if group.refusal else None) == (None, "order.institution_suspended")


def test_a_badge_taken_away_since_is_told_and_the_voucher_passed_over(voucher: vouchers.Instrument) -> None:
    put("V06")
    promised = confirmed(orders.show_cart(by=buyer("E01")))
    service = catalog.get_service("V06")
    service.programme_badges, service.open_to_others = [], True
    db.session.flush()
    checkout = orders.check_out(confirmed=promised, by=buyer("E01"))
    assert [result.get("code") for result in checkout.results] == ["order.no_programme_badge"]
    (group,) = orders.show_cart(by=buyer("E01")).groups
    assert group.chosen is None
    assert group.lines[0].changes


def test_the_year_that_turns_during_checkout_takes_the_voucher_along(world: None) -> None:
    at(2023, 12, 31, 23, 59)
    hand_out("E02", "jiangsu", "Q", "140000.00", **PROVINCIAL)
    put("V07", key="E02")
    promised = confirmed(orders.show_cart(by=buyer("E02")))
    at(2024, 1, 1, 0, 0)
    checkout = orders.check_out(confirmed=promised, by=buyer("E02"))
    assert [result.get("code") for result in checkout.results] == ["order.voucher_not_valid"]
    assert len(orders.list_cart(buyer("E02"))) == 1


def test_an_earlier_order_is_put_into_the_cart_again(voucher: vouchers.Instrument) -> None:
    put("V07", 3)
    (result,) = check_out().results
    orders.copy_to_cart(order=orders.get_order(result["no"]), by=buyer("E01"))
    assert [(one.service_no, one.quantity) for one in orders.list_cart(buyer("E01"))] == [("V07", 3)]


def test_nothing_confirmed_is_refused(voucher: vouchers.Instrument) -> None:
    with pytest.raises(cart_errors.CartEmpty):
        orders.check_out(confirmed=[], by=buyer("E01"))


def test_of_two_checkouts_at_once_one_places_the_orders(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2024, 3, 5)
        voucher_id = hand_out("E01", "jiangsu", "Q", "100000.00", **PROVINCIAL).id
        put("V06")
        promised = confirmed(orders.show_cart(by=buyer("E01")))

    def act() -> list[str]:
        return [str(one.get("code")) for one in orders.check_out(confirmed=promised, by=buyer("E01")).results]

    results = at_once(hub_app, act, act)
    assert sorted(map(str, results)) == ["['None']", "['cart.group_changed']"]
    with hub_app.app_context(), scope.everything():
        assert yuan(ledger.balances(voucher_id).reserved_fen) == "3750.00"
        assert [one.state for one in orders.list_orders_on_voucher(voucher_id)] == [OrderState.PLACED]
