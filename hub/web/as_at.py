"""The day to whose end a report is drawn: reports take ``?as_at=2021-04-20`` and say when they show a past day."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import request

from hub.kernel.clock import business_today
from hub.ledger import end_of


@dataclass(frozen=True)
class AsAt:
    """The day asked for; today when none was, or when what was asked is no day that has come (``wrong``)."""

    on: date
    today: date
    wrong: bool = False

    @property
    def ended(self) -> datetime:
        """The first moment after the day."""
        return end_of(self.on)

    @property
    def is_past(self) -> bool:
        """Whether the report shows another day than today."""
        return self.on < self.today


def as_at_asked() -> AsAt:
    """The day in the page's address."""
    today, asked = business_today(), request.args.get("as_at", "").strip()
    if not asked:
        return AsAt(today, today)
    try:
        on = date.fromisoformat(asked)
    except ValueError:
        return AsAt(today, today, wrong=True)
    return AsAt(on, today) if on <= today else AsAt(today, today, wrong=True)
