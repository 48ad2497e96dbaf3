"""The clock of evaluations: what nobody judged for thirty days is judged well (G-29)."""

from datetime import datetime

from hub.kernel import scope
from hub.kernel.clock import business_now
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import scheduled
from hub.orders.evaluations import BATCH, give_defaults


@scheduled("evaluation.default", cron="0 * * * *", catch_up="latest", clock="business")
def give_default_evaluations(*, fire_at: datetime, key: str | None) -> None:  # noqa: ARG001
    """Every hour, in portions, until nothing is due."""
    while True:
        with unit_of_work(), scope.everything():
            if give_defaults(business_now()) < BATCH:
                return
