"""What the clock does for webhooks: the next try of what is owed, and the end of old logs."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled
from hub.webhooks.delivering import sweep_deliveries
from hub.webhooks.models import DeliveryState, WebhookDelivery

LOG_KEPT = timedelta(days=90)


@scheduled("webhook.sweep", every_seconds=10, clock="real", catch_up="latest")
def sweep(*, fire_at: datetime, key: str | None) -> None:
    """Start the next try of what no receiver has accepted yet."""
    with unit_of_work():
        sweep_deliveries()


@scheduled("webhook.purge", cron="10 4 * * *", clock="real", catch_up="latest")
def purge(*, fire_at: datetime, key: str | None) -> None:
    """Remove deliveries that were over three months ago, with their tries; what is still owed stays."""
    old = WebhookDelivery.created_at < utc_now() - LOG_KEPT
    with unit_of_work():
        db.session.execute(delete(WebhookDelivery).where(old, WebhookDelivery.state != DeliveryState.OWED))
