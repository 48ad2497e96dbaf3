"""One settlement run in steps that survive being killed: open, collect, compute (ledger.md C6, design.md §8.5)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import TextClause, func, select, text
from sqlalchemy.dialects.postgresql import insert

from hub import audit, ledger, messages
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue
from hub.kernel.states import move, record_birth
from hub.ledger import PayeeKind, PayeeSettlement
from hub.settings import Settings, Settlement
from hub.settlement import sql
from hub.settlement.errors import DoesNotAddUp
from hub.settlement.invariants import faults_of_batch
from hub.settlement.models import Batch, Budget, PayeeRun, SettleBucket
from schemas.terms import BatchState, Role, yuan_grouped

MOST_BUCKETS = 64
MANY = 20_000


def run_settlement(
    *, payer_area: str, kind: PayeeKind | str, period: date, fire_at: datetime, extra: int = 0
) -> UUID | None:
    """Settle what a payer owes for months up to ``period`` and may pay at ``fire_at``; None when there is nothing.

    Runs in units of work of its own. Killed anywhere and started again it goes on; started twice it makes one batch.
    ``extra``: which further run of the same month this is, asked for by a person; 0 is the scheduled one.

    Raises:
        DoesNotAddUp: the batch fails its own checks; it stays as it is for a person to look at.
    """
    with scope.everything():
        batch_id = _open(payer_area, PayeeKind(kind), period, fire_at, window_key(payer_area, kind, period, extra))
        if batch_id is None:
            return None
        failpoint("settlement.opened")
        for bucket in range(buckets_of(batch_id)):
            _collect(batch_id, bucket)
        failpoint("settlement.collected")
        _compute(batch_id)
        failpoint("settlement.computed")
        return batch_id


def window_key(payer_area: str, kind: PayeeKind | str, period: date, extra: int = 0) -> str:
    """What makes a run one of its kind: two with the same key are the same batch."""
    return f"{payer_area}|{PayeeKind(kind).value}|{period:%Y-%m}" + (f"|{extra}" if extra else "")


def _open(payer_area: str, kind: PayeeKind, period: date, fire_at: datetime, key: str) -> UUID | None:
    window = {"payer": payer_area, "kind": kind.value, "period": period, "cut": fire_at}
    failpoint("settlement.opening")
    with unit_of_work():
        live = select(Batch.id).where(Batch.window_key == key, Batch.state != BatchState.DISCARDED)
        found = db.session.execute(live).scalar_one_or_none()
        if found is not None:
            return found
        _without_limits()
        waiting = _one(sql.OPEN_PAYABLES, window)
        if not waiting:
            return None
        made = db.session.execute(
            sql.OPEN_BATCH,
            window | {
                "id": new_id(), "window_key": key, "no": _number(payer_area, kind, period),
                "budget_year": fire_at.year, "buckets": _buckets_for(waiting), "made_at": business_now(),
            },
        ).scalar_one_or_none()  # fmt: skip
        if made is None:
            return db.session.execute(live).scalar_one()
        batch = db.session.get_one(Batch, made)
        record_birth(batch, by=THE_HUB)
        move(batch, BatchState.COMPUTING, by=THE_HUB)
        return batch.id


def buckets_of(batch_id: UUID) -> int:
    """In how many parts a batch is collected."""
    return db.session.execute(select(Batch.buckets).where(Batch.id == batch_id)).scalar_one()


def _buckets_for(lines: int) -> int:
    return min(MOST_BUCKETS, -(-lines // _sizes().bucket_lines))


def _sizes() -> Settlement:
    settings: Settings = current_app.config["HUB"]
    return settings.settlement


def _number(payer_area: str, kind: PayeeKind, period: date) -> str:
    letter = "J" if kind is PayeeKind.INSTITUTION else "Q"
    stem = f"QS-{payer_area.upper()}-{period:%Y%m}-{letter}"
    earlier = db.session.execute(select(func.count()).where(Batch.no.like(f"{stem}%"))).scalar_one()
    return f"{stem}{earlier + 1}"


def _collect(batch_id: UUID, bucket: int) -> None:
    with unit_of_work():
        batch = db.session.get_one(Batch, batch_id)
        if batch.state is not BatchState.COMPUTING or not _begin(batch_id, bucket):
            return
        _without_limits()
        db.session.execute(
            sql.COLLECT,
            {"batch": batch_id, "payer": batch.payer_area, "kind": batch.kind.value, "cut": batch.cut,
             "period": batch.period, "bucket": bucket, "buckets": batch.buckets},
        )  # fmt: skip
        failpoint("settlement.collecting")


def _begin(batch_id: UUID, bucket: int) -> bool:
    """Whether this run is the one that collects the bucket; another that is just doing so is waited for."""
    begun = insert(SettleBucket).values(batch_id=batch_id, bucket=bucket).on_conflict_do_nothing()
    return db.session.execute(begun.returning(SettleBucket.bucket)).first() is not None


def _compute(batch_id: UUID) -> None:
    with unit_of_work():
        _without_limits()
        batch = _locked(batch_id)
        if batch.state is not BatchState.COMPUTING:
            return
        failpoint("settlement.claiming")
        claimed = _claim(batch)
        failpoint("settlement.claimed")
        _pay_payees(batch)
        failpoint("settlement.posted")
        if claimed > MANY:
            # The planner knows nothing yet of the lines that this transaction wrote and would look each up by itself.
            db.session.execute(text("SET LOCAL enable_nestloop = off"))
        faults = faults_of_batch(batch_id)
        if faults:
            raise DoesNotAddUp(no=batch.no, faults="；".join(faults[:5]))
        _finish(batch)


def _locked(batch_id: UUID) -> Batch:
    payer_area = db.session.execute(select(Batch.payer_area).where(Batch.id == batch_id)).scalar_one()
    ledger.lock_payer(payer_area)
    locked = select(Batch).where(Batch.id == batch_id).with_for_update().execution_options(populate_existing=True)
    return db.session.execute(locked).scalar_one()


def _claim(batch: Batch) -> int:
    budget = db.session.execute(
        select(Budget).where(Budget.area == batch.payer_area, Budget.year == batch.budget_year)
    ).scalar_one_or_none()
    left_fen = None
    if budget is not None and budget.amount_fen is not None:
        spent_fen = _one(sql.SPENT, {"payer": batch.payer_area, "year": batch.budget_year})
        left_fen = budget.amount_fen - spent_fen
    batch.budget_left_fen = left_fen
    limit_fen = left_fen if budget is not None and budget.hard else None
    values = {"batch": batch.id, "payer": batch.payer_area}
    if limit_fen is None:
        claimed = _rows(db.session.execute(sql.CLAIM, values))
    else:
        claimed = _rows(db.session.execute(sql.CLAIM_WITHIN, values | {"left": limit_fen}))
    if claimed < _one(sql.CANDIDATES, {"batch": batch.id}):
        db.session.execute(sql.EXCLUDE, {"batch": batch.id})
    return claimed


def _pay_payees(batch: Batch) -> None:
    db.session.execute(sql.RUN_PAYEES, {"batch": batch.id, "payer": batch.payer_area})
    db.session.execute(sql.MAKE_PAYOUTS, {"batch": batch.id, "payer": batch.payer_area, "no": batch.no})
    now = business_now()
    db.session.execute(sql.BORN_PAYOUTS, {"batch": batch.id, "actor": THE_HUB.name, "at": now})
    runs = db.session.scalars(select(PayeeRun).where(PayeeRun.batch_id == batch.id).order_by(PayeeRun.payee_id))
    ledger.settle_batch(
        payer_area=batch.payer_area, batch_id=batch.id, by=THE_HUB, business_date=now.date(),
        payees=[PayeeSettlement(run.payee_id, run.offset_fen, run.owed_fen, run.payout_fen) for run in runs],
    )  # fmt: skip


def _finish(batch: Batch) -> None:
    from hub.settlement.jobs import follow

    counted = db.session.execute(
        text("SELECT count(*), coalesce(sum(amount_fen), 0) FROM settle_line WHERE batch_id = :batch"),
        {"batch": batch.id},
    ).one()
    move(
        batch, BatchState.COMPUTED, by=THE_HUB, lines_count=counted[0], total_fen=int(counted[1]),
        root_sha256=root_of(batch.id),
    )  # fmt: skip
    enqueue(follow, batch_id=str(batch.id))
    audit.record(
        "settlement.computed", by=THE_HUB, subject="batch", subject_id=batch.id, subject_no=batch.no,
        areas=[batch.payer_area], after={"lines": batch.lines_count, "total": yuan_grouped(batch.total_fen)},
    )  # fmt: skip
    messages.tell(
        "settlement.computed", role=Role.FINANCE_OFFICER, area=batch.payer_area, subject="batch", subject_no=batch.no,
        path=f"/finance/batches/{batch.no}",
    )  # fmt: skip


def root_of(batch_id: UUID) -> str:
    """The hash over all lines of a batch, as they stand."""
    return str(db.session.execute(sql.ROOT, {"batch": batch_id}).scalar_one())


def _one(statement: TextClause, values: dict[str, Any]) -> int:
    return int(db.session.execute(statement, values).scalar_one())


def _rows(result: Any) -> int:
    return int(result.rowcount)


def _without_limits() -> None:
    # A month of a large area takes longer than a request may; a second settler waits for the first.
    db.session.execute(text("SET LOCAL statement_timeout = 0"))
    db.session.execute(text("SET LOCAL lock_timeout = '60s'"))
    db.session.execute(text(f"SET LOCAL work_mem = '{_sizes().work_memory_mb}MB'"))
