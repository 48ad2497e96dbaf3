"""What the calendar does for capabilities below it: requests to an office are due in working days."""

from datetime import date

from hub.identity import count_working_days_by
from hub.policy.calendar import add_working_days
from hub.policy.errors import CalendarNotPublished


def _working_day_after(start: date, count: int) -> date | None:
    try:
        return add_working_days(start, count)
    except CalendarNotPublished:
        return None


count_working_days_by(_working_day_after)
