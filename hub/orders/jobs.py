"""What the clock does with orders: reservations left open by a region, and the end of the vouchers' year."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from hub import messages
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import Refused
from hub.kernel.jobs import scheduled
from hub.orders.models import Order
from hub.orders.telling import tell_area
from hub.orders.year_end import close_instrument, list_open_instruments
from hub.policy import calendar
from schemas.terms import OrderState, Role

PERSON_AFTER = timedelta(minutes=15)
EVERY_SECONDS = 300
CONFIRM_WORKING_DAYS = 3


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


@scheduled("order.quota_confirm_timeout", cron="0 * * * *", catch_up="latest")
def quota_confirm_timeout(*, fire_at: datetime, key: str | None) -> None:
    """Remind the area, once, of an accepted order whose quota has waited for three working days (G-15, sample)."""
    with unit_of_work():
        for order in _confirming_too_long(fire_at.astimezone(SHANGHAI).date()):
            order.waiting_told_at = business_now()
            tell_area(
                "order.accepted", order, confirming="1", reason=f"已等待{CONFIRM_WORKING_DAYS}个工作日，请尽快确认额度"
            )


@scheduled("year.close", cron="5 0 0 1 1 *", catch_up="every")
def year_close(*, fire_at: datetime, key: str | None) -> None:
    """Close the vouchers of the year that has ended, each in its own unit of work; a second run finds none open."""
    with unit_of_work():
        open_ids = list_open_instruments(fire_at.astimezone(SHANGHAI).year - 1)
    for instrument_id in open_ids:
        with unit_of_work():
            close_instrument(instrument_id=instrument_id, by=THE_HUB)


def _confirming_too_long(today: date) -> list[Order]:
    waiting = (
        select(Order)
        .where(Order.state == OrderState.CONFIRMING_QUOTA, Order.waiting_told_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    found = db.session.execute(waiting).scalars()
    return [order for order in found if order.accepted_at and _working_days_since(order.accepted_at, today)]


def _working_days_since(accepted_at: datetime, today: date) -> bool:
    """Whether the time to confirm is over; where the calendar is not published yet, nobody is reminded by guess."""
    try:
        due = calendar.add_working_days(accepted_at.astimezone(SHANGHAI).date(), CONFIRM_WORKING_DAYS)
    except Refused:
        return False
    return today > due


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
