"""What clock and queue are doing, for operators: schedules with their runs, jobs that wait or are being done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from hub.kernel.db import db
from hub.kernel.errors import NotFound
from hub.kernel.jobs.registry import SCHEDULED, ScheduledSpec
from hub.kernel.jobs.tables import JobRun

RUNS_PAGE = 30


class ScheduleUnknown(NotFound):
    """The clock starts no job of that name."""

    code = "job.schedule_unknown"
    zh = "没有名为 {job} 的定时任务。"
    en = "The clock starts no job named {job}."


@dataclass(frozen=True)
class ScheduleView:
    """A scheduled job: when it fires, how far it has come, and what of it is open or was given up."""

    spec: ScheduledSpec
    keys: int
    reached_at: datetime | None
    finished_at: datetime | None
    open: int
    given_up: int

    @property
    def when(self) -> str | None:
        """Its cron line or interval; None where each key has its own."""
        if self.spec.every_seconds is not None:
            return f"{self.spec.every_seconds} s"
        return self.spec.cron if isinstance(self.spec.cron, str) else None

    @property
    def state(self) -> str:
        """GIVEN_UP, OPEN, DONE or WAITING (never fired)."""
        if self.given_up:
            return "GIVEN_UP"
        return "OPEN" if self.open else "DONE" if self.finished_at else "WAITING"


@dataclass(frozen=True)
class QueueLine:
    """Jobs of one name in the queue: how many wait, how many are being done, since when the oldest waits."""

    job: str
    due: int
    later: int
    running: int
    oldest_due_seconds: float | None


def view_schedules() -> list[ScheduleView]:
    """Every scheduled job, by name."""
    runs = {row.job: row for row in db.session.execute(_RUNS)}
    places = {row.job: row for row in db.session.execute(_PLACES)}
    found = []
    for name, spec in sorted(SCHEDULED.items()):
        run, place = runs.get(name), places.get(name)
        reached = place.reached_at if place else None
        ended, is_open, given_up = (run.finished_at, run.open, run.given_up) if run else (None, 0, 0)
        found.append(ScheduleView(spec, place.keys if place else 0, reached, ended, is_open, given_up))
    return found


def list_runs(job: str, *, page: int = 1) -> tuple[list[JobRun], int]:
    """The runs of a schedule, latest first, and how many there are.

    Raises:
        ScheduleUnknown: there is none.
    """
    if job not in SCHEDULED:
        raise ScheduleUnknown(job=job)
    mine = select(JobRun).where(JobRun.job == job).order_by(JobRun.fire_at.desc(), JobRun.key)
    total = db.session.execute(select(func.count()).select_from(JobRun).where(JobRun.job == job)).scalar_one()
    return list(db.session.execute(mine.limit(RUNS_PAGE).offset((page - 1) * RUNS_PAGE)).scalars()), total


def view_queue() -> list[QueueLine]:
    """What waits and what is being done, by name."""
    return [QueueLine(*row) for row in db.session.execute(_QUEUE)]


_RUNS = text(
    "SELECT job, max(finished_at) AS finished_at,"
    " count(*) FILTER (WHERE finished_at IS NULL AND abandoned_at IS NULL) AS open,"
    " count(*) FILTER (WHERE finished_at IS NULL AND abandoned_at IS NOT NULL) AS given_up"
    " FROM job_run GROUP BY job"
)
_PLACES = text("SELECT job, count(*) AS keys, max(reached_at) AS reached_at FROM job_schedule GROUP BY job")
_QUEUE = text(
    "SELECT j.task_name, count(*) FILTER (WHERE j.status = 'todo' AND coalesce(j.scheduled_at <= now(), true)),"
    " count(*) FILTER (WHERE j.status = 'todo' AND j.scheduled_at > now()), count(*) FILTER (WHERE j.status = 'doing'),"
    " extract(epoch FROM now() - min(coalesce(j.scheduled_at, e.at)) FILTER (WHERE j.status = 'todo'"
    "   AND coalesce(j.scheduled_at <= now(), true)))::float"
    " FROM procrastinate_jobs j LEFT JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'"
    " WHERE j.status IN ('todo', 'doing') GROUP BY 1 ORDER BY 1"
)
