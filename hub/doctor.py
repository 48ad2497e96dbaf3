"""`hub doctor`: what stands in the way of a working hub here, one sentence each, and what to do about it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from hub.settings import ROOT, Settings, SettingsRefused, load_settings

DISK_FREE_SHARE_MIN = 0.10
POSTGRESQL_MIN = 15
OLDEST_PYTHON = (3, 11)
CLOCKS_APART_SECONDS_MAX = 2.0
BACKUP_AGE_DAYS_MAX = 9
CALENDAR_DAYS_MIN = 30


def faults() -> list[str]:
    """Everything that is wrong here; empty when the hub can run and nothing of it is late."""
    try:
        settings = load_settings()
    except SettingsRefused as refused:
        return refused.faults
    found = [sentence for check in (_python, _folders, _vendored) for sentence in check(settings)]
    try:
        found += _database(settings)
    except Exception as error:  # whatever the reason, the person must read it
        found.append(f"The database cannot be used ({error}): look at DATABASE_URL, and whether the server runs.")
    return found


def _python(_settings: Settings) -> Iterator[str]:
    major, minor = sys.version_info[:2]
    if (major, minor) < OLDEST_PYTHON:
        yield f"This is Python {major}.{minor}: install 3.11 or newer."


def _folders(settings: Settings) -> Iterator[str]:
    place = settings.var if settings.var.exists() else settings.var.parent
    usage = shutil.disk_usage(place)
    if usage.free / usage.total < DISK_FREE_SHARE_MIN:
        yield f"Less than {DISK_FREE_SHARE_MIN:.0%} of the disk under {place} is free: make room (runbook HubDiskFull)."
    if not os.access(place, os.W_OK):
        yield f"{place} cannot be written to: give it to the user that runs the hub, or set HUB_HUB_VAR_FOLDER."
    if not settings.regions.is_dir():
        yield f"{settings.regions} does not exist: set HUB_HUB_REGIONS_FOLDER to the folder of the regions."


def _vendored(_settings: Settings) -> Iterator[str]:
    done = subprocess.run([sys.executable, ROOT / "tools" / "vendor.py", "verify"], capture_output=True, text=True)
    if done.returncode:
        said = done.stdout.strip() or done.stderr.strip()
        yield f"Vendored front-end files: {said} Run `make vendor`, or take them from the release again."


def _database(settings: Settings) -> list[str]:
    from hub.app import create_app
    from hub.kernel.migrate import SchemaNotCurrent, check_schema
    from hub.kernel.scope import everything

    app = create_app(settings)
    with app.app_context(), everything():
        found = list(_server())
        try:
            check_schema(app)
        except SchemaNotCurrent as stale:
            return [*found, str(stale)]
        checks: tuple[Callable[[Flask], Iterator[str]], ...]
        checks = (_role, _pooler, _store, _processes, _sealing, _dead_letters, _backups, _calendar)
        return found + [sentence for check in checks for sentence in check(app)]


def _ask(question: str) -> object:
    from hub.kernel.db import db

    return db.session.execute(text(question)).scalar()


def _server() -> Iterator[str]:
    major = int(str(_ask("SHOW server_version_num"))) // 10000
    if major < POSTGRESQL_MIN:
        yield f"The server is PostgreSQL {major}: the hub needs {POSTGRESQL_MIN} or newer."
    now = _ask("SELECT clock_timestamp()")
    assert isinstance(now, datetime)
    apart = abs((now - datetime.now(UTC)).total_seconds())
    if apart > CLOCKS_APART_SECONDS_MAX:
        yield f"The clocks of this host and of the database are {apart:.0f} s apart: synchronize both."


def _pooler(app: Flask) -> Iterator[str]:
    """Behind a pooler the role carries what the hub otherwise gives with each connection."""
    if not app.config["HUB"].database.behind_pooler:
        return
    if _ask("SHOW timezone") != "Asia/Shanghai":
        yield "The role's time zone is not Asia/Shanghai: ALTER ROLE hub_app SET timezone = 'Asia/Shanghai'."
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        if _ask(f"SHOW {limit}") == "0":
            yield f"The role has no {limit}: ALTER ROLE hub_app SET {limit} = … (docs/scaling.md)."


def _role(app: Flask) -> Iterator[str]:
    if not app.config["HUB"].production:
        return
    if _ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"):
        yield "DATABASE_URL is the owner of the tables: give the role hub_app a password and use that one."


def _store(_app: Flask) -> Iterator[str]:
    from hub.kernel.files.objects import store_answers

    if not store_answers():
        yield "The object store cannot be reached or written to: look at HUB_FILES_STORE and its credentials."


def _processes(app: Flask) -> Iterator[str]:
    """Silent workers are a fault where some have worked before; a fresh machine has none yet."""
    silent = app.config["HUB"].jobs.stalled_after_seconds
    if not _ask("SELECT count(*) FROM job_run"):
        return
    alive = f"SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '{silent} s'"  # noqa: S608
    if not _ask(alive):
        yield "No worker has been heard of: start `hub worker` (runbook HubWorkerSilent)."
    if _ask("SELECT max(reached_at) < now() - interval '5 minutes' FROM job_schedule WHERE job = 'seal'"):
        yield "The clock of the schedules stands still: start `hub scheduler` (runbook HubSchedulerSilent)."


def _sealing(app: Flask) -> Iterator[str]:
    """Sealing matters where money stops without it, and wherever it once ran and no longer does."""
    from hub import audit

    status = audit.seal_status()
    if not status.is_late or not (app.config["HUB"].production or status.sealed_until):
        return
    since = f"since {status.sealed_until:%Y-%m-%d %H:%M} " if status.sealed_until else ""
    stopped = " Money actions are stopped." if app.config["HUB"].production else ""
    yield f"The audit record has not been sealed {since}: run `hub worker` and `hub scheduler`.{stopped}"


def _dead_letters(_app: Flask) -> Iterator[str]:
    jobs = _ask("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if jobs:
        yield f"{jobs} jobs were given up: `hub jobs list`, mend the cause, `hub jobs retry ID`."
    messages = _ask("SELECT count(*) FROM exchange WHERE state = 'DEAD'")
    if messages:
        yield f"{messages} messages to regions were given up: /operator/exchanges?state=DEAD."


def _backups(app: Flask) -> Iterator[str]:
    settings: Settings = app.config["HUB"]
    if not settings.production:
        return
    if not settings.backup.folder:
        yield "backup.folder is empty: set HUB_BACKUP_FOLDER and run `hub backup` every night."
        return
    from hub.operation import newest_backup

    newest = newest_backup(Path(settings.backup.folder))
    if newest is None:
        yield f"There is no backup in {settings.backup.folder}: run `hub backup`."
    elif _ask(f"SELECT count(*) FROM backup_check WHERE findings = 0 AND taken_at > now() - interval"  # noqa: S608
              f" '{BACKUP_AGE_DAYS_MAX} days'") == 0:  # fmt: skip
        yield f"No backup of the last {BACKUP_AGE_DAYS_MAX} days was proved (runbook HubBackupOld)."


def _calendar(_app: Flask) -> Iterator[str]:
    from hub.policy import calendar

    left = calendar.days_left()
    if left < CALENDAR_DAYS_MIN:
        yield f"The calendar of working days ends in {left} days: enter the next year at /operator/calendar."
