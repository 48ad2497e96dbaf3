"""Real processes: a killed worker's job is run by another, schedulers and workers end when asked to."""

import signal

from sqlalchemy import text

from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, run_until_idle
from tests.kernel import sample_jobs
from tests.kernel.conftest import wait_until
from tests.kernel.sample_jobs import logged

QUICK = {"HUB_JOBS_STALLED_AFTER_SECONDS": "2"}


def in_log(app, what: str) -> bool:
    with app.app_context():
        return what in logged()


def test_the_job_of_a_killed_worker_is_run_by_another_that_may_be_drained_beside(jobs_app, spawn_over):
    first = spawn_over(jobs_app, **QUICK)
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.slow, name="killed", seconds=60)
    wait_until(lambda: in_log(jobs_app, "killed begins"))
    first.kill()
    second = spawn_over(jobs_app, **QUICK)
    wait_until(lambda: in_log(jobs_app, "killed ends"))
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.slow, name="beside", seconds=1.0)
    wait_until(lambda: in_log(jobs_app, "beside begins"))
    assert run_until_idle(jobs_app) == 0
    assert in_log(jobs_app, "beside ends"), "draining waits for the jobs of others"
    with jobs_app.app_context(), unit_of_work():
        enqueue(sample_jobs.chain, left=2)
    wait_until(lambda: in_log(jobs_app, "link 0"))
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=10) == 0
    with jobs_app.app_context():
        assert logged()[:3] == ["killed begins", "killed begins", "killed ends"]
        assert logged()[3:] == ["beside begins", "beside ends", "link 2", "link 1", "link 0"]
        rows = db.session.execute(text("SELECT DISTINCT status FROM procrastinate_jobs")).scalars().all()
        assert rows == ["succeeded"]
        assert db.session.execute(text("SELECT error FROM job_failure")).scalar_one().startswith("WorkerDied")


def test_a_scheduler_process_ticks_and_ends_when_asked_to(jobs_app, spawn_over):
    scheduler = spawn_over(jobs_app, "hub.scheduler")

    def introduced() -> int:
        with jobs_app.app_context():
            return db.session.execute(text("SELECT count(*) FROM job_schedule")).scalar_one()

    wait_until(lambda: introduced() > 0)
    scheduler.send_signal(signal.SIGTERM)
    assert scheduler.wait(timeout=10) == 0
