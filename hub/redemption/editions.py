"""Every save of an application: kept as it was, listed the newest first."""

from collections.abc import Sequence

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import append, db
from hub.kernel.ids import new_id
from hub.kernel.scope import everything
from hub.redemption.edition_models import RedemptionEdition
from hub.redemption.models import Redemption
from hub.redemption.ownership import belonging


def keep_edition(redemption: Redemption, *, by: Actor) -> None:
    """Keep what is written now under the edition it has."""
    db.session.flush()
    append(
        RedemptionEdition,
        id=new_id(),
        **belonging(redemption),
        edition=redemption.edition,
        contract_fen=redemption.contract_fen,
        texts=dict(redemption.texts),
        saved_at=business_now(),
        saved_by=by.account_id,
        saved_by_name=by.name,
    )


def note_edition(redemption: Redemption, *, by: Actor) -> None:
    """Count what was just written as the next edition, and keep it."""
    redemption.edition += 1
    keep_edition(redemption, by=by)


def list_editions(redemption: Redemption) -> Sequence[RedemptionEdition]:
    """Every save, the newest first."""
    with everything():
        found = select(RedemptionEdition).where(RedemptionEdition.redemption_id == redemption.id)
        return db.session.execute(found.order_by(RedemptionEdition.edition.desc())).scalars().all()
