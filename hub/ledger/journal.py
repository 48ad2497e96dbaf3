"""Writing the journal: one entry with its transfers, at most once for each (code, ref)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from hub.kernel import scope
from hub.kernel.actor import Actor
from hub.kernel.db import count_write, db
from hub.kernel.ids import new_id
from hub.kernel.sealed import check_money_may_move
from hub.ledger.models import JournalEntry, Phase, Transfer

P = ParamSpec("P")
R = TypeVar("R")


class PostedMeanwhile(Exception):
    """Somebody else has just posted the same code and reference."""


@dataclass(frozen=True)
class Leg:
    """Debit one account and credit another."""

    debit_id: UUID
    credit_id: UUID
    amount_fen: int
    phase: Phase = Phase.POST


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A savepoint with every row visible: a caller who goes on after a refusal finds nothing half done."""
    with scope.everything(), db.session.begin_nested():
        yield


def whole(function: Callable[P, R]) -> Callable[P, R]:
    """Run a ledger function as one whole, whoever asks; who loses a race of one reference answers as a replay."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with all_or_nothing():
                return function(*args, **kwargs)
        except PostedMeanwhile:
            with all_or_nothing():
                return function(*args, **kwargs)

    return run


_ENTRY = select(JournalEntry.id).where(JournalEntry.code == bindparam("code"), JournalEntry.ref == bindparam("ref"))
_ENTER = (
    insert(cast(Table, JournalEntry.__table__))
    .on_conflict_do_nothing(index_elements=["code", "ref"])
    .returning(JournalEntry.id)
)
_TRANSFER = insert(cast(Table, Transfer.__table__))


def find_entry(code: str, ref: str) -> UUID | None:
    """The entry posted under this code and reference, or None."""
    return db.session.execute(_ENTRY, {"code": code, "ref": ref}).scalar_one_or_none()


def post(
    *,
    code: str,
    ref: str,
    legs: Sequence[Leg],
    by: Actor,
    business_date: date,
    subject: str | None = None,
    subject_id: UUID | None = None,
    reason: str | None = None,
    reverses: UUID | None = None,
) -> UUID:
    """Write one journal entry with its transfers; legs of nothing are left out. Counters are moved by the caller."""
    check_money_may_move()
    tx_id = new_id()
    entry = {
        "id": tx_id, "code": code, "ref": ref, "business_date": business_date, "account_id": by.account_id,
        "actor_name": by.name, "reason": reason, "subject": subject, "subject_id": subject_id, "reverses": reverses,
    }  # fmt: skip
    connection = db.session.connection()
    count_write()
    if connection.execute(_ENTER, entry).scalar_one_or_none() is None:
        raise PostedMeanwhile
    rows = [
        {"id": new_id(), "tx_id": tx_id, "debit_id": leg.debit_id, "credit_id": leg.credit_id,
         "amount_fen": leg.amount_fen, "phase": leg.phase}
        for leg in legs
        if leg.amount_fen
    ]  # fmt: skip
    if rows:
        connection.execute(_TRANSFER, rows)
    return tx_id
