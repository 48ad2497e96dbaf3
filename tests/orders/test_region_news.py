"""A platform that wants to hear of orders is told as they happen, and what it reports counts where it may."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from adapters.contract import OrderStateReported
from hub import orders
from hub.federation import Exchange
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.orders import Order
from hub.orders.region_news import state_reported
from schemas.terms import OrderState
from tests.orders.world import at, buyer, order, staff

pytestmark = pytest.mark.usefixtures("world")


def told(about: Order) -> list[str]:
    with everything():
        wanted = select(Exchange).where(Exchange.subject == "order", Exchange.subject_id == about.id)
        found = db.session.execute(wanted.order_by(Exchange.created_at, Exchange.id)).scalars().all()
    return [f"{one.region} {one.verb} {state_in(one)}" for one in found]


def state_in(exchange: Exchange) -> str:
    return next(state for state in OrderState if f'"{state}"' in exchange.payload)


def reported(about: Order, state: OrderState, message: str = "m1") -> None:
    state_reported("tianjin", OrderStateReported(message, datetime(2024, 3, 5, tzinfo=UTC), about.no, state, None))


def test_the_platform_is_told_of_placing_accepting_and_cancelling() -> None:
    at(2024, 3, 5)
    kept, dropped = order("E14", "V09", None), order("E14", "V09", None)
    orders.accept_order(order=kept, by=staff("I08"))
    orders.cancel_order(order=dropped, reason="", by=buyer("E14"))
    assert told(kept) == ["tianjin send_order PLACED", "tianjin send_order IN_SERVICE"]
    assert told(dropped) == ["tianjin send_order PLACED", "tianjin send_order CANCELLED"]


def test_an_order_of_no_programme_of_the_region_is_nobody_elses_news() -> None:
    at(2024, 3, 5)
    assert told(order("E14", "V15", None)) == []
    assert told(order("E16", "V15", None)) == []


def test_an_acceptance_on_the_platform_counts_and_twice_changes_nothing() -> None:
    at(2024, 3, 5)
    placed = order("E14", "V09", None)
    reported(placed, OrderState.IN_SERVICE)
    reported(placed, OrderState.IN_SERVICE, "m2")
    assert placed.state is OrderState.IN_SERVICE


@pytest.mark.parametrize("state", [OrderState.LAPSED, OrderState.AWAITING_HOLDER])
def test_what_differs_is_put_on_record_and_changes_nothing(state: OrderState) -> None:
    at(2024, 3, 5)
    placed = order("E14", "V09", None)
    reported(placed, state)
    assert placed.state is OrderState.PLACED


def test_another_regions_word_does_not_count() -> None:
    at(2024, 3, 5)
    other = order("E16", "V15", None)
    reported(other, OrderState.IN_SERVICE)
    assert other.state is OrderState.PLACED
