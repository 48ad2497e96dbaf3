"""Counting working days."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.db import db
from hub.policy.calendar.models import WorkingDay
from hub.policy.calendar.seed import SOURCE, published_days
from hub.policy.errors import CalendarNotPublished


def seed_calendar() -> int:
    """Write the published calendars into the table where they are not there yet; returns the rows added."""
    rows = [{"day": day, "is_working": worked, "source": SOURCE} for day, worked in published_days()]
    added = db.session.execute(insert(WorkingDay).values(rows).on_conflict_do_nothing().returning(WorkingDay.day)).all()
    return len(added)


def is_working_day(day: date) -> bool:
    """Whether the day is worked.

    Raises:
        CalendarNotPublished: the calendar of that year is not in the table.
    """
    worked = db.session.scalar(_days(day, day))
    if worked is None:
        if seed_calendar():
            worked = db.session.scalar(_days(day, day))
        if worked is None:
            raise CalendarNotPublished(year=day.year)
    return worked


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``; the day itself does not count (S27).

    Raises:
        CalendarNotPublished: the count runs into a year without a calendar.
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    day = start
    is_working_day(day)
    while count:
        days = _window(day + timedelta(days=1), day + timedelta(days=count * 2 + 15))
        worked = [one for one, is_worked in days if is_worked][:count]
        count -= len(worked)
        day = worked[-1] if not count else days[-1][0]
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``.

    Raises:
        CalendarNotPublished: a day between has no calendar.
    """
    if end <= start:
        return 0
    is_working_day(start)
    days = _window(start + timedelta(days=1), end)
    if len(days) != (end - start).days:
        raise CalendarNotPublished(year=end.year)
    return sum(worked for _, worked in days)


def _days(first: date, last: date):  # type: ignore[no-untyped-def]
    return select(WorkingDay.is_working).where(WorkingDay.day.between(first, last)).order_by(WorkingDay.day)


def _window(first: date, last: date) -> list[tuple[date, bool]]:
    rows = db.session.execute(
        select(WorkingDay.day, WorkingDay.is_working)
        .where(WorkingDay.day.between(first, last))
        .order_by(WorkingDay.day)
    ).all()
    if not rows or rows[0][0] != first:
        raise CalendarNotPublished(year=first.year)
    return [(day, worked) for day, worked in rows]
