"""Which account is meant: keys, identifiers made from them, and their creation without locking anybody's row."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID, uuid5

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.kernel.db import count_write, db
from hub.ledger.models import Account, AccountKind

NAMESPACE = UUID("6f1d2c1e-0d0c-5a1e-9a3e-3b1c6f0b7a10")
GUARDED = frozenset({AccountKind.QUOTA, AccountKind.CLEARING})
ENTITLEMENT = frozenset(
    {AccountKind.SOURCE, AccountKind.POOL, AccountKind.QUOTA, AccountKind.USED, AccountKind.EXPIRED}
)


@dataclass(frozen=True)
class AccountKey:
    """What an account is for; the identifier follows from it, so nobody has to look it up."""

    kind: AccountKind
    area: str
    programme: str | None = None
    owner_id: UUID | None = None
    year: int | None = None

    @property
    def id(self) -> UUID:
        """The identifier that every process computes alike."""
        return uuid5(NAMESPACE, f"{self.kind}|{self.area}|{self.programme}|{self.owner_id}|{self.year}")

    @property
    def ledger(self) -> str:
        """V for entitlement, C for claims and cash."""
        return "V" if self.kind in ENTITLEMENT else "C"


def ensure_accounts(*keys: AccountKey, holder_id: UUID | None = None) -> None:
    """Create the accounts that do not exist yet; existing rows are neither locked nor changed."""
    rows = [
        {
            "id": key.id,
            "ledger": key.ledger,
            "kind": key.kind,
            "programme": key.programme,
            "area": key.area,
            "owner_id": key.owner_id,
            "holder_id": holder_id if key.kind is AccountKind.QUOTA else None,
            "year": key.year,
            "guarded": key.kind in GUARDED,
            "debit_pending_fen": 0,
            "debit_fen": 0,
            "credit_fen": 0,
        }
        for key in sorted(keys, key=lambda key: key.id)
    ]
    # Row by row in batches of the driver: one statement for thousands of payees would have too many parameters.
    db.session.connection().execute(insert(cast(Table, Account.__table__)).on_conflict_do_nothing(), rows)
    count_write()


def quota_key(programme: str, area: str, instrument_id: UUID, year: int) -> AccountKey:
    """The guarded account of one voucher."""
    return AccountKey(AccountKind.QUOTA, area, programme, instrument_id, year)


def of_year(kind: AccountKind, programme: str, area: str, year: int) -> AccountKey:
    """SOURCE, POOL, USED, EXPIRED or EXPENSE of a programme, area and year."""
    return AccountKey(kind, area, programme, None, year)


def payable_key(payer_area: str, payee_id: UUID) -> AccountKey:
    """What the payer owes the payee."""
    return AccountKey(AccountKind.PAYABLE, payer_area, None, payee_id)


def clawback_key(payer_area: str, payee_id: UUID) -> AccountKey:
    """What the payee owes the payer (G-37)."""
    return AccountKey(AccountKind.CLAWBACK, payer_area, None, payee_id)


def clearing_key(payer_area: str, batch_id: UUID) -> AccountKey:
    """Money instructed and not yet confirmed, for one batch; zero when the batch closes."""
    return AccountKey(AccountKind.CLEARING, payer_area, None, batch_id)


def treasury_key(payer_area: str) -> AccountKey:
    """Mirror of the payments that left the payer's treasury."""
    return AccountKey(AccountKind.TREASURY, payer_area)


def move_counters(account_id: UUID, *, pending_fen: int = 0, debit_fen: int = 0, credit_fen: int = 0) -> bool:
    """Move a guarded account's counters in one guarded statement; False when it would be overdrawn."""
    left = Account.credit_fen - Account.debit_fen - Account.debit_pending_fen
    moved = db.session.execute(
        update(Account)
        .where(Account.id == account_id, left >= pending_fen + debit_fen - credit_fen)
        .values(
            debit_pending_fen=Account.debit_pending_fen + pending_fen,
            debit_fen=Account.debit_fen + debit_fen,
            credit_fen=Account.credit_fen + credit_fen,
        )
        .execution_options(synchronize_session=False)
    )
    return bool(moved.rowcount)  # type: ignore[attr-defined]


def lock_account(account_id: UUID) -> Account:
    """The account, locked for the rest of the transaction."""
    statement = select(Account).where(Account.id == account_id).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()


def is_over(account: Account, today: date) -> bool:
    """Whether the account's year has ended, whatever the year-end job has done so far."""
    return account.closed_at is not None or today.year > (account.year or today.year)
