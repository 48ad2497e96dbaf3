"""When an office must have answered: the calendar lives above this capability and registers how it counts."""

from collections.abc import Callable
from datetime import date

Count = Callable[[date, int], date | None]
_COUNTING: list[Count] = []


def count_working_days_by(count: Count) -> None:
    """Let ``count(start, n)`` say which day is the ``n``-th working day after ``start``; None where nobody knows."""
    _COUNTING[:] = [count]


def due_on(start: date, working_days: int) -> date | None:
    """The day by which to answer, or None while no calendar of that year is published."""
    return _COUNTING[0](start, working_days) if _COUNTING else None
