"""Whether this process can serve, and what is late behind it: database, schema, files, workers, sealing."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, copy_current_request_context, current_app, has_request_context
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.audit import LATE_AFTER
from hub.kernel.db import db
from hub.kernel.files.objects import store_answers
from hub.kernel.migrate import SchemaNotCurrent, check_schema

DEADLINE_SECONDS = 2.0
_WORKER = text("SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers")
_SEALED = text("SELECT extract(epoch FROM clock_timestamp() - sealed_until) FROM seal_progress WHERE id = 1")
_asking = ThreadPoolExecutor(1, thread_name_prefix="storage")


class Health(StrEnum):
    """``LATE`` lets the process serve, but somebody must look; ``FAILED`` does not."""

    OK = "ok"
    LATE = "late"
    FAILED = "failed"


@dataclass(frozen=True)
class Readiness:
    """Every check, and the seconds that say how late something is (None: never seen)."""

    checks: dict[str, Health]
    seconds: dict[str, float | None]

    @property
    def status(self) -> str:
        """ok, degraded (serves; something behind it is late) or unready."""
        found = set(self.checks.values())
        return "unready" if Health.FAILED in found else "degraded" if Health.LATE in found else "ok"


def readiness() -> Readiness:
    """Look at everything, each with its own limit of time; sees no row that belongs to anybody."""
    storage = _storage()
    try:
        db.session.execute(text(f"SET LOCAL statement_timeout = '{DEADLINE_SECONDS:g}s'"))
        db.session.execute(text("SELECT 1 FROM clock_offset LIMIT 1"))
        seconds = {"worker_heartbeat": _seconds(_WORKER), "seal_lag": _seconds(_SEALED)}
    except SQLAlchemyError:
        return Readiness({"database": Health.FAILED, "storage": storage}, {})
    finally:
        db.session.rollback()
    checks = {"database": Health.OK, "migrations": _migrations(), "storage": storage}
    checks["worker"] = _late(seconds["worker_heartbeat"], current_app.config["HUB"].jobs.stalled_after_seconds)
    checks["sealing"] = _late(seconds["seal_lag"], LATE_AFTER.total_seconds())
    return Readiness(checks, seconds)


def _seconds(question: object) -> float | None:
    found = db.session.execute(question).scalar()  # type: ignore[call-overload]
    return None if found is None else round(float(found), 1)


def _late(seconds: float | None, limit: float) -> Health:
    return Health.LATE if seconds is None or seconds > limit else Health.OK


def _migrations() -> Health:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        check_schema(app)
    except (SchemaNotCurrent, SQLAlchemyError):
        return Health.FAILED
    return Health.OK


def _storage() -> Health:
    """A store that does not answer must not hold up the answer about it."""
    if not has_request_context():
        return Health.OK if store_answers() else Health.FAILED
    asked: Future[bool] = _asking.submit(copy_current_request_context(store_answers))
    try:
        return Health.OK if asked.result(timeout=DEADLINE_SECONDS) else Health.FAILED
    except TooSlow:
        return Health.FAILED
