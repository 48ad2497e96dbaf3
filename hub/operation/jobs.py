"""Once a week the newest backup is looked at, and restored beside the running hub where a server for it is named."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg
from flask import current_app
from psycopg import sql
from sqlalchemy import make_url

from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled
from hub.operation.backup import newest_backup, taken_at
from hub.operation.models import BackupCheck
from hub.settings import ROOT, Settings

log = logging.getLogger("hub.operation")


@scheduled("backup.verify", cron="0 5 * * sun", catch_up="latest", clock="real")
def verify_newest_backup(*, fire_at: datetime, key: str | None) -> None:
    """Prove the newest backup and note the result; without one nothing is noted, and an alarm says so."""
    settings: Settings = current_app.config["HUB"]
    place = newest_backup(Path(settings.backup.folder)) if settings.backup.folder else None
    if place is None:
        log.warning("there is no backup to prove: set HUB_BACKUP_FOLDER and run `hub backup` every night")
        return
    with _scratch(settings) as environment:
        restored = "DATABASE_URL" in environment
        wanted = ["--verify"] if restored else ["--check-only"]
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", "restore", str(place), *wanted],
            cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
        )  # fmt: skip
    said = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    findings = max(1, len(done.stdout.splitlines()) - 1) if done.returncode else 0
    if findings:
        log.error("the backup %s does not hold: %s findings", place.name, findings)
    with unit_of_work():
        check = BackupCheck(
            backup=place.name, taken_at=taken_at(place), checked_at=utc_now(), restored=restored, findings=findings,
            sentence=(said[0] if said else "")[:500],
        )  # fmt: skip
        db.session.add(check)


@contextmanager
def _scratch(settings: Settings) -> Iterator[dict[str, str]]:
    """Where to restore to: a database and a folder that go when the block ends; nothing when no server is named."""
    if not settings.backup.drill_url:
        yield {}
        return
    server, name = make_url(settings.backup.drill_url), f"hub_drill_{uuid4().hex[:10]}"
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            scratch = server.set(database=name).render_as_string(hide_password=False)
            store = Path(folder).as_uri()
            yield {"DATABASE_URL": scratch, "HUB_DATABASE_OWNER_URL": scratch, "HUB_FILES_STORE": store}
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
