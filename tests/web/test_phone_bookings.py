"""A booking by telephone: entered by the institution, an order only once the enterprise confirms, one answer only."""

from datetime import datetime

import pytest
from flask import Flask

from hub import orders
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.db import unit_of_work
from hub.orders.phone_bookings import BookingAnswered, NotYourService
from tests.orders.fixtures import hub_app, world, world_app
from tests.orders.test_pages import act, browser_of, grant, seen
from tests.orders.world import USCC, at, buyer, staff

__all__ = ["hub_app", "world", "world_app"]


@pytest.fixture(autouse=True)
def march_2021(hub_app: Flask) -> None:
    """Business time at which the 2021 policy of the area is in force."""
    with hub_app.app_context(), unit_of_work():
        set_business_time(datetime(2021, 3, 4, 10, 39, tzinfo=SHANGHAI))


def test_what_was_booked_by_telephone_is_confirmed_and_becomes_an_order(hub_app: Flask) -> None:
    voucher = grant(hub_app, "HOLDER_REDEEMS")
    seller, customer = browser_of(hub_app, "I02"), browser_of(hub_app, "E10")
    entered = act(seller, "/institution/phone-bookings", "booking.enter",
                  {"uscc": USCC["E10"], "service": "V02", "quantity": "2", "note": "周三送样"})  # fmt: skip
    assert seen(entered, "booking", "state") == ["OPEN"]
    assert "电话预约待您确认" in customer.open("/enterprise/").words
    confirmed = act(customer, "/enterprise/phone-bookings", "booking.confirm")
    assert seen(confirmed, "order", "state", "service_amount", "reserved") == ["PLACED", "6000.00", "3000.00"]
    assert seen(confirmed, "voucher", "no") == [voucher]
    assert seen(seller.open("/institution/phone-bookings"), "booking", "state") == ["CONFIRMED"]
    unknown = act(seller, "/institution/phone-bookings", "booking.enter",
                  {"uscc": "91340100MA9QY11990", "service": "V02"})  # fmt: skip
    assert unknown.status == 422


@pytest.mark.usefixtures("world")
def test_only_own_services_are_booked_and_only_one_answer_counts() -> None:
    at(2021, 3, 4)
    with pytest.raises(NotYourService):
        orders.enter_booking(uscc=USCC["E10"], service_no="V12", quantity=1, agreed_fen=None, note="", by=staff("i02"))
    booking = orders.enter_booking(
        uscc=USCC["E10"], service_no="V02", quantity=1, agreed_fen=None, note="", by=staff("i02")
    )
    orders.decline_booking(booking=booking, reason="没有预约过", by=buyer("E10"))
    with scope.everything(), pytest.raises(BookingAnswered):
        orders.confirm_booking(booking=booking, instrument_no=None, by=buyer("E10"))
