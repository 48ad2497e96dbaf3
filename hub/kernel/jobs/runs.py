"""One run of a scheduled job: in its turn, and marked done."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from hub.kernel.clock import SHANGHAI, business_now, utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs.backoff import NotYet
from hub.kernel.jobs.registry import ScheduledSpec
from hub.kernel.jobs.tables import JobFailure, JobRun

# A run this late belongs to a backlog, which is worked off in the order of the calendar over all jobs.
LATE = timedelta(minutes=10)


def run_scheduled(spec: ScheduledSpec, *, key: str, fire_at: datetime) -> None:
    """Run it unless that was done already; an earlier run of the same job and key goes first.

    Raises:
        NotYet: it is not this run's turn.
    """
    with unit_of_work():
        if not _begin(spec, key, fire_at):
            return
    spec.function(fire_at=fire_at.astimezone(SHANGHAI), key=key or None)
    with unit_of_work():
        db.session.execute(_update(spec.name, key, fire_at).values(finished_at=utc_now(), abandoned_at=None))


def abandon(name: str, key: str, fire_at: datetime) -> None:
    """Note that a run was given up, so that later ones do not wait for it."""
    db.session.execute(_update(name, key, fire_at).values(abandoned_at=utc_now()))


def _update(name: str, key: str, fire_at: datetime):  # type: ignore[no-untyped-def]
    here = (JobRun.job == name, JobRun.key == key, JobRun.fire_at == fire_at, JobRun.finished_at.is_(None))
    return update(JobRun).where(*here).execution_options(synchronize_session=False)


def _begin(spec: ScheduledSpec, key: str, fire_at: datetime) -> bool:
    unfinished = (JobRun.finished_at.is_(None), JobRun.abandoned_at.is_(None), JobRun.fire_at < fire_at)
    before = exists().where(JobRun.job == spec.name, JobRun.key == key, *unfinished)
    if db.session.execute(select(before)).scalar_one():
        raise NotYet(f"an earlier run of {spec.name} {key} is not finished")
    if spec.clock == "business" and business_now() - fire_at > LATE:
        failing = exists().where(
            JobFailure.job == JobRun.job,
            JobFailure.arguments["fire_at"].astext.is_not(None),
            JobFailure.arguments["key"].astext == JobRun.key,
            JobFailure.failed_at >= JobRun.created_at,
        )
        if db.session.execute(select(exists().where(JobRun.clock == "business", ~failing, *unfinished))).scalar_one():
            raise NotYet("an earlier run of the backlog is not finished")
    begun = db.session.execute(
        _update(spec.name, key, fire_at).values(started_at=utc_now(), starts=JobRun.starts + 1).returning(JobRun.id)
    ).scalar_one_or_none()
    return begun is not None
