"""When a failed job is tried again, and when it is given up."""

import random
from datetime import datetime, timedelta

from procrastinate import RetryDecision
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy

from hub.kernel.clock import utc_now
from hub.kernel.errors import ChangedMeanwhile, HubError

FIRST_WAIT_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 900.0
_DECISION = "_hub_decision"


def is_retryable(error: BaseException) -> bool:
    """Whether the same job may succeed later: yes for every fault, no for a rule that says no."""
    answer = getattr(error, "retryable", None)
    if answer is not None:
        return bool(answer)
    return not isinstance(error, HubError) or isinstance(error, ChangedMeanwhile)


def wait_before(failures: int) -> timedelta:
    """How long to wait after the ``failures``-th failure: doubling, capped, spread by up to a half."""
    seconds = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** min(failures - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def remember(error: BaseException, retry_at: datetime | None) -> None:
    """Note on the error what was decided, for procrastinate, which asks later and on another thread."""
    setattr(error, _DECISION, (retry_at,))


def decision(error: BaseException, attempts: int) -> datetime | None:
    """When to try again, None for never; when nothing could be decided (database away) a while later."""
    noted: tuple[datetime | None] | None = getattr(error, _DECISION, None)
    if noted is None:
        return utc_now() + wait_before(attempts + 1)
    return noted[0]


class Backoff(BaseRetryStrategy):
    """The one retry strategy of all jobs."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """What procrastinate shall do with the failed job."""
        at = decision(exception, job.attempts)
        return None if at is None else RetryDecision(retry_at=at)
