"""The published figures: counted at night for the running year and the one before, shown until the next count.

A year is published up to the end of its last whole month: day by day its growth would say what one enterprise did.
"""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.clock import business_now
from hub.kernel.db import count_write, db
from hub.statistics.figures import Statistics, Step, read, written
from hub.statistics.models import PublishedYear
from hub.statistics.queries import count_for_everybody


def publish_year(year: int, *, today: date, least: int) -> None:
    """Count a year anew and put it in the place of the last count; a year of which no month is over has none."""
    until = last_whole_month(today) if year >= today.year else date(year, 12, 31)
    if until.year < year:
        return
    found = count_for_everybody(date(year, 1, 1), until, least)
    values = {
        "until": until, "counted_at": business_now(), "minimum_group": least, "figures": written(found.figures),
        "steps": [
            [step.subject, step.state, step.count, step.median_days, step.p90_days] for step in found.steps
        ] + ([None] if found.withheld_steps else []),
    }  # fmt: skip
    put = insert(PublishedYear).values(year=year, **values)
    db.session.execute(put.on_conflict_do_update(index_elements=["year"], set_=values))
    count_write()


def find_published(year: int) -> Statistics | None:
    """The published figures of a year, or None."""
    found = db.session.execute(select(PublishedYear).where(PublishedYear.year == year)).scalar_one_or_none()
    if found is None:
        return None
    steps = [Step(*step) for step in found.steps if step is not None]
    return Statistics(
        date(year, 1, 1), found.until, found.counted_at, read(found.figures), steps, withheld_steps=None in found.steps
    )


def list_published() -> list[int]:
    """The years that are published, latest first."""
    return list(db.session.scalars(select(PublishedYear.year).order_by(PublishedYear.year.desc())))


def last_whole_month(today: date) -> date:
    """The last day of the month before this one."""
    return today.replace(day=1) - timedelta(days=1)
