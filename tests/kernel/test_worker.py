"""Real processes: a killed worker's job is run by another, schedulers and workers end when asked to."""

import signal

from sqlalchemy import text

from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, run_until_idle
from tests.kernel import sample_jobs
from tests.kernel.conftest import wait_until
from tests.kernel.sample_jobs import logged

WORKER = "tests.kernel.sample_jobs"
QUICK = {"HUB_JOBS_STALLED_AFTER_SECONDS": "2"}


def in_log(app, what: str) -> bool:
    with app.app_context():
        return what in logged()


def test_the_job_of_a_killed_worker_is_run_by_another_and_sigterm_ends_it(jobs_app, spawn):
    first = spawn(WORKER, **QUICK)
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.slow, seconds=60)
    wait_until(lambda: in_log(jobs_app, "slow begins"))
    first.kill()
    second = spawn(WORKER, **QUICK)
    wait_until(lambda: in_log(jobs_app, "slow ends"))
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.chain, left=2)
    wait_until(lambda: in_log(jobs_app, "link 0"))
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=10) == 0
    with jobs_app.app_context():
        assert logged() == ["slow begins", "slow begins", "slow ends", "link 2", "link 1", "link 0"]
        rows = db.session.execute(text("SELECT DISTINCT status FROM procrastinate_jobs")).scalars().all()
        assert rows == ["succeeded"]
        assert db.session.execute(text("SELECT error FROM job_failure")).scalar_one().startswith("WorkerDied")


def test_draining_waits_for_the_jobs_of_a_worker_that_runs_beside(jobs_app, spawn):
    worker = spawn(WORKER)
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.slow, seconds=1.5)
    wait_until(lambda: in_log(jobs_app, "slow begins"))
    assert run_until_idle(jobs_app) == 0
    assert in_log(jobs_app, "slow ends")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0


def test_two_scheduler_processes_tick_and_end_when_asked_to(jobs_app, spawn):
    schedulers = [spawn("hub.scheduler"), spawn("hub.scheduler")]

    def introduced() -> int:
        with jobs_app.app_context():
            return db.session.execute(text("SELECT count(*) FROM job_schedule")).scalar_one()

    wait_until(lambda: introduced() > 0)
    for scheduler in schedulers:
        scheduler.send_signal(signal.SIGTERM)
        assert scheduler.wait(timeout=10) == 0
