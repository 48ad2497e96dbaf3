"""The books as they stood at the end of a day: sums of transfers whose business day had come, never of counters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, text

from hub.kernel.clock import SHANGHAI, business_today
from hub.kernel.db import db
from hub.ledger.queries import Balances, balances_of

# Of each account of a payer what was added less what was taken away, up to the day, and in its year.
BOOKS = text("""
SELECT a.kind, coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount_fen ELSE -t.amount_fen END), 0) AS fen,
       coalesce(sum(CASE WHEN t.credit_id = a.id THEN t.amount_fen ELSE -t.amount_fen END)
                FILTER (WHERE x.business_date >= :begins), 0) AS fen_of_year
FROM ledger_account a JOIN transfer t ON a.id IN (t.debit_id, t.credit_id) JOIN ltx x ON x.id = t.tx_id
WHERE a.area = :area AND a.ledger = 'C' AND x.business_date <= :on GROUP BY a.kind
""")

# The state of a hold on the day is the last one that it had come to by then.
BALANCES = text("""
SELECT a.owner_id, a.year,
  coalesce(sum(CASE t.phase WHEN 'PEND' THEN t.amount_fen WHEN 'VOID' THEN -t.amount_fen END), 0) AS reserved,
  coalesce(sum(CASE WHEN t.phase <> 'POST' THEN 0 WHEN d.kind = 'POOL' THEN t.amount_fen
                    WHEN c.kind = 'POOL' THEN -t.amount_fen END), 0) AS granted,
  coalesce(sum(CASE WHEN t.phase <> 'POST' THEN 0 WHEN c.kind = 'USED' THEN t.amount_fen
                    WHEN d.kind = 'USED' THEN -t.amount_fen END), 0) AS used,
  coalesce(sum(t.amount_fen) FILTER (WHERE t.phase = 'POST' AND c.kind = 'EXPIRED'), 0) AS expired,
  coalesce((SELECT sum(h.amount_fen) FROM hold h CROSS JOIN LATERAL (
      SELECT s.to_state FROM state_change s WHERE s.subject = 'hold' AND s.subject_id = h.id AND s.at < :ended
      ORDER BY s.at DESC, s.id DESC LIMIT 1) then_it_was
    WHERE h.quota_id = a.id AND then_it_was.to_state = 'HELD'), 0) AS held
FROM ledger_account a JOIN transfer t ON a.id IN (t.debit_id, t.credit_id) JOIN ltx x ON x.id = t.tx_id
JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id
WHERE a.kind = 'QUOTA' AND a.owner_id IN :instruments AND x.business_date <= :on GROUP BY a.id, a.owner_id, a.year
""").bindparams(bindparam("instruments", expanding=True))


@dataclass(frozen=True)
class Books:
    """A payer's claims and cash at the end of a day, in fen.

    ``awarded``: what was awarded in the day's year, less what was taken back. ``owed``: awarded and in no batch.
    ``on_the_way``: instructed and not yet confirmed. ``paid``: what left the treasury in the year and stayed away.
    ``to_recover``: what payees owe back.
    """

    awarded_fen: int = 0
    owed_fen: int = 0
    on_the_way_fen: int = 0
    paid_fen: int = 0
    to_recover_fen: int = 0


def end_of(on: date) -> datetime:
    """The first moment after a business day."""
    return datetime.combine(on + timedelta(days=1), datetime.min.time(), SHANGHAI)


def books_on(area: str, on: date) -> Books:
    """A payer's books at the end of a day; the caller has the right to read them."""
    found = db.session.execute(BOOKS, {"area": area, "on": on, "begins": date(on.year, 1, 1)}).mappings()
    sums = {row["kind"]: row for row in found}

    def of(kind: str, column: str = "fen") -> int:
        return int(sums[kind][column]) if kind in sums else 0

    return Books(
        awarded_fen=-of("EXPENSE", "fen_of_year"), owed_fen=of("PAYABLE"), on_the_way_fen=of("CLEARING"),
        paid_fen=of("TREASURY", "fen_of_year"), to_recover_fen=-of("CLAWBACK"),
    )  # fmt: skip


def balances_on(instrument_ids: Iterable[UUID], on: date) -> dict[UUID, Balances]:
    """The figures of vouchers at the end of a day; today they are what ``balances_of`` says."""
    wanted = sorted(set(instrument_ids))
    if not wanted:
        return {}
    if on >= business_today():
        return balances_of(wanted)
    rows = db.session.execute(BALANCES, {"instruments": wanted, "on": on, "ended": end_of(on)}).mappings()
    return {row["owner_id"]: _balances(dict(row), on) for row in rows}


def _balances(row: dict[str, int], on: date) -> Balances:
    granted, used, expired = (int(row[name]) for name in ("granted", "used", "expired"))
    reserved, held = int(row["reserved"]), int(row["held"])
    available = granted - used - expired - reserved
    over = on.year > row["year"]  # by its date, whatever the job of the year end had booked by then
    lost = available + held if over and available + held > 0 else 0
    return Balances(
        granted_fen=granted, reserved_fen=reserved - (held if lost else 0), used_fen=used, expired_fen=expired + lost,
        available_fen=0 if over else available,
    )  # fmt: skip
