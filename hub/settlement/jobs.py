"""When settlement runs: monthly for each payer area, on the day and time of its own; sending is a job of its own."""

from datetime import date, datetime
from uuid import UUID

from hub.federation import directory, ladder
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db, unit_of_work
from hub.kernel.failpoints import failpoint
from hub.kernel.jobs import job, scheduled
from hub.ledger import PayeeKind
from hub.settlement import telling
from hub.settlement.models import Batch
from hub.settlement.rules import previous_month
from hub.settlement.run import buckets_of, run_settlement
from hub.settlement.sending import send_batch


def payer_areas() -> list[str]:
    """The areas whose treasuries pay."""
    return [area.code for area in directory.list_areas()]


def cron_of(area: str) -> str:
    """The area's own settlement day and time, business clock."""
    settlement = directory.get_area(area).settlement
    hour, minute = settlement.time.split(":")
    return f"{int(minute)} {int(hour)} {settlement.day} * *"


@scheduled("settlement.run", cron=cron_of, catch_up="every", keys=payer_areas)
def settle_institutions(*, fire_at: datetime, key: str) -> None:
    """What the area owes institutions for the month before and earlier."""
    _settle(PayeeKind.INSTITUTION, fire_at, key)


@scheduled("disbursement.run", cron=cron_of, catch_up="every", keys=payer_areas)
def settle_enterprises(*, fire_at: datetime, key: str) -> None:
    """What the area owes its enterprises whose publicity ended in the month before or earlier."""
    _settle(PayeeKind.ENTERPRISE, fire_at, key)


def _settle(kind: PayeeKind, fire_at: datetime, area: str) -> None:
    if not ladder.allows(directory.get_area(area).region, ladder.SETTLING):
        return  # what is open stays open, and is taken by the first run after the region settles
    period = previous_month(fire_at.astimezone(SHANGHAI).date())
    run_settlement(payer_area=area, kind=kind, period=period, fire_at=fire_at.astimezone(SHANGHAI))


@job("settlement.send")
def send(*, batch_id: str) -> None:
    """Send a signed batch: the instruction and the advices, in one transaction."""
    with unit_of_work():
        failpoint("settlement.send_begun")
        send_batch(db.session.get_one(Batch, UUID(batch_id), with_for_update=True))
        failpoint("settlement.sent")


@job("settlement.follow")
def follow(*, batch_id: str) -> None:
    """The redemptions follow their batch, a transaction for each bucket; twice or beside another changes nothing."""
    with unit_of_work():
        buckets = buckets_of(UUID(batch_id))
    for bucket in range(buckets):
        with unit_of_work():
            telling.follow(db.session.get_one(Batch, UUID(batch_id)), bucket)
            failpoint("settlement.following")


@job("settlement.run_asked")
def run_asked(*, payer_area: str, kind: str, period: str, fire_at: str, extra: int) -> None:
    """The run that a person asked for; the same request makes one batch however often the job runs."""
    run_settlement(
        payer_area=payer_area, kind=kind, period=date.fromisoformat(period), fire_at=datetime.fromisoformat(fire_at),
        extra=extra,
    )  # fmt: skip
