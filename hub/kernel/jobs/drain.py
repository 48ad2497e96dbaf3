"""Work off everything that is due, here and now: for tests, the demo, and after the story clock has jumped."""

import time
from typing import Any

from flask import Flask, has_app_context
from sqlalchemy import text

from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs.backoff import decision
from hub.kernel.jobs.reaper import requeue_stalled
from hub.kernel.jobs.registry import JOBS
from hub.kernel.jobs.running import run_job
from hub.kernel.jobs.schedule import tick

_FETCH = text(
    "SELECT id, task_name, args, attempts FROM procrastinate_fetch_job_v2(NULL, :worker) WHERE id IS NOT NULL"
)
_FINISH = text("SELECT procrastinate_finish_job_v1(:id, CAST(:status AS procrastinate_job_status), false)")
_RETRY = text("SELECT procrastinate_retry_job_v2(:id, :at, NULL, NULL, NULL)")
_MINE = text("SELECT 1 FROM procrastinate_jobs WHERE id = :id AND status = 'doing' AND attempts = :attempts FOR UPDATE")
# What is being done, is due, or waits for its turn; a retry that waits for its backoff is not pending.
_PENDING = text(
    "SELECT task_name FROM procrastinate_jobs j WHERE status = 'doing' OR status = 'todo' AND"
    " (scheduled_at IS NULL OR scheduled_at <= now() OR NOT EXISTS (SELECT FROM job_failure f WHERE f.job_id = j.id))"
)
_HURRY = text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at IS NOT NULL")
_POLL_SECONDS = 0.05


class NotIdle(RuntimeError):
    """The queue did not become empty in time; the message names the jobs."""


def run_until_idle(
    app: Flask, *, retries_too: bool = False, raise_errors: bool = False, limit_seconds: float = 300.0
) -> int:
    """Tick the schedules, run what is due in this thread, and repeat until nothing is left; answers how many ran.

    A worker may be running beside: its jobs are waited for. Work of the caller's that jobs shall see must be
    committed. ``retries_too`` brings waiting retries forward, as if their backoff had passed; ``raise_errors``
    raises the first failure of a job at the end.

    Raises:
        NotIdle: jobs were still pending after ``limit_seconds``.
    """
    errors: list[BaseException] = []
    deadline = time.monotonic() + limit_seconds
    worker = _register(app, hurry=retries_too)
    ran = 0
    try:
        while True:
            ticked = tick(app)
            worked = 0
            while _run_next(app, worker, errors):
                worked += 1
            ran += worked
            pending = _pending(app)
            if not ticked and not worked and not pending:
                break
            if time.monotonic() > deadline:
                raise NotIdle(f"still pending after {limit_seconds} s: {', '.join(sorted(set(pending)))}")
            if pending and not worked:
                requeue_stalled(app, app.config["HUB"].jobs.stalled_after_seconds)
                time.sleep(_POLL_SECONDS)
    finally:
        _unregister(app, worker)
    if has_app_context():
        db.session.expire_all()
    if raise_errors and errors:
        raise errors[0]
    return ran


def _run_next(app: Flask, worker: int, errors: list[BaseException]) -> bool:
    """Run one job; False when none is due."""
    with app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(text("SELECT procrastinate_update_heartbeat_v1(:worker)"), {"worker": worker})
        row = db.session.execute(_FETCH, {"worker": worker}).one_or_none()
    if row is None:
        return False
    job_id, name, arguments, attempts = row
    error = _attempt(app, job_id, name, arguments, attempts)
    with app.app_context(), scope.everything(), unit_of_work():
        if db.session.execute(_MINE, {"id": job_id, "attempts": attempts}).scalar_one_or_none() is None:
            return True
        _persist(job_id, attempts, error)
    if error is not None:
        errors.append(error)
    return True


def _attempt(app: Flask, job_id: int, name: str, arguments: dict[str, Any], attempts: int) -> BaseException | None:
    def call() -> None:
        if name not in JOBS:
            raise LookupError(f"there is no job {name!r} in this version")
        JOBS[name].function(**arguments)

    try:
        run_job(app, call, job_id=job_id, name=name, arguments=arguments, attempts=attempts)
    except Exception as error:
        # Kept by run_job with its text; what becomes of the job is decided by the caller.
        return error
    return None


def _persist(job_id: int, attempts: int, error: BaseException | None) -> None:
    retry_at = decision(error, attempts) if error else None
    if retry_at is not None:
        db.session.execute(_RETRY, {"id": job_id, "at": retry_at})
    else:
        db.session.execute(_FINISH, {"id": job_id, "status": "failed" if error else "succeeded"})


def _register(app: Flask, *, hurry: bool) -> int:
    with app.app_context(), scope.everything(), unit_of_work():
        if hurry:
            db.session.execute(_HURRY)
        worker: int = db.session.execute(text("SELECT * FROM procrastinate_register_worker_v1()")).scalar_one()
        return worker


def _unregister(app: Flask, worker: int) -> None:
    with app.app_context(), scope.everything(), unit_of_work():
        db.session.execute(text("SELECT procrastinate_unregister_worker_v1(:worker)"), {"worker": worker})


def _pending(app: Flask) -> list[str]:
    with app.app_context(), scope.everything(), unit_of_work():
        return list(db.session.execute(_PENDING).scalars())
