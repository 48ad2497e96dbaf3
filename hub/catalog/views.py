"""How often something was looked at: one visitor counts once a day, and who it was is forgotten the night after.

A visitor is remembered for the day as a keyed hash of account or address, browser and day, which nobody can undo
without the hub's key; the nightly job turns the day's rows into a number.
"""

from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.catalog.favorites import KINDS
from hub.catalog.listing_tables import SeenToday
from hub.kernel.clock import business_today
from hub.kernel.crypto import blind_index
from hub.kernel.db import db


def note_view(*, kind: str, no: str, visitor: str) -> None:
    """Note that ``visitor`` looks at it today; looking again changes nothing."""
    day = business_today()
    row = insert(SeenToday).values(
        day=day, kind=kind, no=no, visitor=blind_index("listing_seen.visitor", f"{day}|{visitor}")
    )
    db.session.execute(row.on_conflict_do_nothing())


def views_of(kind: str, no: str, counted: int) -> int:
    """What was counted until yesterday, and who looked today."""
    today = select(func.count()).where(SeenToday.kind == kind, SeenToday.no == no)
    return counted + int(db.session.execute(today).scalar_one())


def count_views(before: date) -> int:
    """Turn the days before ``before`` into numbers and forget who it was; returns how many looks were counted."""
    looked = (
        select(SeenToday.kind, SeenToday.no, func.count())
        .where(SeenToday.day < before)
        .group_by(SeenToday.kind, SeenToday.no)
    )
    total = 0
    for kind, no, count in db.session.execute(looked).all():
        table = KINDS[kind]
        db.session.execute(
            update(table)
            .where(table.no == no)
            .values(views=table.views + count)
            .execution_options(synchronize_session=False)
        )
        total += count
    db.session.execute(delete(SeenToday).where(SeenToday.day < before))
    return total
