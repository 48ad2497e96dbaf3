"""How a person is called towards portals: one random name per sector, made once and kept for ever (OIDC Core §8.1)."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from hub.identity.provider.tables import PairwiseSubject
from hub.identity.secrets import new_secret
from hub.kernel.db import count_write, db
from hub.kernel.ids import new_id

_SUBJECT = select(PairwiseSubject.subject).where(
    PairwiseSubject.sector == bindparam("sector"), PairwiseSubject.account_id == bindparam("account_id")
)


def subject_for(sector: str, account_id: UUID) -> str:
    """The person's name in this sector; two requests at once get the same."""
    found = _find(sector, account_id)
    if found is None:
        made = insert(PairwiseSubject).values(id=new_id(), sector=sector, account_id=account_id, subject=new_secret())
        db.session.execute(made.on_conflict_do_nothing())
        count_write()
        found = _find(sector, account_id)
        assert found is not None
    return found


def account_of(sector: str, subject: str) -> UUID | None:
    """Whose name this is in this sector, or None."""
    return db.session.scalar(
        select(PairwiseSubject.account_id).where(PairwiseSubject.sector == sector, PairwiseSubject.subject == subject)
    )


def _find(sector: str, account_id: UUID) -> str | None:
    return db.session.scalar(_SUBJECT, {"sector": sector, "account_id": account_id})
