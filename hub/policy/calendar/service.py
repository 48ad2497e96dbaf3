"""Counting working days."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.policy.calendar.models import WorkingDay
from hub.policy.calendar.seed import LAST, SOURCE, published_days
from hub.policy.errors import CalendarNotPublished

ONE_DAY = timedelta(days=1)


def seed_calendar() -> int:
    """Write the published calendars into the table where they are not there yet; returns the rows added."""
    rows = [{"day": day, "is_working": worked, "source": SOURCE} for day, worked in published_days().items()]
    statement = insert(WorkingDay).on_conflict_do_nothing().returning(WorkingDay.day)
    return len(db.session.execute(statement, rows).all())


def is_working_day(day: date) -> bool:
    """Whether the day is worked.

    Raises:
        CalendarNotPublished: the calendar of that year is not known.
    """
    return _days(day, day)[0][1]


def add_working_days(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``; the day itself does not count (S27).

    Raises:
        CalendarNotPublished: the count runs into a year without a calendar.
    """
    if count < 0:
        raise ValueError("working days are counted forward")
    day = start
    while count:
        days = _known(day + ONE_DAY, day + timedelta(days=count * 2 + 15))
        worked = [one for one, is_worked in days if is_worked][:count]
        count -= len(worked)
        day = worked[-1] if not count else days[-1][0]
    return day


def days_left() -> int:
    """How many days from today on have a calendar: below zero when it has ended."""
    last = max(db.session.execute(select(func.max(WorkingDay.day))).scalar() or LAST, LAST)
    return (last - business_today()).days


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``.

    Raises:
        CalendarNotPublished: a day between has no calendar.
    """
    return sum(worked for _, worked in _days(start + ONE_DAY, end)) if end > start else 0


def _days(first: date, last: date) -> list[tuple[date, bool]]:
    days = _known(first, last)
    if len(days) != (last - first).days + 1:
        raise CalendarNotPublished(year=last.year)
    return days


def _known(first: date, last: date) -> list[tuple[date, bool]]:
    """The days from ``first`` on, as far as the calendar goes; the table's word counts before the seed's."""
    kept = db.session.execute(
        select(WorkingDay.day, WorkingDay.is_working).where(WorkingDay.day.between(first, last))
    ).all()
    known = {day: worked for day, worked in kept}
    days: list[tuple[date, bool]] = []
    day = first
    while day <= last:
        worked = known.get(day, published_days().get(day))
        if worked is None:
            break
        days.append((day, worked))
        day += ONE_DAY
    if not days:
        raise CalendarNotPublished(year=first.year)
    return days
