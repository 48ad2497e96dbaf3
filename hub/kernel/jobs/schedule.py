"""The tick: write down which runs have become due, missed ones too, and enqueue them in the same transaction."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from apscheduler.triggers.cron import CronTrigger
from flask import Flask, current_app
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from hub.kernel import scope
from hub.kernel.clock import business_now, database_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.jobs.enqueueing import SCHEDULED_RUN, enqueue_all
from hub.kernel.jobs.registry import SCHEDULED, Cron, Function, ScheduledSpec, job
from hub.kernel.jobs.runs import LATE, abandon, run_scheduled, wake_parked
from hub.kernel.jobs.tables import JobRun, JobSchedule
from hub.kernel.jobs.times import cron_trigger, fire_times, latest_fire_time

log = logging.getLogger("hub.jobs")
Place = tuple[str, str]
Due = tuple[datetime, str, str]
# Business time goes back only where a story sets it; small steps of the database's clock are not that.
WENT_BACK = timedelta(minutes=1)
BATCH = 1000


def scheduled(
    name: str,
    *,
    cron: Cron | None = None,
    every_seconds: int | None = None,
    catch_up: Literal["every", "latest"] = "latest",
    clock: Literal["business", "real"] = "business",
    keys: Callable[[], list[str]] | None = None,
) -> Callable[[Function], Function]:
    """Make ``f(*, fire_at, key)`` a job that the clock starts, once for each fire time (and key of ``keys()``).

    ``cron`` may be a function of the key. ``catch_up``: "every" missed run is made, in order, or only the "latest".
    """
    if (cron is None) == (every_seconds is None):
        raise TypeError(f"{name}: give either cron or every_seconds.")
    if isinstance(cron, str):
        cron_trigger(cron)

    def register(function: Function) -> Function:
        SCHEDULED[name] = ScheduledSpec(name, function, cron, every_seconds, catch_up, clock, keys)

        def run(*, key: str, fire_at: str) -> None:
            run_scheduled(SCHEDULED[name], key=key, fire_at=datetime.fromisoformat(fire_at))

        run.__name__ = function.__name__
        job(name, on_dead=lambda *, key, fire_at: abandon(name, key, datetime.fromisoformat(fire_at)))(run)
        return function

    return register


def tick(app: Flask) -> int:
    """Make every run that is due a ``job_run`` row and a job; any number of schedulers may do so at once."""
    with app.app_context(), scope.everything():
        wanted = _wanted()
        with unit_of_work():
            now = {"business": business_now(), "real": database_now()}
            places = _lock_schedules(wanted, now)
            due = _due(wanted, places, now)
            return _start(sorted(due), now) + wake_parked()


def _wanted() -> dict[Place, CronTrigger | int]:
    """Every scheduled job with each of its keys, and when it fires."""
    wanted: dict[Place, CronTrigger | int] = {}
    for spec in SCHEDULED.values():
        try:
            for key in spec.keys() if spec.keys else [""]:
                wanted[spec.name, key] = _trigger(spec, key)
        except Exception:
            # One job whose keys cannot be listed must not keep all others from running.
            db.session.rollback()
            log.exception("the keys of scheduled job %s cannot be listed", spec.name)
    return wanted


def _trigger(spec: ScheduledSpec, key: str) -> CronTrigger | int:
    if spec.every_seconds is not None:
        return spec.every_seconds
    assert spec.cron is not None
    return cron_trigger(spec.cron if isinstance(spec.cron, str) else spec.cron(key))


def _lock_schedules(wanted: dict[Place, CronTrigger | int], now: dict[str, datetime]) -> dict[Place, JobSchedule]:
    """The schedules nobody else is ticking now; those met for the first time are introduced, without a past."""
    known = set(db.session.execute(select(JobSchedule.job, JobSchedule.key)))
    new = [
        {"job": name, "key": key, "introduced_at": at, "reached_at": at}
        for name, key in wanted
        if (name, key) not in known
        for at in [now[SCHEDULED[name].clock]]
    ]
    if new:
        db.session.execute(insert(JobSchedule).values(new).on_conflict_do_nothing())
    rows = db.session.execute(select(JobSchedule).with_for_update(skip_locked=True)).scalars()
    return {(row.job, row.key): row for row in rows}


def _due(
    wanted: dict[Place, CronTrigger | int], places: dict[Place, JobSchedule], now: dict[str, datetime]
) -> list[Due]:
    """The fire times since each schedule was last looked at; moves ``reached_at`` on."""
    waiting = _waiting()
    due: list[Due] = []
    for (name, key), trigger in wanted.items():
        place, until = places.get((name, key)), now[SCHEDULED[name].clock]
        if place is None:
            continue
        if place.reached_at - until > WENT_BACK and current_app.config["HUB"].testing.clock_offset:
            place.reached_at = until
        if SCHEDULED[name].catch_up == "every":
            times = list(fire_times(trigger, place.reached_at, until))
        elif (name, key) in waiting:
            continue
        else:
            latest = latest_fire_time(trigger, place.reached_at, until)
            times = [latest] if latest else []
        if times:
            place.reached_at = times[-1]
        due += [(at, name, key) for at in times]
    return due


def _waiting() -> set[Place]:
    """Where a run has not been finished yet: no further latest-only run is put behind it."""
    open_runs = select(JobRun.job, JobRun.key).where(JobRun.finished_at.is_(None), JobRun.abandoned_at.is_(None))
    return set(db.session.execute(open_runs.distinct()))


def _start(due: list[Due], now: dict[str, datetime]) -> int:
    """Write the runs down; of a backlog only the first are enqueued, the others wait parked for their turn."""
    backlog = [at for at, name, _ in due if _is_late(at, name, now)]
    started = 0
    for begin in range(0, len(due), BATCH):
        rows = [
            {
                "id": new_id(),
                "job": name,
                "key": key,
                "fire_at": at,
                "clock": SCHEDULED[name].clock,
                "created_at": now["real"],
                "parked_at": now["real"] if _is_late(at, name, now) and at > backlog[0] else None,
                "starts": 0,
            }
            for at, name, key in due[begin : begin + BATCH]
        ]
        made = db.session.execute(
            insert(JobRun)
            .values(rows)
            .on_conflict_do_nothing()
            .returning(JobRun.fire_at, JobRun.job, JobRun.key, JobRun.parked_at)
        ).all()
        runs = [(name, {"key": key, "fire_at": at.isoformat()}) for at, name, key, parked in sorted(made) if not parked]
        enqueue_all(runs, priority=SCHEDULED_RUN)
        started += len(made)
    return started


def _is_late(at: datetime, name: str, now: dict[str, datetime]) -> bool:
    return SCHEDULED[name].clock == "business" and now["business"] - at > LATE


def schedule_lag() -> timedelta:
    """How old the oldest run is that has not been finished: for health pages."""
    oldest = db.session.execute(
        text("SELECT now() - min(created_at) FROM job_run WHERE finished_at IS NULL AND abandoned_at IS NULL")
    ).scalar_one()
    return oldest or timedelta()
