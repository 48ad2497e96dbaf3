"""What the clock does for the provider: the next signing key in time, and the next try of logout notices."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from hub.identity.provider.keys import rotate_when_due
from hub.identity.provider.logout_delivery import sweep_notices
from hub.identity.provider.tables import LogoutNotice
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import scheduled

NOTICES_KEPT = timedelta(days=90)


@scheduled("keys.rotate", cron="7 * * * *", clock="real", catch_up="latest")
def rotate_keys(*, fire_at: datetime, key: str | None) -> None:
    """Look every hour whether a key is due (contracts.md §8)."""
    with unit_of_work():
        rotate_when_due(by=THE_HUB)


@scheduled("logout.sweep", every_seconds=10, clock="real", catch_up="latest")
def sweep_logout_notices(*, fire_at: datetime, key: str | None) -> None:
    """Start the next try of notices that no portal has answered yet."""
    with unit_of_work():
        sweep_notices()


@scheduled("logout.purge", cron="0 4 * * *", clock="real", catch_up="latest")
def purge_logout_notices(*, fire_at: datetime, key: str | None) -> None:
    """Remove notices that were delivered or given up three months ago; what is still owed stays."""
    over = or_(LogoutNotice.delivered_at.is_not(None), LogoutNotice.given_up_at.is_not(None))
    with unit_of_work():
        db.session.execute(delete(LogoutNotice).where(LogoutNotice.created_at < utc_now() - NOTICES_KEPT, over))
