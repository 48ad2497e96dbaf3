"""The nightly proof that stored decisions still follow from their question and version; replays of a year."""

from datetime import datetime

from hub.kernel.jobs import scheduled
from hub.policy.amendments.simulation import replay_year
from hub.policy.errors import DecisionsDiffer
from hub.policy.replay import replay_sample

__all__ = ["replay_sample_nightly", "replay_year"]
SAMPLE = 200


@scheduled("decision.replay_sample", cron="30 2 * * *", catch_up="latest")
def replay_sample_nightly(*, fire_at: datetime, key: str | None) -> None:
    """Make a sample of decisions again; a difference fails the job, where the operator sees it."""
    differing = replay_sample(SAMPLE)
    if differing:
        raise DecisionsDiffer(decisions="; ".join(f"{one}: {', '.join(names)}" for one, names in differing.items()))
