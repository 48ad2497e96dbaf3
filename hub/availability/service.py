"""Announce maintenance, let it begin by itself at its hour, and end it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from hub import audit
from hub.availability.errors import ReadOnlyNow, WindowEndsTooSoon, WindowOver, WindowOverlaps
from hub.availability.models import MaintenanceMode, MaintenanceWindow
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, utc_now
from hub.kernel.db import db
from hub.kernel.errors import NotFound
from schemas.terms import Role

LISTED = 20
_SUBJECT = "maintenance_window"


def announce(
    *,
    mode: MaintenanceMode,
    message: str,
    by: Actor,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> MaintenanceWindow:
    """Say that maintenance is coming, or begins now; it begins by itself at its hour.

    Raises:
        Forbidden: not an operator of the hub.
        WindowEndsTooSoon: it would end before it begins, or has ended.
        WindowOverlaps: another is announced in these hours.
    """
    by.require(Role.HUB_OPERATOR)
    now = utc_now()
    starts_at = starts_at or now
    if ends_at is not None and ends_at <= max(starts_at, now):
        raise WindowEndsTooSoon(field="ends_at")
    if db.session.scalars(select(MaintenanceWindow.id).where(_overlapping(starts_at, ends_at)).limit(1)).first():
        raise WindowOverlaps()
    window = MaintenanceWindow(
        mode=mode, message=message, starts_at=starts_at, ends_at=ends_at, announced_at=now, announced_by_name=by.name
    )
    db.session.add(window)
    db.session.flush()
    _record("maintenance.announced", window, by)
    return window


def end_window(*, window_id: UUID, by: Actor) -> MaintenanceWindow:
    """End what is going on, or withdraw what is announced.

    Raises:
        Forbidden: not an operator of the hub.
        NotFound: there is none with this id.
        WindowOver: it has ended.
    """
    by.require(Role.HUB_OPERATOR)
    window = db.session.get(MaintenanceWindow, window_id, with_for_update=True, populate_existing=True)
    if window is None:
        raise NotFound()
    if window.ended_at is not None or (window.ends_at is not None and window.ends_at <= utc_now()):
        raise WindowOver()
    window.ended_at, window.ended_by_name = utc_now(), by.name
    db.session.flush()
    _record("maintenance.closed", window, by)
    return window


def find_running() -> MaintenanceWindow | None:
    """The maintenance of this moment, or None."""
    return db.session.scalars(_open().where(MaintenanceWindow.starts_at <= utc_now())).first()


def next_window() -> MaintenanceWindow | None:
    """The maintenance that goes on now, else the next one announced, or None: what the banner says."""
    return db.session.scalars(_open()).first()


def read_only_now() -> ReadOnlyNow | None:
    """The refusal of every change while the hub is read-only, or None."""
    window = find_running()
    if window is None or not window.refuses_writes:
        return None
    if window.ends_at is None:
        return ReadOnlyNow(until="")
    planned = window.ends_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return ReadOnlyNow(until=f"（→ {planned}）")


def list_windows() -> Sequence[MaintenanceWindow]:
    """The latest announcements, newest first."""
    newest = select(MaintenanceWindow).order_by(MaintenanceWindow.starts_at.desc(), MaintenanceWindow.id.desc())
    return db.session.scalars(newest.limit(LISTED)).all()


def list_planned() -> Sequence[MaintenanceWindow]:
    """What is announced and has not begun, the next first."""
    return db.session.scalars(_open().where(MaintenanceWindow.starts_at > utc_now()).limit(LISTED)).all()


def _open() -> Select[MaintenanceWindow]:
    """Announced, neither over nor ended, the one that begins first before the others."""
    not_over = or_(MaintenanceWindow.ends_at.is_(None), MaintenanceWindow.ends_at > utc_now())
    found = select(MaintenanceWindow).where(MaintenanceWindow.ended_at.is_(None), not_over)
    return found.order_by(MaintenanceWindow.starts_at, MaintenanceWindow.id).limit(1)


def _overlapping(starts_at: datetime, ends_at: datetime | None) -> ColumnElement[bool]:
    before_the_end = true() if ends_at is None else MaintenanceWindow.starts_at < ends_at
    after_the_start = or_(MaintenanceWindow.ends_at.is_(None), MaintenanceWindow.ends_at > starts_at)
    return and_(MaintenanceWindow.ended_at.is_(None), before_the_end, after_the_start)


def _record(event: str, window: MaintenanceWindow, by: Actor) -> None:
    audit.record(
        event, by=by, subject=_SUBJECT, subject_id=window.id, subject_no=window.no, reason=window.message,
        after={"mode": window.mode, "starts_at": window.starts_at.isoformat(),
               "ends_at": window.ends_at.isoformat() if window.ends_at else None},
    )  # fmt: skip
