"""A reload or a stop loses nothing: requests that had begun are answered, new ones too, and jobs end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import text

from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue
from tests.conftest import ROOT
from tests.kernel import sample_jobs
from tests.kernel.conftest import jobs_app, only_schedule, spawn_over, wait_until  # noqa: F401 - fixtures
from tests.kernel.sample_jobs import logged
from tests.live import free_port

BODY = b"username=nobody&password=nothing-at-all"


class Served:
    """`hub serve` over the database of a test."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.port = free_port()
        address = f"http://127.0.0.1:{self.port}"
        environment = {"HUB_ENV": "testing", "DATABASE_URL": app.config["OWNER_URL"], "HUB_WEB_BASE_URL": address}
        environment |= {"HUB_WEB_BIND": f"127.0.0.1:{self.port}", "HUB_HUB_VAR_FOLDER": str(folder)}
        environment |= {"HUB_METRICS_TOKEN": "t" * 32, "HUB_LOGGING_FORMAT": "json"}
        self.address, self.log = address, folder / "hub.log"
        with open(self.log, "wb") as log:
            command = [sys.executable, "-m", "hub.cli", "serve", "--threads", "4", "--workers", "2"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
            )

    def answers(self, timeout: float = 5) -> bool:
        try:
            return requests.get(f"{self.address}/livez", timeout=timeout).status_code == 200
        except requests.RequestException:
            return False

    def begin(self) -> socket.socket:
        """A request whose body has arrived by half."""
        connection = socket.create_connection(("127.0.0.1", self.port))
        head = f"POST /login/hub HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(BODY)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + BODY[:10])
        return connection

    def finish(self, connection: socket.socket) -> bytes:
        """The answer to it, once the rest has been sent."""
        connection.sendall(BODY[10:])
        said = b""
        while piece := connection.recv(65536):
            said += piece
        connection.close()
        return said


@pytest.fixture
def served(committing_app: Flask, tmp_path: Path) -> Iterator[Served]:
    """A served hub; ended at the end if it still runs."""
    hub = Served(committing_app, tmp_path)
    try:
        wait_until(hub.answers)
        yield hub
    finally:
        hub.process.kill()
        hub.process.wait()


@pytest.mark.skipif("HUB_RELOAD" not in os.environ, reason="starts a server of its own: run it with HUB_RELOAD=1")
def test_a_reload_and_a_stop_answer_every_request_that_had_begun(served):
    """Whichever worker is asked tells what all counted, and gunicorn's own lines are JSON like all others."""
    stopping, refused = threading.Event(), []

    def ask() -> None:
        while not stopping.is_set():
            if not served.answers(timeout=30):
                refused.append(time.monotonic())

    asking = threading.Thread(target=ask)
    asking.start()
    waiting = served.begin()
    time.sleep(0.3)  # the request must have been taken up by a thread
    served.process.send_signal(signal.SIGHUP)
    wait_until(lambda: served.log.read_text().count("Booting worker") >= 4)
    assert b"HTTP/1.1 4" in served.finish(waiting)[:12]
    stopping.set()
    asking.join()
    assert refused == []
    token = {"Authorization": f"Bearer {'t' * 32}"}
    figures = requests.get(f"{served.address}/metrics", headers=token, timeout=10).text
    assert 'hub_request_seconds_count{method="GET",route="/livez",status="200"}' in figures
    last = served.begin()
    time.sleep(0.3)
    served.process.send_signal(signal.SIGTERM)
    assert served.finish(last).startswith(b"HTTP/1.1 4")
    assert served.process.wait(timeout=30) == 0
    lines = [line for line in served.log.read_text().splitlines() if line.strip()]
    assert all(line.startswith("{") for line in lines), lines[:3]


def test_a_worker_asked_to_stop_finishes_its_job_first(jobs_app, spawn_over):  # noqa: F811
    worker = spawn_over(jobs_app)
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.slow, name="long", seconds=1.5)
    wait_until(lambda: "long begins" in log_of(jobs_app))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0
    assert log_of(jobs_app) == ["long begins", "long ends"]
    with jobs_app.app_context():
        assert db.session.execute(text("SELECT status FROM procrastinate_jobs")).scalar_one() == "succeeded"


def log_of(app: Flask) -> list[str]:
    with app.app_context():
        return logged()
