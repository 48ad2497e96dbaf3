"""Working days: holidays, make-up days, and years that are not published."""

from datetime import date

import pytest
from sqlalchemy import delete, func, select

from hub.kernel.db import db
from hub.policy import calendar
from hub.policy.calendar.models import WorkingDay
from hub.policy.calendar.service import seed_calendar
from hub.policy.errors import CalendarNotPublished

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2021, 4, 2), 5, date(2021, 4, 12)),  # 清明 3–5 April
        (date(2024, 9, 27), 5, date(2024, 10, 10)),  # S27: make-up Sunday, then seven days of holiday
        (date(2024, 9, 27), 1, date(2024, 9, 29)),
        (date(2024, 9, 27), 0, date(2024, 9, 27)),
        (date(2024, 5, 6), 3, date(2024, 5, 9)),
        (date(2023, 12, 29), 1, date(2024, 1, 2)),
    ],
)
def test_working_days_are_counted_over_holidays(start: date, count: int, end: date) -> None:
    assert calendar.add_working_days(start, count) == end
    assert calendar.working_days_between(start, end) == count


@pytest.mark.parametrize(
    ("day", "worked"),
    [(date(2024, 9, 29), True), (date(2024, 9, 28), False), (date(2024, 10, 12), True), (date(2024, 10, 1), False)],
)
def test_make_up_sundays_are_worked_and_holidays_are_not(day: date, worked: bool) -> None:
    assert calendar.is_working_day(day) is worked


def test_a_year_that_is_not_published_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(CalendarNotPublished):
        calendar.is_working_day(date(2027, 1, 4))
    with pytest.raises(CalendarNotPublished):
        calendar.add_working_days(date(2026, 12, 30), 5)
    with pytest.raises(CalendarNotPublished):
        calendar.working_days_between(date(2026, 12, 30), date(2027, 1, 4))


def test_a_day_that_the_hub_has_corrected_stays_corrected() -> None:
    seed_calendar()
    day = db.session.get(WorkingDay, date(2024, 5, 7))
    assert day is not None
    day.is_working = False
    db.session.flush()
    assert seed_calendar() == 0
    assert calendar.is_working_day(date(2024, 5, 7)) is False


def test_an_empty_table_gives_way_to_the_published_years_and_is_not_written_to_by_reading() -> None:
    db.session.execute(delete(WorkingDay))
    assert calendar.add_working_days(date(2024, 5, 6), 1) == date(2024, 5, 7)
    assert db.session.scalar(select(func.count()).select_from(WorkingDay)) == 0


def test_a_year_that_was_added_later_counts() -> None:
    for day, worked in (
        (date(2027, 1, 1), False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
    ):
        db.session.add(WorkingDay(day=day, is_working=worked, source="国务院办公厅通知"))
    db.session.flush()
    assert calendar.add_working_days(date(2026, 12, 31), 1) == date(2027, 1, 4)
