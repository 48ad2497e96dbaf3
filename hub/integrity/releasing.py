"""A registration is given up when its redemption keeps it no longer; invoices and contracts alike."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from sqlalchemy import update

from hub.integrity.models import ContractRegistration, InvoiceRegistration
from hub.kernel.clock import business_now
from hub.kernel.db import db


def release_others(
    registry: type[InvoiceRegistration] | type[ContractRegistration], redemption_id: UUID, kept: Set[str]
) -> int:
    """Give up what the redemption has registered but for the keys it keeps; answers how many."""
    table: Any = registry
    released = db.session.execute(
        update(table)
        .where(table.redemption_id == redemption_id, table.live, table.key.not_in(kept))
        .values(live=False, released_at=business_now())
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return len(released.all())
