"""One run of a scheduled job: in its turn, and marked done. A run whose turn has not come is parked and woken later."""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from hub.kernel.clock import SHANGHAI, business_now, utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs.enqueueing import SCHEDULED_RUN, enqueue_all
from hub.kernel.jobs.registry import ScheduledSpec
from hub.kernel.jobs.tables import JobFailure, JobRun

# A run this late belongs to a backlog, which is worked off in the order of the calendar over all jobs.
LATE = timedelta(minutes=10)
WOKEN_AT_ONCE = 20


def run_scheduled(spec: ScheduledSpec, *, key: str, fire_at: datetime) -> None:
    """Run it unless that was done already; an earlier run goes first, and then this one is parked."""
    with unit_of_work():
        if not _begin(spec, key, fire_at):
            return
    spec.function(fire_at=fire_at.astimezone(SHANGHAI), key=key or None)
    with unit_of_work():
        _change(spec.name, key, fire_at, finished_at=utc_now(), abandoned_at=None)
        wake_parked()


def abandon(name: str, key: str, fire_at: datetime) -> None:
    """Note that a run was given up, so that later ones do not wait for it."""
    _change(name, key, fire_at, abandoned_at=utc_now())
    wake_parked()


def wake_parked() -> int:
    """Enqueue the parked runs whose turn has come; answers how many.

    Called when a run ends, and by every tick: what was parked while the last one before it ended is found there.
    """
    woken = db.session.execute(_wake()).all()
    in_order = sorted(woken, key=lambda run: (run.fire_at, run.job, run.key))
    runs = [(run.job, {"key": run.key, "fire_at": run.fire_at.isoformat()}) for run in in_order]
    enqueue_all(runs, priority=SCHEDULED_RUN)
    return len(runs)


def _begin(spec: ScheduledSpec, key: str, fire_at: datetime) -> bool:
    here = JobRun.job == spec.name, JobRun.key == key, JobRun.fire_at == fire_at
    run = db.session.scalars(select(JobRun).where(*here, JobRun.finished_at.is_(None)).with_for_update()).one_or_none()
    if run is None:
        return False
    is_late = spec.clock == "business" and business_now() - fire_at > LATE
    place = {"job": spec.name, "key": key, "fire_at": fire_at}
    if db.session.execute(_has_earlier(is_late), place).scalar_one():
        run.parked_at = utc_now()
        return False
    run.started_at, run.parked_at, run.starts = utc_now(), None, run.starts + 1
    return True


# The two questions of every run, put together once: building them took longer than answering them.
@cache
def _wake() -> ReturningUpdate[datetime, str, str]:
    earlier = aliased(JobRun)
    first = (
        select(JobRun.id)
        .where(JobRun.parked_at.is_not(None), _is_open(JobRun), ~exists().where(_goes_before(earlier, JobRun)))
        .order_by(JobRun.fire_at)
        .limit(WOKEN_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return (
        update(JobRun)
        .where(JobRun.id.in_(first.scalar_subquery()))
        .values(parked_at=None)
        .returning(JobRun.fire_at, JobRun.job, JobRun.key)
        .execution_options(synchronize_session=False)
    )


@cache
def _has_earlier(is_late: bool) -> Select[tuple[bool]]:
    """Whether a run of ``:job`` and ``:key`` at ``:fire_at`` must wait for an earlier one."""
    earlier = aliased(JobRun)
    before = earlier.fire_at < bindparam("fire_at", type_=JobRun.fire_at.type)
    same_place = and_(earlier.job == bindparam("job"), earlier.key == bindparam("key"), before, _is_open(earlier))
    in_backlog = and_(_blocks_backlog(earlier), before)
    return select(exists().where(or_(same_place, in_backlog) if is_late else same_place))


def _goes_before(earlier: type[JobRun], run: type[JobRun]) -> ColumnElement[bool]:
    """Whether ``earlier`` must end before a parked ``run`` may begin."""
    same_place = and_(earlier.job == run.job, earlier.key == run.key, _is_open(earlier))
    return and_(earlier.fire_at < run.fire_at, or_(same_place, and_(run.clock == "business", _blocks_backlog(earlier))))


def _is_open(run: type[JobRun]) -> ColumnElement[bool]:
    return and_(run.finished_at.is_(None), run.abandoned_at.is_(None))


def _blocks_backlog(run: type[JobRun]) -> ColumnElement[bool]:
    """An open run of the business clock; one that has failed holds up its own job only."""
    has_failed = exists().where(
        JobFailure.job == run.job,
        JobFailure.arguments["fire_at"].astext.is_not(None),
        JobFailure.arguments["key"].astext == run.key,
        JobFailure.failed_at >= run.created_at,
    )
    return and_(run.clock == "business", _is_open(run), ~has_failed)


def _change(name: str, key: str, fire_at: datetime, **values: datetime | None) -> None:
    here = (JobRun.job == name, JobRun.key == key, JobRun.fire_at == fire_at, JobRun.finished_at.is_(None))
    db.session.execute(update(JobRun).where(*here).values(**values).execution_options(synchronize_session=False))
