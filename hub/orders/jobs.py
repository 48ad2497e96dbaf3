"""What the clock does with orders: reservations left open by a region, and the end of the vouchers' year."""

from datetime import datetime, timedelta

from sqlalchemy import select

from hub import messages
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled
from hub.orders.models import Order
from hub.orders.year_end import close_instrument, list_open_instruments
from schemas.terms import OrderState, Role

PERSON_AFTER = timedelta(minutes=15)
EVERY_SECONDS = 300


@scheduled("order.reserve_timeout", every_seconds=EVERY_SECONDS, catch_up="latest", clock="business")
def reserve_timeout(*, fire_at: datetime, key: str | None) -> None:
    """Tell a person, once, of every order whose region has not answered for 15 minutes."""
    with unit_of_work():
        for order in _waiting_too_long():
            order.waiting_told_at = business_now()
            messages.tell(
                "exchange.dead",
                role=Role.HUB_OPERATOR,
                subject="order",
                subject_no=order.no,
                path="/operator/exchanges",
                reason="额度预留超过15分钟未获地区平台答复",
            )


@scheduled("year.close", cron="5 0 0 1 1 *", catch_up="every")
def year_close(*, fire_at: datetime, key: str | None) -> None:
    """Close the vouchers of the year that has ended, each in its own unit of work; a second run finds none open."""
    with unit_of_work():
        open_ids = list_open_instruments(fire_at.astimezone(SHANGHAI).year - 1)
    for instrument_id in open_ids:
        with unit_of_work():
            close_instrument(instrument_id=instrument_id, by=THE_HUB)


def _waiting_too_long() -> list[Order]:
    waiting = (
        select(Order)
        .where(
            Order.state == OrderState.RESERVING,
            Order.waiting_since < business_now() - PERSON_AFTER,
            Order.waiting_told_at.is_(None),
        )
        .with_for_update(skip_locked=True)
    )
    return list(db.session.execute(waiting).scalars())
