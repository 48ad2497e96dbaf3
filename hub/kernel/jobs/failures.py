"""Failures are kept with their text; a job given up is a dead letter that a person sees and may start again."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from hub.kernel.clock import utc_now
from hub.kernel.db import count_write, db, unit_of_work
from hub.kernel.errors import NotFound
from hub.kernel.jobs.backoff import is_retryable, wait_before
from hub.kernel.jobs.registry import JOBS
from hub.kernel.jobs.tables import JobFailure

log = logging.getLogger("hub.jobs")
DEFAULT_ATTEMPTS = 10
_dead_letter_listeners: list[Callable[[JobFailure], None]] = []


class JobNotFailed(NotFound):
    """There is no failed job of that number."""

    code = "job.not_failed"
    zh = "没有编号为 {job_id} 的失败任务，或它已重新排队。"
    en = "There is no failed job {job_id}, or it waits in the queue again."


@dataclass(frozen=True)
class FailedJob:
    """A dead letter as an operator sees it."""

    job_id: int
    job: str
    arguments: dict[str, Any]
    failures: int
    failed_at: datetime
    error: str


def on_dead_letter(listener: Callable[[JobFailure], None]) -> None:
    """Have ``listener`` called, in a unit of work of its own, for every job that is given up."""
    _dead_letter_listeners.append(listener)


def record_failure(job_id: int, name: str, arguments: dict[str, Any], error: BaseException) -> datetime | None:
    """Keep the failure in a transaction of its own; answer when to try again, None when the job is given up."""
    spec = JOBS.get(name)
    with unit_of_work():
        before = db.session.execute(
            select(func.count()).select_from(JobFailure).where(JobFailure.job_id == job_id)
        ).scalar_one()
        dead = not is_retryable(error) or before + 1 >= (spec.attempts if spec else DEFAULT_ATTEMPTS)
        failure = JobFailure(
            job_id=job_id,
            job=name,
            arguments=arguments,
            error=f"{type(error).__name__}: {error}"[:2000].replace("\0", ""),
            traceback="".join(traceback.format_exception(error))[-20000:].replace("\0", ""),
            failed_at=utc_now(),
            dead=dead,
        )
        db.session.add(failure)
    if not dead:
        return utc_now() + wait_before(before + 1)
    _tell_of_dead_letter(failure)
    return None


def _tell_of_dead_letter(failure: JobFailure) -> None:
    log.error("job %s %s is given up: %s", failure.job_id, failure.job, failure.error)
    spec = JOBS.get(failure.job)
    listeners: list[Callable[[], None]] = [lambda told=told: told(failure) for told in _dead_letter_listeners]  # type: ignore[misc]
    if spec and spec.on_dead:
        on_dead = spec.on_dead
        listeners.append(lambda: on_dead(**failure.arguments))
    for listener in listeners:
        try:
            with unit_of_work():
                listener()
        except Exception:
            # The failure itself is stored; a listener that fails must not hide it or stop the others.
            log.exception("telling of the dead job %s failed", failure.job_id)


def list_failed(limit: int = 100) -> list[FailedJob]:
    """The dead letters, latest first."""
    rows = db.session.execute(
        text(
            "SELECT j.id, j.task_name, j.args, count(f.id), max(f.failed_at),"
            "       (array_agg(f.error ORDER BY f.failed_at DESC))[1]"
            "  FROM procrastinate_jobs j LEFT JOIN job_failure f ON f.job_id = j.id"
            " WHERE j.status = 'failed' GROUP BY j.id ORDER BY j.id DESC LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [FailedJob(*row) for row in rows]


def retry(job_id: int) -> None:
    """Put a dead letter back into the queue, in the caller's unit of work; its failures go on counting.

    Raises:
        JobNotFailed: there is no such dead letter.
    """
    failed = db.session.execute(
        text("SELECT 1 FROM procrastinate_jobs WHERE id = :id AND status = 'failed' FOR UPDATE"), {"id": job_id}
    ).scalar_one_or_none()
    if failed is None:
        raise JobNotFailed(job_id=job_id)
    db.session.execute(text("SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL)"), {"id": job_id})
    count_write()
