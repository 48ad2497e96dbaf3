"""Which jobs there are: functions with a name, and those that the clock starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

import procrastinate

from hub.kernel.jobs.backoff import Backoff
from hub.kernel.jobs.fence import FencedJobs

Function = TypeVar("Function", bound=Callable[..., None])
Cron = str | Callable[[str], str]

# Never opened: jobs are enqueued through the session's own connection, workers bring their own connector.
queue = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
queue.job_manager = FencedJobs(queue.connector)


@dataclass(frozen=True)
class JobSpec:
    """A job: after ``attempts`` failures it is a dead letter, and ``on_dead`` is told with the job's arguments."""

    name: str
    function: Callable[..., None]
    attempts: int
    on_dead: Callable[..., None] | None = None


@dataclass(frozen=True)
class ScheduledSpec:
    """A job that the clock starts: for every missed time, or for the latest one only."""

    name: str
    function: Callable[..., None]
    cron: Cron | None
    every_seconds: int | None
    catch_up: Literal["every", "latest"]
    clock: Literal["business", "real"]
    keys: Callable[[], list[str]] | None


JOBS: dict[str, JobSpec] = {}
SCHEDULED: dict[str, ScheduledSpec] = {}


def job(name: str, *, attempts: int = 10, on_dead: Callable[..., None] | None = None) -> Callable[[Function], Function]:
    """Make a function with JSON-able keyword arguments a job.

    It runs in an application context as the hub itself, opens its own unit of work, may run twice (begin with a
    guarded UPDATE), and is tried again with backoff; a ``HubError`` that is not ``retryable`` ends it at once.
    """

    def register(function: Function) -> Function:
        queue.task(name=name, retry=Backoff())(function)
        JOBS[name] = JobSpec(name, function, attempts, on_dead)
        function.job_name = name  # type: ignore[attr-defined]
        return function

    return register


def name_of(function: Callable[..., None]) -> str:
    """The name under which ``function`` is a job.

    Raises:
        TypeError: it is none.
    """
    name = getattr(function, "job_name", None)
    if name is None:
        raise TypeError(f"{function!r} is not a job: decorate it with @job(name).")
    return str(name)
