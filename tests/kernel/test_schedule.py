"""The clock starts what is due, once, in the order of the calendar, also after it stood still or jumped."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, business_now, set_business_time
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import JobRun, JobSchedule, list_failed, run_until_idle, tick
from hub.kernel.jobs.times import cron_trigger, fire_times, latest_fire_time
from tests.kernel.sample_jobs import logged


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def go_to(text: str) -> None:
    with unit_of_work():
        set_business_time(at(text))


CASES = [
    ("0 2 15 * *", "2021-01-15 02:00", "2021-03-15 02:00", ["2021-02-15 02:00", "2021-03-15 02:00"]),
    ("0 2 31 * *", "2021-01-31 02:00", "2021-05-31 01:59", ["2021-03-31 02:00"]),
    ("5 0 0 1 1 *", "2020-12-31 23:59", "2021-01-01 00:00:05", ["2021-01-01 00:00:05"]),
    ("5 0 0 1 1 *", "2020-12-31 23:59", "2021-01-01 00:00:04", []),
    ("30 8 * * mon-fri", "2021-01-01 09:00", "2021-01-05 08:30", ["2021-01-04 08:30", "2021-01-05 08:30"]),
    ("0 0 29 2 *", "2020-02-29 00:00", "2024-03-01 00:00", ["2024-02-29 00:00"]),
]


@pytest.mark.parametrize(("rule", "after", "until", "expected"), CASES)
def test_cron_rules_are_read_in_shanghai_and_exclude_the_time_they_start_from(rule, after, until, expected):
    trigger = cron_trigger(rule)
    times = list(fire_times(trigger, at(after), at(until)))
    assert times == [at(text) for text in expected]
    assert latest_fire_time(trigger, at(after), at(until)) == (times[-1] if times else None)


@pytest.mark.parametrize(
    ("rule", "words"),
    [("0 2 15 *", "five fields"), ("0 2 * * 0", "weekdays"), ("0 2 * * 1-5", "weekdays"), ("x 2 * * *", "x")],
)
def test_a_rule_that_could_mean_two_things_is_refused(rule, words):
    with pytest.raises(ValueError, match=words):
        cron_trigger(rule)


@pytest.mark.parametrize(
    ("rule", "days"),
    [(rule, days) for rule in ("0 2 * * *", "0 0 1 1 *", "0 0 29 2 *") for days in (0.01, 1, 40, 1500)]
    + [(rule, days) for rule in ("*/5 * * * *", "0 * * * *") for days in (0.01, 1.5)],
)
def test_the_latest_time_is_the_last_of_all(rule, days):
    until = at("2024-02-29 12:34:56")
    trigger = cron_trigger(rule)
    times = list(fire_times(trigger, until - timedelta(days=days), until))
    assert latest_fire_time(trigger, until - timedelta(days=days), until) == (times[-1] if times else None)


def test_intervals_fall_on_round_times():
    begin = datetime(2024, 1, 1, 0, 0, 3, tzinfo=UTC)
    times = list(fire_times(10, begin, begin + timedelta(seconds=27)))
    assert [time.second for time in times] == [10, 20, 30]
    assert latest_fire_time(10, begin, begin + timedelta(seconds=27)) == times[-1]
    assert latest_fire_time(10, begin, begin + timedelta(seconds=5)) is None


def test_a_new_job_has_no_past(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        go_to("2021-08-20 10:00")
        only_schedule("test.monthly")
        assert run_until_idle(jobs_app) == 0
        assert db.session.execute(select(JobSchedule.introduced_at)).scalar_one() >= at("2021-08-20 10:00")


def test_every_missed_run_is_made_in_the_order_of_the_calendar(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        go_to("2021-01-13 10:00")
        only_schedule("test.monthly", "test.daily")
        run_until_idle(jobs_app)
        go_to("2021-01-16 10:00")
        assert run_until_idle(jobs_app) == 7
        assert logged() == [
            "daily a 01-14",
            "daily b 01-14",
            "daily a 01-15",
            "daily b 01-15",
            "monthly 2021-01-15 02:00",
            "daily a 01-16",
            "daily b 01-16",
        ]
        assert run_until_idle(jobs_app) == 0


def test_of_a_latest_only_job_a_jump_of_years_makes_one_run(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        go_to("2021-01-01 00:00")
        only_schedule("test.sweep", "test.monthly")
        run_until_idle(jobs_app)
        go_to("2023-12-31 23:59:55")
        run_until_idle(jobs_app)
        assert [line for line in logged() if line.startswith("sweep")] == ["sweep 2023-12-31 23:59:50"]
        assert len([line for line in logged() if line.startswith("monthly")]) == 36


def test_a_story_that_goes_back_in_time_has_its_jobs_again(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        only_schedule("test.monthly")
        run_until_idle(jobs_app)  # introduced today, years after the story
        go_to("2021-01-14 00:00")
        run_until_idle(jobs_app)
        go_to("2021-02-16 00:00")
        run_until_idle(jobs_app)
        assert logged() == ["monthly 2021-01-15 02:00", "monthly 2021-02-15 02:00"]


def test_a_run_given_up_does_not_hold_up_the_next_nor_other_jobs(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        go_to("2021-01-13 10:00")
        only_schedule("test.broken", "test.daily")
        run_until_idle(jobs_app)
        go_to("2021-01-15 10:00")
        run_until_idle(jobs_app)
        assert len(list_failed()) == 2
        assert len(logged()) == 4
        states = db.session.execute(select(JobRun.abandoned_at).where(JobRun.job == "test.broken")).scalars()
        assert all(states)


def test_a_job_whose_keys_cannot_be_listed_does_not_stop_the_clock(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        go_to("2021-01-14 00:00")
        only_schedule("test.unlistable", "test.monthly")
        run_until_idle(jobs_app)
        go_to("2021-01-16 00:00")
        assert run_until_idle(jobs_app) == 1


def test_eight_schedulers_at_once_make_each_run_once(jobs_app, only_schedule):
    with jobs_app.app_context(), scope.everything():
        go_to("2021-01-01 00:00")
        only_schedule("test.monthly", "test.daily")
        tick(jobs_app)
        go_to("2021-03-01 00:00")
    made: list[int] = []
    barrier = threading.Barrier(8)

    def schedule() -> None:
        barrier.wait()
        made.append(tick(jobs_app))

    threads = [threading.Thread(target=schedule) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with jobs_app.app_context(), scope.everything():
        expected = 2 * 59 + 2
        assert sum(made) == expected
        assert db.session.execute(select(func.count(JobRun.id))).scalar_one() == expected
        assert run_until_idle(jobs_app) == expected
        assert len(logged()) == len(set(logged())) == expected


def test_business_time_flows_on_from_where_it_was_set(jobs_app):
    with jobs_app.app_context():
        go_to("2021-06-01 12:00")
        first, second = business_now(), business_now()
        assert at("2021-06-01 12:00") <= first <= second < at("2021-06-01 12:01")
