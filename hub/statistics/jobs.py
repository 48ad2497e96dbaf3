"""The clock of statistics: at night the published figures are counted anew."""

from datetime import datetime

from flask import current_app

from hub.kernel import scope
from hub.kernel.clock import business_today
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import scheduled
from hub.statistics.publishing import publish_year


@scheduled("statistics.publish", cron="30 1 * * *", catch_up="latest", clock="business")
def publish(*, fire_at: datetime, key: str | None) -> None:
    """Count the running year and the one before, each in a transaction of its own."""
    with unit_of_work():
        today = business_today()
    for year in (today.year - 1, today.year):
        with unit_of_work(), scope.everything():
            publish_year(year, today=today, least=minimum_group())


def minimum_group() -> int:
    """How many enterprises, or institutions, must stand behind a published figure."""
    least: int = current_app.config["HUB"].statistics.minimum_group
    return least
