"""What a region's own program sees and says of settlement: its payers' batches, and what others pay to its units.

A batch appears from its signature on. As the payer's treasury the region acknowledges the instruction, as a payee's
region its advice; it disputes lines of an advice. Everything is asked with the hash of the lines that were read.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from hub.federation import directory
from hub.kernel import scope
from hub.kernel.actor import THE_HUB, Actor, GrantedRole
from hub.kernel.db import db
from hub.ledger import Payable, SettleLine
from hub.settlement.disputing import dispute_line, find_advice
from hub.settlement.errors import AdviceNotSent, BatchNotFound, LinesDiffer, LineUnknown
from hub.settlement.models import Advice, Batch
from hub.settlement.reconciling import ImportResult, import_statement
from hub.settlement.sending import acknowledge_advice, acknowledge_batch
from schemas.terms import BatchState, ExchangeState, Role

BEFORE_SIGNATURE = (
    BatchState.OPEN, BatchState.COMPUTING, BatchState.COMPUTED, BatchState.REVIEWED, BatchState.DISCARDED,
)  # fmt: skip


def batches_of(region: str) -> Select[Batch]:
    """The signed batches that a region pays, or by which its units are paid."""
    advised = select(Advice.batch_id).where(Advice.region == region)
    mine = or_(Batch.payer_area.in_(_areas(region)), Batch.id.in_(advised))
    return select(Batch).where(mine, Batch.state.not_in(BEFORE_SIGNATURE))


def batch_of(region: str, no: str) -> Batch:
    """One of them.

    Raises:
        BatchNotFound: it is not this region's, or not signed.
    """
    with scope.everything():
        found = db.session.scalars(batches_of(region).where(Batch.no == no)).one_or_none()
    if found is None:
        raise BatchNotFound()
    return found


def lines_of(region: str, batch: Batch) -> Select[Payable]:
    """The payables of a batch that concern the region: all that it pays, or those paid to its units."""
    lines = select(Payable).join(SettleLine, SettleLine.payable_id == Payable.id)
    lines = lines.where(SettleLine.batch_id == batch.id)
    return lines if _pays(region, batch) else lines.where(Payable.payee_region == region)


def advice_of(region: str, batch: Batch) -> Advice | None:
    """The advice by which the region was told of the batch."""
    with scope.everything():
        return find_advice(batch.id, region)


def acknowledge(*, region: str, batch: Batch, sha256: str) -> Batch:
    """The region takes the instruction or the advice, or both; again it has no further effect.

    Raises:
        LinesDiffer: the hash is not that of the batch's lines.
        AdviceNotSent: nothing waits for this region.
    """
    if sha256 != batch.root_sha256:
        raise LinesDiffer(field="sha256")
    with scope.everything():
        advice = find_advice(batch.id, region)
        if advice is None and not (_pays(region, batch) and batch.state is not BatchState.SIGNED):
            raise AdviceNotSent(no=batch.no)
        if _pays(region, batch) and batch.state is BatchState.SENT:
            acknowledge_batch(batch=batch, by=THE_HUB)
        if advice is not None and advice.state is ExchangeState.SENT:
            acknowledge_advice(batch.id, region)
        db.session.refresh(batch)
    return batch


def dispute(*, region: str, batch: Batch, line: UUID, reason: str) -> Advice:
    """The region disputes a line of its advice; within five working days that stops the payment.

    Raises:
        AdviceNotSent: it was sent no advice of this batch.
        LineUnknown: its advice has no such line.
    """
    with scope.everything():
        advice = find_advice(batch.id, region)
        if advice is None:
            raise AdviceNotSent(no=batch.no)
        if db.session.scalar(lines_of(region, batch).where(Payable.id == line)) is None:
            raise LineUnknown(field="line")
        dispute_line(batch=batch, region=region, line_ref=str(line), reason=reason)
        db.session.refresh(advice)
    return advice


def take_statement_file(*, region: str, area: str, stream: Any, name: str, by: Actor) -> ImportResult:
    """A bank statement of one of the region's treasuries, matched as if its finance officer had imported it.

    Raises:
        BatchNotFound: the area is not the region's.
        StatementUnreadable, ControlTotalWrong: nothing was imported.
    """
    if area not in _areas(region):
        raise BatchNotFound()
    officer = replace(by, roles=frozenset({GrantedRole(Role.FINANCE_OFFICER, area)}))
    with scope.everything():
        return import_statement(stream=stream, file_name=name, payer_area=area, by=officer)


def _pays(region: str, batch: Batch) -> bool:
    return batch.payer_area in _areas(region)


def _areas(region: str) -> list[Any]:
    return [area.code for area in directory.list_areas() if area.region == region] + [region]
