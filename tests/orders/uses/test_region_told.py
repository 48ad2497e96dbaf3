"""The region's platform hears of a use as of an order, and the confirmation given there counts here."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from adapters.contract import OrderStateReported
from hub.federation import Exchange
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.orders import Order, uses
from hub.orders.region_news import state_reported
from schemas.terms import OrderState, UseState
from tests.orders.uses.desk import claim, registered
from tests.orders.world import at, buyer, staff

pytestmark = pytest.mark.usefixtures("world")


def told(about: Order) -> list[str]:
    """The states that were sent, in order."""
    with everything():
        wanted = select(Exchange).where(Exchange.subject == "order", Exchange.subject_id == about.id)
        found = db.session.execute(wanted.order_by(Exchange.created_at, Exchange.id)).scalars().all()
    assert {(one.region, one.verb) for one in found} == {("zhejiang", "send_order")}
    return [next(state for state in OrderState if f'"{state}"' in one.payload) for one in found]


def test_registering_confirming_and_ending_are_told() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    ended, dropped = registered("20000.00"), registered("30000.00")
    uses.confirm_use(order=ended, by=staff("i07"))
    uses.terminate_use(order=ended, reason="信息有误", by=staff("zj_binjiang_bur"))
    uses.void_use(order=dropped, reason="", by=buyer("E13"))
    assert told(ended) == ["PLACED", "IN_SERVICE", "TERMINATED"]
    assert told(dropped) == ["PLACED", "CANCELLED"]


def test_a_confirmation_on_the_platform_counts_once() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    order = registered("20000.00")
    for message in ("m1", "m2"):
        state_reported(
            "zhejiang",
            OrderStateReported(message, datetime(2024, 3, 2, tzinfo=UTC), order.no, OrderState.IN_SERVICE, None),
        )
    assert uses.use_state(order.state) is UseState.CONFIRMED
    assert uses.consequence_of(order, "terminate") is not None
