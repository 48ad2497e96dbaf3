"""A job is started exactly when its transaction commits; its failure is kept, and in the end a person sees it."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text

from hub.audit import AuditEvent
from hub.kernel import scope
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.housekeeping import purge
from hub.kernel.jobs import JobFailure, JobNotFailed, NotIdle, enqueue, list_failed, retry, run_until_idle
from hub.kernel.jobs.reaper import requeue_stalled
from hub.kernel.uncommitted import Uncommitted
from hub.messages import inbox
from schemas.terms import Role
from tests.kernel import sample_jobs
from tests.kernel.conftest import given_up
from tests.kernel.sample_jobs import logged


def waiting() -> int:
    return db.session.execute(text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")).scalar_one()


def test_a_rolled_back_transaction_starts_no_job(jobs_app):
    with jobs_app.app_context():
        with given_up():
            enqueue(sample_jobs.note, what="x")
        assert waiting() == 0


def test_a_rolled_back_savepoint_starts_no_job(jobs_app):
    with jobs_app.app_context():
        with unit_of_work():
            savepoint = db.session.begin_nested()
            enqueue(sample_jobs.note, what="x")
            savepoint.rollback()
            enqueue(sample_jobs.note, what="y")
        assert run_until_idle(jobs_app) == 1
        assert logged() == ["y"]


def test_a_commit_starts_exactly_one_job_which_nobody_sees_before(jobs_app):
    with jobs_app.app_context():
        with unit_of_work():
            enqueue(sample_jobs.note, what="once")
            assert run_until_idle(jobs_app) == 0
        assert run_until_idle(jobs_app) == 1
        assert run_until_idle(jobs_app) == 0
        assert logged() == ["once"]


def test_jobs_that_jobs_enqueue_are_run_too(jobs_app):
    with jobs_app.app_context():
        with unit_of_work():
            enqueue(sample_jobs.chain, left=5)
        assert run_until_idle(jobs_app) == 6
        assert logged() == [f"link {n}" for n in (5, 4, 3, 2, 1, 0)]


def test_jobs_run_inside_a_test_that_rolls_back(session, app):
    db.session.execute(text(sample_jobs.CREATE_LOG.split(";")[0].replace("CREATE TABLE", "CREATE TEMP TABLE")))
    with unit_of_work():
        enqueue(sample_jobs.note, what="rolled back later")
    assert run_until_idle(app) == 1
    assert logged() == ["rolled back later"]


def test_only_jobs_can_be_enqueued(jobs_app):
    with jobs_app.app_context(), pytest.raises(TypeError, match="not a job"):
        enqueue(waiting)


def test_a_failure_is_kept_with_its_text_and_tried_again_later(jobs_app):
    with jobs_app.app_context(), scope.everything():
        with unit_of_work():
            enqueue(sample_jobs.fail, why="磁盘已满")
        assert run_until_idle(jobs_app) == 1
        failure = db.session.execute(select(JobFailure)).scalar_one()
        assert failure.error == "RuntimeError: 磁盘已满"
        assert "sample_jobs.py" in failure.traceback
        assert (failure.dead, failure.arguments) == (False, {"why": "磁盘已满"})
        assert run_until_idle(jobs_app) == 0, "its backoff has not passed"
        assert waiting() == 1
        assert logged() == [], "what it wrote was rolled back"


def test_a_job_that_fails_for_good_is_a_dead_letter_that_an_operator_sees_and_may_start_again(jobs_app):
    operator = Actor(uuid4(), "运维", roles=frozenset({GrantedRole(Role.HUB_OPERATOR)}))
    with jobs_app.app_context(), scope.everything():
        with unit_of_work():
            enqueue(sample_jobs.fail, why="boom")
        assert [run_until_idle(jobs_app, retries_too=True) for _ in range(4)] == [1, 1, 1, 0]
        (dead,) = list_failed()
        assert (dead.job, dead.failures, dead.error) == ("test.fail", 3, "RuntimeError: boom")
        (event,) = db.session.execute(select(AuditEvent).where(AuditEvent.event == "job.failed")).scalars()
        assert (event.subject_no, event.reason) == (str(dead.job_id), "RuntimeError: boom")
        (message,) = inbox(operator)
        assert "test.fail" in message.text_zh
        with unit_of_work():
            retry(dead.job_id)
        assert list_failed() == []
        with pytest.raises(JobNotFailed), unit_of_work():
            retry(dead.job_id)
        assert run_until_idle(jobs_app) == 1


def test_a_rule_that_says_no_is_not_asked_again_and_the_job_may_say_what_then(jobs_app):
    with jobs_app.app_context(), scope.everything():
        with unit_of_work():
            enqueue(sample_jobs.refuse, why="no")
        assert run_until_idle(jobs_app) == 1
        assert [failed.job for failed in list_failed()] == ["test.refuse"]
        assert logged() == ["given up: no"]


def test_the_first_failure_can_be_raised_where_tests_wait(jobs_app):
    with jobs_app.app_context():
        with unit_of_work():
            enqueue(sample_jobs.fail, why="seen")
        with pytest.raises(RuntimeError, match="seen"):
            run_until_idle(jobs_app, raise_errors=True)


def test_a_job_that_forgets_its_unit_of_work_fails_in_tests(jobs_app):
    with jobs_app.app_context():
        with unit_of_work():
            enqueue(sample_jobs.forgetful)
        with pytest.raises(Uncommitted, match=r"test\.forgetful"):
            run_until_idle(jobs_app, raise_errors=True)
        assert logged() == []


def test_a_run_that_was_given_to_another_worker_commits_nothing(jobs_app, monkeypatch, caplog):
    def stopped_past_the_limit(what: str) -> None:
        # What the reaper and the next worker do while this run stands still.
        with jobs_app.app_context(), db.engine.begin() as other:
            other.execute(text("UPDATE procrastinate_jobs SET attempts = attempts + 1"))
        real_write(what)

    real_write = sample_jobs.write
    monkeypatch.setattr(sample_jobs, "write", stopped_past_the_limit)
    with jobs_app.app_context():
        with unit_of_work():
            enqueue(sample_jobs.note, what="too late")
        with pytest.raises(NotIdle, match=r"test\.note"):
            run_until_idle(jobs_app, limit_seconds=0.3)
        assert "was started again elsewhere" in caplog.text
        assert logged() == []
        rows = db.session.execute(text("SELECT status, attempts FROM procrastinate_jobs")).all()
        assert rows == [("doing", 1)], "the outcome of the other run is left to it"


def test_a_job_that_kills_every_worker_is_given_up(jobs_app):
    with jobs_app.app_context(), scope.everything():
        with unit_of_work():
            enqueue(sample_jobs.fail, why="out of memory")
        for _ in range(3):
            with unit_of_work():
                db.session.execute(text("SELECT procrastinate_fetch_job_v2(NULL, NULL)"))
            assert requeue_stalled(jobs_app, 30) == 1
        assert requeue_stalled(jobs_app, 30) == 0
        (dead,) = list_failed()
        assert "worker died" in dead.error


def test_what_is_over_is_removed_after_a_while_and_dead_letters_stay(jobs_app):
    with jobs_app.app_context(), scope.everything():
        with unit_of_work():
            enqueue(sample_jobs.note, what="old")
            enqueue(sample_jobs.refuse, why="dead")
        run_until_idle(jobs_app)
        with unit_of_work():
            db.session.execute(text("UPDATE procrastinate_events SET at = at - interval '8 days'"))
            db.session.execute(text("UPDATE job_failure SET failed_at = failed_at - interval '200 days'"))
            enqueue(sample_jobs.note, what="new")
        run_until_idle(jobs_app)
        purge(fire_at=utc_now(), key=None)
        left = db.session.execute(text("SELECT task_name, status FROM procrastinate_jobs ORDER BY id")).all()
        assert left == [("test.refuse", "failed"), ("test.note", "succeeded")]
        assert len(list_failed()) == 1
        assert list_failed()[0].failures == 1
