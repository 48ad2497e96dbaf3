"""Who may touch a payer's open awards: a batch that claims them alone, or any number of people taking some back.

One lock for each payer instead of one for each award: a batch of a million would write a million rows to lock them.
"""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.db import db
from hub.ledger.models import SettlePayer


def lock_payer(area: str) -> None:
    """Until the transaction ends no award of the payer is cancelled or reversed and no other batch of it claims."""
    _ensure(area)
    db.session.execute(select(SettlePayer.area).where(SettlePayer.area == area).with_for_update())


def share_payer(area: str) -> None:
    """Until the transaction ends no batch of the payer claims awards; others may take back theirs meanwhile."""
    _ensure(area)
    db.session.execute(
        select(SettlePayer.area).where(SettlePayer.area == area).with_for_update(read=True, key_share=True)
    )


def _ensure(area: str) -> None:
    known = select(SettlePayer.area).where(SettlePayer.area == area)
    if db.session.execute(known).first() is None:
        db.session.execute(insert(SettlePayer).values(area=area).on_conflict_do_nothing())
