"""A person asks for a run that the scheduler would not make: of a missed month, or a further one of a month."""

from datetime import date

from sqlalchemy import func, select

from hub import audit
from hub.federation import directory, ladder
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue
from hub.ledger import PayeeKind
from hub.settlement import sql
from hub.settlement.errors import BatchUnderWay, MonthNotOver, NothingToSettle
from hub.settlement.models import Batch, SettleBucket
from schemas.terms import BatchState, Role

UNSIGNED = (BatchState.OPEN, BatchState.COMPUTING, BatchState.COMPUTED, BatchState.REVIEWED)


def ask_run(*, payer_area: str, kind: PayeeKind, period: date, by: Actor) -> int:
    """Let a job settle what is open up to a month now; answers how many payables that are at this moment.

    Raises:
        Forbidden: not a finance officer of the area.
        MonthNotOver: the month is still running.
        BatchUnderWay: a batch of this payer and kind is not signed yet; sign or discard it first.
        NothingToSettle: nothing is open.
    """
    if not by.has(Role.FINANCE_OFFICER, area=payer_area):
        raise Forbidden()
    ladder.require(directory.get_area(payer_area).region, ladder.SETTLING)
    if period >= business_today().replace(day=1):
        raise MonthNotOver(period=f"{period:%Y-%m}")
    mine = select(Batch.no).where(Batch.payer_area == payer_area, Batch.kind == kind)
    unsigned = db.session.scalars(mine.where(Batch.state.in_(UNSIGNED)).limit(1)).first()
    if unsigned is not None:
        raise BatchUnderWay(no=unsigned)
    cut = business_now()
    window = {"payer": payer_area, "kind": kind.value, "period": period, "cut": cut}
    count = int(db.session.execute(sql.OPEN_PAYABLES, window).scalar_one())
    if not count:
        raise NothingToSettle(period=f"{period:%Y-%m}")
    made = (
        select(func.count())
        .select_from(Batch)
        .where(
            Batch.payer_area == payer_area,
            Batch.kind == kind,
            Batch.period == period,
            Batch.state != BatchState.DISCARDED,
        )
    )
    from hub.settlement.jobs import run_asked

    enqueue(
        run_asked, payer_area=payer_area, kind=kind.value, period=period.isoformat(), fire_at=cut.isoformat(),
        extra=db.session.execute(made).scalar_one(),
    )  # fmt: skip
    audit.record(
        "settlement.asked", by=by, subject="data", subject_id=new_id(), subject_no=f"{payer_area}/{period:%Y-%m}",
        areas=[payer_area], after={"kind": kind.value, "payables": count},
    )  # fmt: skip
    return count


def progress_of(batch: Batch) -> tuple[int, int] | None:
    """How many parts of a batch that is being computed are collected, and of how many; None: it is computed."""
    if batch.state not in (BatchState.OPEN, BatchState.COMPUTING):
        return None
    done = select(func.count()).select_from(SettleBucket).where(SettleBucket.batch_id == batch.id)
    return int(db.session.execute(done).scalar_one()), batch.buckets
