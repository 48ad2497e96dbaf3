"""兑付周期: when holders may hand in; pure. An area that has set none for a year takes applications all year (G-39)."""

from collections.abc import Sequence
from datetime import date

Span = tuple[date, date]


def is_open(spans: Sequence[Span], on: date) -> bool:
    """Whether ``on`` lies in a period, its first and last day included; true where its year has none."""
    of_year = [span for span in spans if span[0].year <= on.year <= span[1].year]
    return not of_year or any(first <= on <= last for first, last in of_year)


def next_after(spans: Sequence[Span], on: date) -> Span | None:
    """The period that begins next, or None where none is announced."""
    return min((span for span in spans if span[0] > on), default=None)


def overlapping(spans: Sequence[Span], first: date, last: date) -> Span | None:
    """A period that shares a day with the one from ``first`` to ``last``."""
    return next((span for span in spans if span[0] <= last and first <= span[1]), None)
