"""Reading settlement: batches, why a line is in or out, what an area may still pay, the net matrix."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from hub.federation import directory
from hub.kernel.db import db
from hub.ledger import Payable, SettleLine
from hub.settlement import sql
from hub.settlement.errors import BatchNotFound
from hub.settlement.models import Advice, Batch, Budget, PayeeRun, Payout, SettleExclusion
from hub.settlement.rules import Netting, net

PAGE_SIZE = 50


def find_batch(no: str) -> Batch | None:
    """The batch with this number, in the scope in force, or None."""
    return db.session.execute(select(Batch).where(Batch.no == no)).scalar_one_or_none()


def get_batch(no: str) -> Batch:
    """The batch with this number.

    Raises:
        BatchNotFound: there is none in the scope in force.
    """
    batch = find_batch(no)
    if batch is None:
        raise BatchNotFound()
    return batch


def list_batches(*, page: int = 1, size: int = PAGE_SIZE) -> list[Batch]:
    """Batches in the scope in force, newest first."""
    newest = select(Batch).order_by(Batch.period.desc(), Batch.made_at.desc(), Batch.no)
    return list(db.session.scalars(newest.limit(size).offset((page - 1) * size)))


def list_lines(batch: Batch, *, page: int = 1, size: int = PAGE_SIZE) -> list[tuple[SettleLine, Payable]]:
    """The lines of a batch with the payables they settle, first agreed first."""
    found = (
        select(SettleLine, Payable)
        .join(Payable, Payable.id == SettleLine.payable_id)
        .where(SettleLine.batch_id == batch.id)
        .order_by(Payable.agreed_at, Payable.id)
    )
    rows = db.session.execute(found.limit(size).offset((page - 1) * size)).all()
    return [(row[0], row[1]) for row in rows]


def list_exclusions(batch: Batch) -> list[tuple[SettleExclusion, Payable]]:
    """What was open at the cut and waits, with the reason."""
    found = (
        select(SettleExclusion, Payable)
        .join(Payable, Payable.id == SettleExclusion.payable_id)
        .where(SettleExclusion.batch_id == batch.id)
        .order_by(Payable.agreed_at, Payable.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(found).all()]


def list_payee_runs(batch: Batch) -> list[PayeeRun]:
    """What the batch comes to for each payee."""
    return list(db.session.scalars(select(PayeeRun).where(PayeeRun.batch_id == batch.id).order_by(PayeeRun.payee_id)))


def list_advices(batch: Batch) -> list[Advice]:
    """The advices of a batch, by region."""
    return list(db.session.scalars(select(Advice).where(Advice.batch_id == batch.id).order_by(Advice.region)))


def net_matrix(period: date, made_before: datetime | None = None) -> Netting:
    """Gross obligations of a month between places and what netting would come to; a report only (G-35)."""
    rows = db.session.execute(sql.GROSS, {"period": period, "ended": made_before}).mappings()
    return net({(row["payer_area"], row["payee_place"]): int(row["fen"]) for row in rows})


def list_periods() -> list[date]:
    """The months that have batches, latest first."""
    return list(db.session.scalars(select(Batch.period).distinct().order_by(Batch.period.desc())))


@dataclass(frozen=True)
class BudgetFigures:
    """An area's budget of a year: None means no limit."""

    area: str
    year: int
    amount_fen: int | None
    hard: bool
    spent_fen: int
    owed_fen: int

    @property
    def left_fen(self) -> int | None:
        """What may still be paid."""
        return None if self.amount_fen is None else self.amount_fen - self.spent_fen


def budget_figures(area: str, year: int) -> BudgetFigures:
    """What an area may pay in a year, what it has instructed, and what it owes beyond that."""
    budget = find_budget(area, year)
    spent: Any = db.session.execute(sql.SPENT, {"payer": area, "year": year}).scalar_one()
    owed: Any = db.session.execute(
        text(
            "SELECT coalesce(sum(amount_fen), 0) FROM payable p WHERE p.payer_area = :payer AND p.kind = 'AWARD'"
            " AND p.cancelled_at IS NULL AND NOT EXISTS (SELECT FROM settle_line l WHERE l.payable_id = p.id)"
        ),
        {"payer": area},
    ).scalar_one()
    amount_fen = budget.amount_fen if budget else None
    return BudgetFigures(area, year, amount_fen, bool(budget and budget.hard), int(spent), int(owed))


@dataclass(frozen=True)
class BatchPlaces:
    """How much of a batch stays in the payer's area, in its region, and crosses a border."""

    intra_area_fen: int
    in_region_fen: int
    cross_region_fen: int


def places_of(batch: Batch) -> BatchPlaces:
    """Where a batch's money goes."""
    own_region = directory.get_area(batch.payer_area).region
    found = db.session.execute(
        select(Payable.payee_area, Payable.payee_region, func.sum(SettleLine.amount_fen))
        .join(SettleLine, SettleLine.payable_id == Payable.id)
        .where(SettleLine.batch_id == batch.id)
        .group_by(Payable.payee_area, Payable.payee_region)
    ).all()
    intra = sum(int(fen) for area, _, fen in found if area == batch.payer_area)
    crossing = sum(int(fen) for area, region, fen in found if region != own_region and area != batch.payer_area)
    return BatchPlaces(intra, sum(int(row[2]) for row in found) - intra - crossing, crossing)


@dataclass(frozen=True)
class Trail:
    """A payable on its way: the lines and payouts it went through."""

    payable: Payable
    batch: Batch | None
    payout: Payout | None


def trail_of(redemption_id: UUID) -> list[Trail]:
    """Every payable of a redemption in the scope in force, with its batch and payout."""
    found = (
        select(Payable, Batch, Payout)
        .outerjoin(SettleLine, SettleLine.payable_id == Payable.id)
        .outerjoin(Batch, Batch.id == SettleLine.batch_id)
        .outerjoin(Payout, (Payout.batch_id == SettleLine.batch_id) & (Payout.payee_id == SettleLine.payee_id))
        .where(Payable.redemption_id == redemption_id)
        .order_by(Payable.id)
    )
    return [Trail(*row) for row in db.session.execute(found).all()]


def find_budget(area: str, year: int) -> Budget | None:
    """The budget an area has set for a year, or None."""
    return db.session.execute(select(Budget).where(Budget.area == area, Budget.year == year)).scalar_one_or_none()
