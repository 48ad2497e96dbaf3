"""Jobs of workers that died go back into the queue."""

import logging

from flask import Flask
from sqlalchemy import text

from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs.failures import record_failure

log = logging.getLogger("hub.jobs")

# One statement finds and locks them, so that two reapers never take the same job, nor one that was taken again.
_STALLED = text(
    "SELECT job.id, job.task_name, job.args FROM procrastinate_jobs job"
    "  LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id"
    " WHERE job.status = 'doing'"
    "   AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - make_interval(secs => :silent))"
    "   FOR UPDATE OF job SKIP LOCKED"
)
_PRUNE = text(
    "DELETE FROM procrastinate_workers WHERE last_heartbeat < clock_timestamp() - make_interval(secs => :silent)"
)


class WorkerDied(Exception):
    """The worker that ran the job has been silent for too long."""


def requeue_stalled(app: Flask, silent_seconds: float) -> int:
    """Give the jobs of workers that were silent for that long to others; a job that keeps killing them is given up."""
    with app.app_context(), scope.everything():
        with unit_of_work():
            stalled = list(db.session.execute(_STALLED, {"silent": silent_seconds}))
            for job_id, name, _arguments in stalled:
                log.warning("job %s %s lost its worker and is started again", job_id, name)
                db.session.execute(
                    text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"), {"id": job_id}
                )
            db.session.execute(_PRUNE, {"silent": silent_seconds})
        for job_id, name, arguments in stalled:
            _note_death(job_id, name, arguments)
        return len(stalled)


def _note_death(job_id: int, name: str, arguments: dict[str, object]) -> None:
    died = WorkerDied("the worker died while it ran this job")
    if record_failure(job_id, name, arguments, died) is None:
        with unit_of_work():
            db.session.execute(
                text("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = :id AND status = 'todo'"),
                {"id": job_id},
            )
