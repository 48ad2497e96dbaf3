"""Money as it stood at the end of a day: what an area owes and has paid, what a payee may expect, where batches stood.

Everything is read off rows that are never rewritten: journal, payables, the days of batches and discards, the record of
states. So the figures of a past day are the same whenever they are asked for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from hub import ledger
from hub.federation import directory
from hub.kernel.db import db
from hub.kernel.states import StateChange
from hub.ledger import Books, end_of
from hub.settlement.budget_models import BudgetProposal, ProposalState
from hub.settlement.models import Batch
from hub.settlement.rules import next_run
from schemas.terms import BatchState

# A payable that no batch held at the end of the day: not in one that was made by then, unless that was discarded then.
_OPEN = """
FROM payable p JOIN ltx x ON x.id = p.tx_id
WHERE x.business_date <= :on AND (p.cancelled_at IS NULL OR p.cancelled_at >= :ended) AND NOT p.against_clawback
  AND NOT EXISTS (SELECT FROM settle_line l JOIN settle_batch b ON b.id = l.batch_id
                  WHERE l.payable_id = p.id AND b.made_at < :ended)
  AND NOT EXISTS (SELECT FROM settle_line_void v JOIN settle_batch b ON b.id = v.batch_id
                  WHERE v.payable_id = p.id AND b.made_at < :ended AND v.voided_at >= :ended)
"""
_FEN = "CASE p.kind WHEN 'AWARD' THEN p.amount_fen ELSE -p.amount_fen END"
_DAYS = "(CAST(:on AS date) - CAST(p.agreed_at AT TIME ZONE 'Asia/Shanghai' AS date))"
AGEING = text(f"""
SELECT CASE WHEN p.eligible_at IS NULL OR p.eligible_at >= :ended THEN -1
            WHEN {_DAYS} <= 30 THEN 30 WHEN {_DAYS} <= 60 THEN 60 WHEN {_DAYS} <= 90 THEN 90 ELSE 999 END AS upto,
       count(*) AS awards, sum({_FEN}) AS fen
{_OPEN} AND p.payer_area = :area GROUP BY 1 ORDER BY 1
""")
OPEN_LINES = text(f"""
SELECT p.redemption_id, p.payee_id, p.agreed_at, p.policy_version, {_FEN} AS fen,
       coalesce(p.eligible_at < :ended, false) AS due
{_OPEN} AND p.payer_area = :area ORDER BY p.agreed_at, p.id LIMIT :limit
""")
OWED_TO = text(f"""
SELECT p.payer_area AS area, coalesce(sum({_FEN}) FILTER (WHERE p.eligible_at < :ended), 0) AS due,
       coalesce(sum({_FEN}) FILTER (WHERE p.eligible_at IS NULL OR p.eligible_at >= :ended), 0) AS waiting
{_OPEN} AND p.payee_id = :payee GROUP BY 1
""")
# A payout of a batch that was made by then and not discarded; paid or back as the journal said by then.
_PAYOUTS = """
FROM payout o JOIN settle_batch b ON b.id = o.batch_id AND b.made_at < :ended
LEFT JOIN ltx d ON d.code = 'disburse' AND d.ref = o.id::text AND d.business_date <= :on
LEFT JOIN ltx r ON r.code = 'payment_back' AND r.ref = o.id::text AND r.business_date <= :on
LEFT JOIN ltx u ON u.code = 'unsettle' AND u.ref = b.id::text AND u.business_date <= :on
WHERE u.id IS NULL AND r.id IS NULL
"""
PAID_TO = text(f"""
SELECT o.payer_area AS area, coalesce(sum(o.amount_fen) FILTER (WHERE d.id IS NULL), 0) AS on_the_way,
       coalesce(sum(o.amount_fen) FILTER (WHERE d.id IS NOT NULL AND d.business_date >= :begins), 0) AS paid,
       max(d.business_date) AS last_paid
{_PAYOUTS} AND o.payee_id = :payee GROUP BY 1
""")
RECEIVED = text(f"""
SELECT coalesce(sum(o.amount_fen), 0) {_PAYOUTS} AND d.business_date >= :begins AND o.payer_area <> :area
  AND EXISTS (SELECT FROM settle_line m JOIN payable p ON p.id = m.payable_id
              WHERE m.batch_id = o.batch_id AND m.payee_id = o.payee_id AND p.payee_area = :area)
