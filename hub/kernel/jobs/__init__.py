"""Jobs on the hub's own database: enqueued in the caller's transaction, fenced, retried, started by the clock.

``@job`` and ``@scheduled`` declare, ``enqueue`` starts, ``run_until_idle`` works off what is due; ``list_failed``
and ``retry`` are for the operator. No job uses procrastinate's locks or its ``schedule_in``: uniqueness is a row
of ours, and what is due at a business date is found by a scheduled job.
"""

from hub.kernel.jobs.drain import NotIdle, run_until_idle
from hub.kernel.jobs.enqueueing import enqueue
from hub.kernel.jobs.failures import FailedJob, JobNotFailed, list_failed, on_dead_letter, retry
from hub.kernel.jobs.fence import FenceLost
from hub.kernel.jobs.overview import QueueLine, ScheduleView, list_runs, view_queue, view_schedules
from hub.kernel.jobs.registry import JOBS, SCHEDULED, job
from hub.kernel.jobs.schedule import schedule_lag, scheduled, tick
from hub.kernel.jobs.tables import JobFailure, JobRun, JobSchedule
from hub.kernel.jobs.worker import run_worker

__all__ = [
    "JOBS",
    "SCHEDULED",
    "FailedJob",
    "FenceLost",
    "JobFailure",
    "JobNotFailed",
    "JobRun",
    "JobSchedule",
    "NotIdle",
    "QueueLine",
    "ScheduleView",
    "enqueue",
    "job",
    "list_failed",
    "list_runs",
    "on_dead_letter",
    "retry",
    "run_until_idle",
    "run_worker",
    "schedule_lag",
    "scheduled",
    "tick",
    "view_queue",
    "view_schedules",
]
