"""The two clocks. Business time is the database's clock read in Asia/Shanghai; real time is UTC.

Stories move through years: outside production an offset stands in ``clock_offset`` and every process sees it.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Interval, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Model, db
from hub.kernel.memory import remembered

SHANGHAI = ZoneInfo("Asia/Shanghai")
READ = "hub.business_clock"
_CLOCK = text('SELECT clock_timestamp(), (SELECT "offset" FROM clock_offset WHERE id = 1)')


class ClockOffset(Model):
    """The one row that moves business time away from real time; empty in production."""

    __tablename__ = "clock_offset"
    id: Mapped[int] = mapped_column(primary_key=True)
    offset: Mapped[timedelta] = mapped_column(Interval)


class ClockOffsetRefused(RuntimeError):
    """Business time was to be moved, or found moved, where the configuration does not allow it."""


def business_now() -> datetime:
    """Business time now, aware, in Asia/Shanghai: for dates, deadlines, validity and periods.

    The database's clock is read once a transaction and runs on by this process's steady clock from there, because an
    action asks for the time many times over.

    Raises:
        ClockOffsetRefused: the database holds an offset that this configuration does not allow.
    """
    read = remembered().get(READ)
    if read is None:
        read = _read_business_clock(), time.monotonic()
        remembered()[READ] = read
    at, tick = read
    now: datetime = at + timedelta(seconds=time.monotonic() - tick)
    return now


def _read_business_clock() -> datetime:
    now, offset = db.session.execute(_CLOCK).one()
    if offset is not None:
        _refuse_unless_allowed()
        now += offset
    aware: datetime = now.astimezone(SHANGHAI)
    return aware


def database_now() -> datetime:
    """Real time by the database's clock, in Asia/Shanghai: for what several hosts must agree on."""
    now: datetime = db.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(SHANGHAI)


def business_today() -> date:
    """Business date now in Asia/Shanghai."""
    return business_now().date()


def utc_now() -> datetime:
    """Real time now, in UTC: for tokens, sessions, signatures, limits and leases."""
    return datetime.now(UTC)


def set_business_time(at: datetime | None) -> None:
    """Move business time to ``at`` (aware) and let it flow from there; None returns to real time.

    Raises:
        ClockOffsetRefused: this configuration does not allow it; production never does.
    """
    _refuse_unless_allowed()
    remembered().pop(READ, None)
    db.session.execute(text("DELETE FROM clock_offset"))
    if at is not None:
        db.session.execute(
            text('INSERT INTO clock_offset (id, "offset") VALUES (1, CAST(:at AS timestamptz) - clock_timestamp())'),
            {"at": at},
        )


def _refuse_unless_allowed() -> None:
    if not current_app.config["HUB"].testing.clock_offset:
        raise ClockOffsetRefused(
            "Business time may be moved in the testing and demo configurations only (testing.clock_offset):"
            " empty the table clock_offset, or use the configuration that this database belongs to."
        )
