"""兑付周期 as announced for single years; whether a day is open is the policy's to decide (hub/policy/windows.py)."""

from collections.abc import Sequence
from datetime import date

Span = tuple[date, date]


def announced_for(spans: Sequence[Span], on: date) -> Span | None:
    """The announced period that counts on a day: the one it lies in, the next, or the year's last one.

    None where nothing is announced for the day's year: the policy's own windows hold, or the whole year is open.
    """
    of_year = [span for span in spans if span[0].year <= on.year <= span[1].year]
    if not of_year:
        return None
    return min((span for span in spans if span[1] >= on), default=max(of_year))


def overlapping(spans: Sequence[Span], first: date, last: date) -> Span | None:
    """A period that shares a day with the one from ``first`` to ``last``."""
    return next((span for span in spans if span[0] <= last and first <= span[1]), None)
