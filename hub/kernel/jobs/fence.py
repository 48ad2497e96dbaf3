"""A run that was given to another worker must change nothing any more.

A worker that was stopped past its limit and then continued does not know that its job is running again
elsewhere. Every unit of work of a job checks, in its own transaction, that the run is still the current one;
and the outcome of an outdated run is not written over that of the current one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from procrastinate import utils
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from sqlalchemy import text

from hub.kernel.db import checked_before_commit, db

log = logging.getLogger("hub.jobs")

_FINISH = (
    "SELECT procrastinate_finish_job_v1(mine.id, %(status)s::procrastinate_job_status, %(delete_job)s) FROM"
    " (SELECT id FROM procrastinate_jobs"
    "   WHERE id = %(job_id)s AND status = 'doing' AND attempts = %(attempts)s FOR UPDATE) mine"
)
_RETRY = (
    "SELECT procrastinate_retry_job_v2(mine.id, %(retry_at)s, NULL, NULL, NULL) FROM"
    " (SELECT id FROM procrastinate_jobs"
    "   WHERE id = %(job_id)s AND status = 'doing' AND attempts = %(attempts)s FOR UPDATE) mine"
)


class FenceLost(Exception):
    """This run of a job was given up for dead and started again elsewhere; what it did is rolled back."""


@contextmanager
def fenced(job_id: int, attempts: int) -> Iterator[None]:
    """Let no unit of work of the block commit unless run ``attempts`` of the job is still the current one."""

    def still_mine() -> None:
        # FOR SHARE: the reaper waits for our commit, or we for its.
        mine = db.session.execute(
            text(
                "SELECT 1 FROM procrastinate_jobs"
                " WHERE id = :id AND status = 'doing' AND attempts = :attempts FOR SHARE"
            ),
            {"id": job_id, "attempts": attempts},
        ).scalar_one_or_none()
        if mine is None:
            raise FenceLost(f"Job {job_id} was started again elsewhere after run {attempts}.")

    with checked_before_commit(still_mine):
        yield


class FencedJobs(JobManager):
    """Procrastinate's bookkeeping, which writes the outcome of the current run only."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Write the final state of the job, unless another run has begun."""
        await self.connector.execute_query_async(
            _FINISH, job_id=job.id, attempts=job.attempts, status=status.value, delete_job=delete_job
        )

    async def retry_job(self, job: Job, retry_at: datetime | None = None, *_: Any, **_kept: Any) -> None:
        """Put the job back, unless another run has begun; priority and queue stay as they are."""
        await self.connector.execute_query_async(
            _RETRY, job_id=job.id, attempts=job.attempts, retry_at=retry_at or utils.utcnow()
        )
