"""What is left of a voucher and what happened to it; after its year a voucher reads as expired by its dates alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select, text

from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.ledger.models import Allowance

BALANCES = text("""
SELECT a.owner_id, a.year, a.closed_at IS NOT NULL AS closed, a.debit_pending_fen AS reserved,
       a.credit_fen - a.debit_fen - a.debit_pending_fen AS available,
       coalesce(m.granted, 0) AS granted, coalesce(m.used, 0) AS used, coalesce(m.expired, 0) AS expired,
       coalesce((SELECT sum(h.amount_fen) FROM hold h WHERE h.quota_id = a.id AND h.state = 'HELD'), 0) AS held
FROM ledger_account a LEFT JOIN LATERAL (
  SELECT sum(CASE WHEN d.kind = 'POOL' THEN t.amount_fen WHEN c.kind = 'POOL' THEN -t.amount_fen END) AS granted,
         sum(CASE WHEN c.kind = 'USED' THEN t.amount_fen WHEN d.kind = 'USED' THEN -t.amount_fen END) AS used,
         sum(t.amount_fen) FILTER (WHERE c.kind = 'EXPIRED') AS expired
  FROM transfer t JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id
  WHERE t.phase = 'POST' AND (t.debit_id = a.id OR t.credit_id = a.id)
) m ON true
WHERE a.kind = 'QUOTA' AND a.owner_id IN :instruments
""").bindparams(bindparam("instruments", expanding=True))

AVAILABLE = text("""
SELECT year, closed_at IS NOT NULL AS closed, credit_fen - debit_fen - debit_pending_fen AS available
FROM ledger_account WHERE kind = 'QUOTA' AND owner_id = :instrument
""")

LINES = text("""
SELECT x.recorded_at, x.business_date, x.code, x.subject, x.subject_id, x.reason, x.actor_name, t.phase,
       CASE WHEN t.credit_id = a.id THEN t.amount_fen ELSE -t.amount_fen END AS amount_fen,
       CASE WHEN t.credit_id = a.id THEN d.kind ELSE c.kind END AS other
FROM ledger_account a JOIN transfer t ON t.debit_id = a.id OR t.credit_id = a.id
JOIN ltx x ON x.id = t.tx_id JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id
WHERE a.kind = 'QUOTA' AND a.owner_id = :instrument ORDER BY x.recorded_at, t.phase DESC, t.id
""")


@dataclass(frozen=True)
class Balances:
    """Figures of a voucher: granted = reserved + used + expired + available, always."""

    granted_fen: int = 0
    reserved_fen: int = 0
    used_fen: int = 0
    expired_fen: int = 0
    available_fen: int = 0


@dataclass(frozen=True)
class LedgerLine:
    """One movement on a voucher; ``amount_fen`` is positive when it adds to what is available or takes back."""

    recorded_at: datetime
    business_date: date
    code: str
    phase: str
    other: str
    amount_fen: int
    subject: str | None
    subject_id: UUID | None
    reason: str | None
    actor_name: str


def balances(instrument_id: UUID) -> Balances:
    """The figures of one voucher; all zero when nothing was ever granted on it."""
    return balances_of([instrument_id]).get(instrument_id, Balances())


def available_on(instrument_id: UUID) -> int:
    """What ``balances`` calls available, read off the guarded account alone: an order asks for no more."""
    row = db.session.execute(AVAILABLE, {"instrument": instrument_id}).one_or_none()
    if row is None or (not row.closed and row.year < business_today().year):
        return 0
    return int(row.available)


def balances_of(instrument_ids: Iterable[UUID]) -> dict[UUID, Balances]:
    """The figures of several vouchers; the caller has obtained the ids within its own scope."""
    wanted = sorted(set(instrument_ids))
    if not wanted:
        return {}
    today = business_today()
    rows = db.session.execute(BALANCES, {"instruments": wanted}).mappings()
    return {row["owner_id"]: _read(dict(row), today) for row in rows}


def _read(row: dict[str, int], today: date) -> Balances:
    # Validity follows from dates, never from a job having run: what the year end will void already reads as expired.
    lost_fen = 0 if row["closed"] or today.year <= row["year"] else int(row["available"]) + int(row["held"])
    not_submitted_fen = int(row["held"]) if lost_fen else 0
    return Balances(
        granted_fen=int(row["granted"]),
        reserved_fen=int(row["reserved"]) - not_submitted_fen,
        used_fen=int(row["used"]),
        expired_fen=int(row["expired"]) + lost_fen,
        available_fen=0 if lost_fen else int(row["available"]),
    )


def lines(instrument_id: UUID) -> Sequence[LedgerLine]:
    """Everything that happened to one voucher, oldest first."""
    return [LedgerLine(**row) for row in db.session.execute(LINES, {"instrument": instrument_id}).mappings()]


def granted_in_year(holder_id: UUID, programme: str, year: int) -> int:
    """What was issued to a holder of one programme's year in all, in fen; what was voided since counts still (G-23)."""
    found = select(Allowance.granted_fen).where(
        Allowance.holder_id == holder_id, Allowance.programme == programme, Allowance.year == year
    )
    return db.session.execute(found).scalar_one_or_none() or 0
