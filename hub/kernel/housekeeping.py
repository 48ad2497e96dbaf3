"""Rows that only say that something is over are removed after a while; dead letters and failures of live jobs stay."""

from datetime import datetime

from sqlalchemy import text

from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled

OLD = (
    # A succeeded job is of interest for some days only; its events go with it.
    "DELETE FROM procrastinate_jobs j USING procrastinate_events e WHERE e.job_id = j.id AND j.status = 'succeeded'"
    "   AND e.type = 'succeeded' AND e.at < now() - interval '7 days'",
    "DELETE FROM job_failure f WHERE f.failed_at < now() - interval '180 days'"
    "   AND NOT EXISTS (SELECT FROM procrastinate_jobs j WHERE j.id = f.job_id)",
    # How far a schedule has come stands in job_schedule; a finished run is kept for a year as evidence.
    "DELETE FROM job_run WHERE created_at < now() - interval '400 days' AND finished_at IS NOT NULL",
    # Two fiscal years, however the request and the years lie.
    "DELETE FROM idempotency_key WHERE created_at < now() - interval '1100 days'",
)


@scheduled("jobs.purge", cron="30 4 * * *", catch_up="latest", clock="real")
def purge(*, fire_at: datetime, key: str | None) -> None:  # noqa: ARG001
    """Remove them, each kind in a transaction of its own."""
    for statement in OLD:
        with unit_of_work():
            db.session.execute(text(statement))
