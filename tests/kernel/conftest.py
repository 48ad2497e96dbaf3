"""Databases with the log table that the sample jobs write to, and processes over them."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from flask import Flask

from hub.kernel.db import unit_of_work
from hub.kernel.jobs import SCHEDULED
from tests.conftest import ROOT
from tests.kernel import sample_jobs


@pytest.fixture
def only_schedule() -> Iterator[Callable[..., None]]:
    """Let the clock know the named sample jobs and no others."""
    saved = dict(SCHEDULED)
    SCHEDULED.clear()

    def choose(*names: str) -> None:
        SCHEDULED.clear()
        SCHEDULED.update({name: sample_jobs.SPECS[name] for name in names})

    yield choose
    SCHEDULED.clear()
    SCHEDULED.update(saved)


@pytest.fixture
def jobs_app(committing_app: Flask, only_schedule: Callable[..., None]) -> Flask:
    """An application over its own database with a ``job_log``; the clock starts nothing unless told."""
    with psycopg.connect(committing_app.config["OWNER_URL"], autocommit=True) as connection:
        connection.execute(sample_jobs.CREATE_LOG)
    return committing_app


@pytest.fixture
def spawn_over() -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start a process of the hub over an application's database; killed at the end if it still runs."""
    started: list[subprocess.Popen[bytes]] = []

    def start(app: Flask, module: str = "tests.kernel.sample_jobs", **variables: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "HUB_ENV": "testing", "DATABASE_URL": app.config["OWNER_URL"], **variables}
        process = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@contextmanager
def given_up() -> Iterator[None]:
    """A unit of work that is broken off after the block and rolls back."""
    with suppress(ZeroDivisionError), unit_of_work():
        yield
        raise ZeroDivisionError


def wait_until(condition: Callable[[], bool], seconds: float = 90.0) -> None:
    """Wait for a condition that another process brings about; fail when it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
