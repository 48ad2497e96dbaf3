"""How amounts, rates, dates and times stand on a page."""

from datetime import date, datetime

from flask import Flask

from hub.kernel.clock import SHANGHAI
from schemas.terms import yuan, yuan_grouped


def install(app: Flask) -> None:
    """Give templates the filters yuan, grouped, percent, day and moment."""
    app.jinja_env.filters.update(yuan=plain, grouped=grouped, percent=percent, day=day, moment=moment)


def plain(fen: int | None) -> str:
    """Fen as yuan for a field or an attribute: 300000 → "3000.00"; nothing for None."""
    return "" if fen is None else yuan(fen)


def grouped(fen: int | None) -> str:
    """Fen as yuan for a person: 300000 → "3,000.00"; a dash for None."""
    return "—" if fen is None else yuan_grouped(fen)


def percent(rate_ppm: int | None) -> str:
    """A rate in parts per million: 500000 → "50%", 12500 → "1.25%"."""
    if rate_ppm is None:
        return "—"
    whole, rest = divmod(rate_ppm, 10_000)
    return f"{whole}%" if not rest else f"{whole}.{rest:04d}".rstrip("0") + "%"


def day(value: date | datetime | None) -> str:
    """A date; of a moment, the business date: "2021-03-08"."""
    if value is None:
        return "—"
    return (value.astimezone(SHANGHAI) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """A moment in business time, to the minute: "2021-03-08 17:24"."""
    return "—" if value is None else value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
