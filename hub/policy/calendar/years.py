"""The calendars by year: published ones, those entered by an operator from the state's notice, and 未公布."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hub import audit
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.errors import Invalid, Refused
from hub.kernel.ids import new_id
from hub.policy.calendar.models import WorkingDay
from hub.policy.calendar.seed import SOURCE, published_days
from schemas.terms import Role

HOLIDAYS_MIN, HOLIDAYS_MAX = 7, 40  # of the days people would work; the state's notices have had 16 to 20


class YearKnown(Refused):
    """The calendar of that year is there already."""

    code = "calendar.year_known"
    zh = "{year} 年的工作日历已有，不能重复录入。"
    en = "The calendar of {year} is there already."


class DaysWrong(Invalid):
    """The days cannot be those of a published year."""

    code = "calendar.days_wrong"
    zh = "{sentence_zh}"
    en = "{sentence_en}"


@dataclass(frozen=True)
class Year:
    """A year: NOT_PUBLISHED without days; otherwise where they come from and what differs from ordinary weeks."""

    year: int
    source: str | None
    off: tuple[date, ...]
    worked: tuple[date, ...]

    @property
    def state(self) -> str:
        """PUBLISHED or NOT_PUBLISHED (未公布)."""
        return "PUBLISHED" if self.source else "NOT_PUBLISHED"

    @property
    def working_days(self) -> int:
        """How many days are worked in the year."""
        ordinary = sum(1 for day in days_of(self.year) if day.weekday() < 5)
        return ordinary - len(self.off) + len(self.worked)


def list_years() -> list[Year]:
    """Every year that is known, and this and the next one whatever is known of them; latest first."""
    entered = db.session.execute(select(func.distinct(func.extract("year", WorkingDay.day)))).scalars()
    this = business_today().year
    years = {int(year) for year in entered} | {day.year for day in published_days()} | {this, this + 1}
    return [get_year(year) for year in sorted(years, reverse=True)]


def get_year(year: int) -> Year:
    """What is known of a year; the table's word counts before the library's."""
    rows = db.session.execute(select(WorkingDay).where(func.extract("year", WorkingDay.day) == year)).scalars()
    kept = {row.day: row for row in rows}
    known = {day: worked for day, worked in published_days().items() if day.year == year}
    days = known | {day: row.is_working for day, row in kept.items()}
    source = next(iter(sorted({row.source for row in kept.values()})), SOURCE if known else None)
    off = tuple(day for day, worked in sorted(days.items()) if not worked and day.weekday() < 5)
    worked = tuple(day for day, is_worked in sorted(days.items()) if is_worked and day.weekday() >= 5)
    return Year(year, source, off, worked)


def enter_year(*, year: int, off: list[date], worked: list[date], source: str, by: Actor) -> Year:
    """Enter the next calendar: ``off`` are weekdays that are holidays, ``worked`` weekend days that are worked.

    Raises:
        YearKnown: it is there already.
        DaysWrong: the days are of another year, or on the wrong side of the week.
    """
    by.require(Role.HUB_OPERATOR)
    if get_year(year).source:
        raise YearKnown(year=year, field="year")
    refuse_wrong_days(year, off, worked)
    free, make_up = set(off), set(worked)
    rows = [
        {"day": day, "is_working": (day.weekday() < 5 and day not in free) or day in make_up, "source": source}
        for day in days_of(year)
    ]
    db.session.execute(insert(WorkingDay), rows)
    after = {"off": [day.isoformat() for day in sorted(free)], "worked": [day.isoformat() for day in sorted(make_up)]}
    audit.record(
        "calendar.entered", by=by, subject="calendar", subject_id=new_id(), subject_no=str(year), after=after,
        reason=source,
    )  # fmt: skip
    return get_year(year)


def refuse_wrong_days(year: int, off: list[date], worked: list[date]) -> None:
    """Refuse days that no notice of the state could name.

    Raises:
        DaysWrong: with the day, beside the field that holds it.
    """
    for field, days, weekend in (("off", off, False), ("worked", worked, True)):
        for day in days:
            if day.year != year:
                raise _wrong(field, f"{day} 不在 {year} 年。", f"{day} is not in {year}.")
            if (day.weekday() >= 5) is not weekend:
                zh = f"{day} 不是周末，不需要调休上班。" if weekend else f"{day} 是周末，本来就休息。"
                en = f"{day} is no weekend day." if weekend else f"{day} is a weekend day and free anyway."
                raise _wrong(field, zh, en)
    if not HOLIDAYS_MIN <= len(set(off)) <= HOLIDAYS_MAX:
        zh = f"放假的工作日共 {len(set(off))} 天，应在 {HOLIDAYS_MIN} 到 {HOLIDAYS_MAX} 天之间。"
        raise _wrong("off", zh, f"{len(set(off))} weekdays off: there must be {HOLIDAYS_MIN} to {HOLIDAYS_MAX}.")


def days_of(year: int) -> list[date]:
    """Every day of a year."""
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def _wrong(field: str, zh: str, en: str) -> DaysWrong:
    return DaysWrong(field=field, sentence_zh=zh, sentence_en=en)
