"""Two at once: one wins, the other is told, and the quota is never spent twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from hub import ledger, orders
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from schemas.terms import OrderState, yuan
from tests.orders.world import at, buyer, hand_out, staff


@pytest.fixture(autouse=True)
def march_2021(hub_app: Flask) -> None:
    """Business time at which the area's 2021 policy is in force."""
    with hub_app.app_context(), unit_of_work():
        at(2021, 3, 4)


def at_once(app: Flask, *actions: object) -> list[object]:
    """Run the actions in threads that start together; a refusal is its code."""
    start = Barrier(len(actions))

    def run(action: object) -> object:
        with app.app_context(), scope.everything():
            start.wait()
            try:
                with unit_of_work():
                    return action()  # type: ignore[operator]
            except HubError as error:
                return error.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def voucher_of(app: Flask, amount: str, letter: str = "U") -> tuple[str, object]:
    with app.app_context(), scope.everything(), unit_of_work():
        voucher = hand_out("E10", "maanshan", letter, amount)
        return voucher.no, voucher.id


def test_two_orders_that_race_for_the_last_quota_become_one(hub_app: Flask) -> None:
    no, voucher_id = voucher_of(hub_app, "3000.00")

    def place() -> str:
        return orders.place_order(
            service_no="V02", quantity=2, instrument_no=no, agreed_fen=None, by=buyer("E10")
        ).state

    results = at_once(hub_app, place, place)
    assert results.count(OrderState.PLACED) == 1
    assert set(results) <= {OrderState.PLACED, "order.balance_changed", "order.nothing_left"}
    with hub_app.app_context(), scope.everything():
        left = ledger.balances(voucher_id)  # type: ignore[arg-type]
        assert (yuan(left.reserved_fen), yuan(left.available_fen)) == ("3000.00", "0.00")
        assert ledger.verify() == []


def test_of_two_acceptances_one_wins_and_the_other_is_told(hub_app: Flask) -> None:
    no, _ = voucher_of(hub_app, "500000.00")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        order_no = orders.place_order(
            service_no="V04", quantity=1, instrument_no=no, agreed_fen=1000_00, by=buyer("E10")
        ).no

    def accept() -> str:
        return orders.accept_order(order=orders.get_order(order_no), by=staff("i04")).state

    results = at_once(hub_app, accept, accept)
    assert results.count(OrderState.CONFIRMING_QUOTA) == 1
    assert set(results) <= {OrderState.CONFIRMING_QUOTA, "state.changed", "state.not_allowed"}


def test_of_cancelling_and_accepting_one_wins_and_the_quota_follows_the_winner(hub_app: Flask) -> None:
    no, voucher_id = voucher_of(hub_app, "500000.00")
    with hub_app.app_context(), scope.everything(), unit_of_work():
        order_no = orders.place_order(
            service_no="V02", quantity=1, instrument_no=no, agreed_fen=None, by=buyer("E10")
        ).no

    def accept() -> str:
        return orders.accept_order(order=orders.get_order(order_no), by=staff("i02")).state

    def cancel() -> str:
        return orders.cancel_order(order=orders.get_order(order_no), reason="", by=buyer("E10")).state

    results = at_once(hub_app, accept, cancel)
    with hub_app.app_context(), scope.everything():
        reserved_fen = ledger.balances(voucher_id).reserved_fen  # type: ignore[arg-type]
        if results[0] == OrderState.CONFIRMING_QUOTA:
            assert (results[1], yuan(reserved_fen)) == ("order.already_accepted", "1500.00")
        else:
            assert (results[1], yuan(reserved_fen)) == (OrderState.CANCELLED, "0.00")
        assert ledger.verify() == []