""")  # noqa: S608


NO_BOOKS = Books()


@dataclass(frozen=True)
class Age:
    """Open awards of one age: up to so many days since they were agreed; 999 is older, -1 waits for its notice."""

    upto: int
    count: int
    fen: int


@dataclass(frozen=True)
class Position:
    """What a payer owed, had on its way and had paid at the end of a day; ``received`` by institutions of its place."""

    area: str
    on: date
    books: Books
    received_fen: int
    budget_fen: int | None
    budget_set: bool
    ages: Sequence[Age] = field(default_factory=list)

    @property
    def due_fen(self) -> int:
        """What the next batch may take."""
        return sum(age.fen for age in self.ages if age.upto > 0)

    @property
    def waiting_fen(self) -> int:
        """What is awarded and waits for the end of its notice."""
        return sum(age.fen for age in self.ages if age.upto < 0)

    @property
    def approved_fen(self) -> int:
        """What is awarded and not paid, wherever it stands."""
        return self.books.owed_fen + self.books.on_the_way_fen

    @property
    def budget_left_fen(self) -> int | None:
        """What of the year's budget is neither paid nor on its way; None: there is no limit."""
        return None if self.budget_fen is None else self.budget_fen - self.books.paid_fen - self.books.on_the_way_fen


@dataclass(frozen=True)
class Receivable:
    """What a payee had to expect from one payer at the end of a day, and when the payer settles next."""

    area: str
    due_fen: int
    waiting_fen: int
    on_the_way_fen: int
    paid_fen: int
    last_paid: date | None
    next_run: date


@dataclass(frozen=True)
class OpenLine:
    """One award that no batch held."""

    redemption_id: UUID
    payee_id: UUID
    agreed_at: Any
    policy_version: str
    fen: int
    due: bool


def _day(on: date, **more: Any) -> dict[str, Any]:
    return {"on": on, "ended": end_of(on), "begins": date(on.year, 1, 1), **more}


def position_of(area: str, on: date) -> Position:
    """An area's money at the end of a day; the caller has the right to read it."""
    ages = [Age(row.upto, int(row.awards), int(row.fen)) for row in db.session.execute(AGEING, _day(on, area=area))]
    received = int(db.session.execute(RECEIVED, _day(on, area=area)).scalar_one())
    budget = _budget_on(area, on)
    amount_fen = budget.amount_fen if budget else None
    return Position(area, on, ledger.books_on(area, on), received, amount_fen, budget is not None, ages)


def open_lines(area: str, on: date, *, limit: int = 100) -> list[OpenLine]:
    """What an area owed and no batch held at the end of a day, first agreed first."""
    return [OpenLine(**row) for row in db.session.execute(OPEN_LINES, _day(on, area=area, limit=limit)).mappings()]


def receivables_of(payee_id: UUID, on: date) -> list[Receivable]:
    """What every payer owed a payee at the end of a day; the caller is the payee's, or has the right to read it."""
    asked = _day(on, payee=payee_id)
    owed = {row["area"]: row for row in db.session.execute(OWED_TO, asked).mappings()}
    paid = {row["area"]: row for row in db.session.execute(PAID_TO, asked).mappings()}
    return [_receivable(area, owed.get(area, {}), paid.get(area, {}), on) for area in sorted({*owed, *paid})]


def _receivable(area: str, owed: Any, paid: Any, on: date) -> Receivable:
    due, waiting = int(owed.get("due", 0)), int(owed.get("waiting", 0))
    on_the_way, was_paid = int(paid.get("on_the_way", 0)), int(paid.get("paid", 0))
    runs = next_run(on, directory.get_area(area).settlement.day)
    return Receivable(area, due, waiting, on_the_way, was_paid, paid.get("last_paid"), runs)


def _budget_on(area: str, on: date) -> BudgetProposal | None:
    found = select(BudgetProposal).where(
        BudgetProposal.area == area, BudgetProposal.year == on.year, BudgetProposal.state == ProposalState.APPROVED,
        BudgetProposal.decided_at < end_of(on),
    )  # fmt: skip
    return db.session.scalars(found.order_by(BudgetProposal.decided_at.desc()).limit(1)).first()


def batches_on(batches: Iterable[Batch], on: date) -> dict[UUID, BatchState]:
    """The state in which each batch stood at the end of a day; those that were made later are left out."""
    mine = [batch.id for batch in batches if batch.made_at < end_of(on)]
    moves = (
        select(StateChange.subject_id, StateChange.to_state)
        .where(StateChange.subject == "settle_batch", StateChange.subject_id.in_(mine), StateChange.at < end_of(on))
        .order_by(StateChange.at, StateChange.id)
    )
    return {row.subject_id: BatchState(row.to_state) for row in db.session.execute(moves)}
