"""Put a job into the queue inside the transaction that caused it."""

from collections.abc import Callable
from typing import Any

from procrastinate.jobs import Job

from hub.kernel.db import count_write, db
from hub.kernel.jobs.registry import name_of, queue

ORDINARY = 0
# Behind what earlier runs have caused, so that a jump of the clock is worked off in the order of the calendar.
SCHEDULED_RUN = -1


def enqueue(job_function: Callable[..., None], **arguments: Any) -> None:
    """Start ``job_function`` with ``arguments`` (JSON) once the caller's transaction commits, and only then."""
    enqueue_all([(name_of(job_function), arguments)])


def enqueue_all(jobs: list[tuple[str, dict[str, Any]]], *, priority: int = ORDINARY) -> None:
    """Enqueue many jobs by name, in this order, in the caller's transaction."""
    if not jobs:
        return
    connection = db.session.connection().connection.driver_connection
    rows = [
        Job(queue="default", lock=None, queueing_lock=None, task_name=name, task_kwargs=arguments, priority=priority)
        for name, arguments in jobs
    ]
    queue.job_manager.batch_defer_jobs(rows, connection=connection)
    count_write()
