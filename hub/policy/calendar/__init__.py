"""Working days of the state calendar, from our own table; a year that is not published is an error, never a guess."""

from hub.policy.calendar.service import add_working_days, days_left, is_working_day, working_days_between
from hub.policy.calendar.years import DaysWrong, Year, YearKnown, enter_year, list_years

__all__ = [
    "DaysWrong",
    "Year",
    "YearKnown",
    "add_working_days",
    "days_left",
    "enter_year",
    "is_working_day",
    "list_years",
    "working_days_between",
]
