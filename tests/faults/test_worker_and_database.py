"""A worker that stood still too long changes nothing any more; one whose database was killed works on by itself."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from hub.app import create_app
from hub.kernel import embedded_postgres
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue
from hub.kernel.schema import create_schema
from hub.settings import load_settings
from tests.faults.test_embedded_postgres import postmaster_of
from tests.kernel import sample_jobs
from tests.kernel.conftest import jobs_app, only_schedule, spawn_over, wait_until  # noqa: F401 - fixtures
from tests.kernel.sample_jobs import logged

QUICK = {"HUB_JOBS_STALLED_AFTER_SECONDS": "2"}


def log_of(app: Flask) -> list[str]:
    with app.app_context():
        return logged()


def test_a_worker_that_was_stopped_past_the_limit_and_continued_changes_nothing(jobs_app, spawn_over):  # noqa: F811
    stopped = spawn_over(jobs_app, **QUICK)
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.slow, name="slow", seconds=1)
    wait_until(lambda: "slow begins" in log_of(jobs_app))
    stopped.send_signal(signal.SIGSTOP)
    other = spawn_over(jobs_app, **QUICK)
    wait_until(lambda: "slow ends" in log_of(jobs_app))
    stopped.send_signal(signal.SIGCONT)
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.chain, left=3)
    wait_until(lambda: "link 0" in log_of(jobs_app))
    other.send_signal(signal.SIGTERM)
    assert other.wait(timeout=10) == 0
    stopped.send_signal(signal.SIGTERM)
    assert stopped.wait(timeout=20) == 0
    assert log_of(jobs_app).count("slow ends") == 1
    with jobs_app.app_context():
        statuses = db.session.execute(text("SELECT status, count(*) FROM procrastinate_jobs GROUP BY status")).all()
        assert statuses == [("succeeded", 5)], "the late run did not overwrite the outcome"


@pytest.fixture
def own_server() -> Iterator[tuple[Path, str]]:
    """A server of our own that may be killed, with the schema and the log table; its folder and an owner's URL."""
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    url = embedded_postgres.ensure(folder, fsync="off")
    with create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool).begin() as connection:
        create_schema(connection)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sample_jobs.CREATE_LOG)
    yield folder, url
    embedded_postgres.forget(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def killable_app(own_server: tuple[Path, str]) -> Iterator[Flask]:
    app = create_app(load_settings("testing"), database_url=own_server[1])
    app.config["OWNER_URL"] = own_server[1]
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_worker_and_an_application_survive_a_killed_database(own_server, killable_app, only_schedule, spawn_over):  # noqa: F811
    folder, _ = own_server
    worker = spawn_over(killable_app)
    for round_number in range(2):
        with killable_app.app_context(), unit_of_work():
            enqueue(sample_jobs.note, what=f"round {round_number}")
        wait_until(lambda number=round_number: f"round {number}" in log_of(killable_app))
        killed = postmaster_of(folder)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: embedded_postgres.answers(folder))
    with killable_app.app_context(), unit_of_work():
        enqueue(sample_jobs.note, what="after all")
    wait_until(lambda: "after all" in log_of(killable_app), 40)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert log_of(killable_app) == ["round 0", "round 1", "after all"]
