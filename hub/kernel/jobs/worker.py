"""The worker: procrastinate's, with threads for its jobs, a reaper, and our way of running a job."""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import procrastinate
from flask import Flask
from procrastinate.job_context import JobContext

from hub.kernel.db import db
from hub.kernel.jobs.reaper import requeue_stalled
from hub.kernel.jobs.registry import queue
from hub.kernel.jobs.running import run_job

log = logging.getLogger("hub.jobs")
POLL_SECONDS = 1.0


class WorkerConnector(procrastinate.PsycopgConnector):
    """The worker's own connections; jobs that enqueue do so through their session's."""

    def get_sync_connector(self) -> procrastinate.SyncPsycopgConnector:
        """A connector that is never opened: it only carries statements to the connection it is given."""
        return procrastinate.SyncPsycopgConnector()


def run_worker(app: Flask) -> None:
    """Run jobs until SIGTERM or SIGINT (running jobs are finished first), or until the worker cannot go on.

    Raises:
        Exception: what made it stop, such as the database being away; the caller starts it again.
    """
    asyncio.run(_run(app))


async def _run(app: Flask) -> None:
    jobs = app.config["HUB"].jobs
    loop = asyncio.get_running_loop()
    # The default pool is cores + 4: with fewer threads than jobs being done, some would only look as if they ran.
    loop.set_default_executor(ThreadPoolExecutor(jobs.concurrency, thread_name_prefix="job"))
    connector = WorkerConnector(conninfo=_conninfo(app), min_size=1, max_size=4, timeout=5, reconnect_timeout=15)
    with queue.replace_connector(connector) as opened, _reaping(app, jobs.stalled_after_seconds):
        async with opened.open_async():
            working = asyncio.ensure_future(
                opened.run_worker_async(
                    concurrency=jobs.concurrency,
                    fetch_job_polling_interval=POLL_SECONDS,
                    update_heartbeat_interval=jobs.stalled_after_seconds / 3,
                    stalled_worker_timeout=float(jobs.stalled_after_seconds),
                    install_signal_handlers=False,
                    task_middleware=[_middleware(app)],
                )
            )
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, working.cancel)
            try:
                await working
            except asyncio.CancelledError:
                log.info("worker stopped")
                return
    raise RuntimeError("the worker stopped by itself")


def _conninfo(app: Flask) -> str:
    with app.app_context():
        return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _middleware(app: Flask) -> Callable[..., Any]:
    def in_app(call_next: Callable[[], Any], context: JobContext, _worker: Any) -> None:
        row = context.job
        assert row.id is not None
        run_job(app, call_next, job_id=row.id, name=row.task_name, arguments=row.task_kwargs, attempts=row.attempts)

    return in_app


@contextmanager
def _reaping(app: Flask, silent_seconds: float) -> Iterator[None]:
    """A thread of its own gives the jobs of dead workers to the living, also while all job threads are busy."""
    stopping = threading.Event()

    def reap() -> None:
        while not stopping.wait(min(5.0, silent_seconds / 3)):
            try:
                requeue_stalled(app, silent_seconds)
            except Exception:
                # The database may be away for a moment; the next round tries again.
                log.exception("looking for dead workers failed")

    thread = threading.Thread(target=reap, name="reaper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(timeout=10)
