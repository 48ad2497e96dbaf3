"""Jobs for the tests of jobs, and a worker process that knows them: ``python -m tests.kernel.sample_jobs``.

They write to the table ``job_log``, which exists in the tests' own databases only.
"""

import os
import sys
import time
from datetime import datetime

from sqlalchemy import text

from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import Refused
from hub.kernel.jobs import SCHEDULED, enqueue, job, scheduled

CREATE_LOG = """
CREATE TABLE job_log (n serial PRIMARY KEY, what text, pid int, at timestamptz DEFAULT clock_timestamp());
GRANT ALL ON job_log TO hub_app; GRANT ALL ON SEQUENCE job_log_n_seq TO hub_app;
"""


def write(what: str) -> None:
    """Note in the log, in the session's transaction."""
    db.session.execute(text("INSERT INTO job_log (what, pid) VALUES (:what, :pid)"), {"what": what, "pid": os.getpid()})


def logged() -> list[str]:
    """What the log says, in order."""
    return list(db.session.execute(text("SELECT what FROM job_log ORDER BY n")).scalars())


@job("test.note")
def note(*, what: str) -> None:
    with unit_of_work():
        write(what)


@job("test.chain")
def chain(*, left: int) -> None:
    with unit_of_work():
        write(f"link {left}")
        if left:
            enqueue(chain, left=left - 1)


@job("test.fail", attempts=3)
def fail(*, why: str) -> None:
    with unit_of_work():
        write("never seen")
        raise RuntimeError(why)


def _told(*, why: str) -> None:
    write(f"given up: {why}")


@job("test.refuse", on_dead=_told)
def refuse(*, why: str) -> None:
    raise Refused(why=why)


@job("test.forgetful")
def forgetful() -> None:
    write("nobody commits this")


@job("test.slow")
def slow(*, name: str, seconds: float) -> None:
    """Takes long in its first run, so that its worker can be stopped; the second is quick."""
    with unit_of_work():
        again = f"{name} begins" in logged()
        write(f"{name} begins")
    if not again:
        time.sleep(seconds)
    with unit_of_work():
        write(f"{name} ends")


@scheduled("test.monthly", cron="0 2 15 * *", catch_up="every")
def monthly(*, fire_at: datetime, key: str | None) -> None:
    with unit_of_work():
        write(f"monthly {fire_at:%Y-%m-%d %H:%M}")


@scheduled("test.daily", cron="5 0 * * *", catch_up="every", keys=lambda: ["a", "b"])
def daily(*, fire_at: datetime, key: str | None) -> None:
    with unit_of_work():
        write(f"daily {key} {fire_at:%m-%d}")


@scheduled("test.sweep", every_seconds=10, catch_up="latest")
def sweep(*, fire_at: datetime, key: str | None) -> None:
    with unit_of_work():
        write(f"sweep {fire_at:%Y-%m-%d %H:%M:%S}")


@scheduled("test.broken", every_seconds=86400, catch_up="every", keys=lambda: ["x"])
def broken(*, fire_at: datetime, key: str | None) -> None:
    raise Refused()


@scheduled("test.unlistable", every_seconds=10, keys=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
def unlistable(*, fire_at: datetime, key: str | None) -> None:
    raise AssertionError("its keys cannot be listed")


# The clock of other tests shall not start these.
SPECS = {name: SCHEDULED.pop(name) for name in list(SCHEDULED) if name.startswith("test.")}

if __name__ == "__main__":
    from hub import worker

    sys.exit(worker.main())
