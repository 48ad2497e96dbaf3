"""What a transaction has read and need not read again: forgotten when it ends and whenever a part of it is undone."""

from collections.abc import Hashable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from hub.kernel.db import db

_KEY = "hub.memory"


def remembered() -> dict[Hashable, Any]:
    """What the running transaction of this session keeps in mind, by a key that names the capability and the thing."""
    found: dict[Hashable, Any] = db.session.info.setdefault(_KEY, {})
    return found


@event.listens_for(Session, "after_transaction_end")
def _forget_at_the_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # a flush and a savepoint are transactions to SQLAlchemy too
        session.info.pop(_KEY, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_what_was_undone(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_KEY, None)
