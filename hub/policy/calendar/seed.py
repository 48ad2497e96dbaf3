"""The published calendars 2020 to 2026; the only place that knows the library they come from."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar

FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
SOURCE = "国务院办公厅节假日安排 (chinesecalendar)"


@cache
def published_days() -> dict[date, bool]:
    """Every day from 2020 to 2026 and whether it is worked."""
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    return {day: chinese_calendar.is_workday(day) for day in days}
