"""Working days of the state calendar, from our own table; a year that is not published is an error, never a guess."""

from hub.policy.calendar.service import add_working_days, days_left, is_working_day, working_days_between

__all__ = ["add_working_days", "days_left", "is_working_day", "working_days_between"]
