"""What the pages of finance and audit show of a batch."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub import identity, reviews, settlement
from hub.kernel import scope
from hub.kernel.db import db
from hub.redemption import Redemption
from hub.reviews import Review
from hub.settlement import Batch
from hub.web.as_at import as_at_asked
from hub.web.paging import Paging, page_asked_for
from hub.web.timeline import timeline_of


def list_context() -> dict[str, Any]:
    """The page of batches as at a day: those that were made by then, in the states in which they stood."""
    as_at = as_at_asked()
    batches = settlement.list_batches(page=page_asked_for())
    states = settlement.batches_on(batches, as_at.on)
    return {"as_at": as_at, "batches": [batch for batch in batches if batch.id in states], "states": states}


def batch_context(batch: Batch, page: int) -> dict[str, Any]:
    """Everything the page of a batch needs."""
    lines = settlement.list_lines(batch, page=page)
    payouts = settlement.list_payouts(batch)
    runs = settlement.list_payee_runs(batch)
    exclusions = settlement.list_exclusions(batch)
    payables = [payable for _, payable in lines] + [payable for _, payable in exclusions]
    people = {run.payee_id for run in runs} | {payable.payee_id for payable in payables}
    redemption_ids = {payable.redemption_id for payable in payables}
    return {
        "batch": batch,
        "progress": settlement.progress_of(batch),
        "places": settlement.places_of(batch),
        "lines": lines,
        "paging": Paging(page, batch.lines_count, settlement.PAGE_SIZE),
        "payouts": payouts,
        "runs": {run.payee_id: run for run in runs},
        "exclusions": exclusions,
        "advices": settlement.list_advices(batch),
        "names": names_of(people),
        "redemption_nos": redemption_nos(redemption_ids),
        "history": timeline_of("batch", batch.id, table="settle_batch"),
    }


def deciders_of(redemption_id: UUID) -> Sequence[Review]:
    """Who decided about a redemption, stage by stage; cancelled stages are left out."""
    with scope.everything():
        return [one for one in reviews.list_reviews("redemption", redemption_id) if one.decided_by_name]


def names_of(organization_ids: set[UUID]) -> dict[UUID, str]:
    """The units' names; payees are named to the payer's people in full."""
    with scope.everything():
        return {unit: identity.get_organization(unit).name for unit in organization_ids}


def redemption_nos(redemption_ids: set[UUID]) -> dict[UUID, str]:
    """The numbers of the redemptions that lines pay for."""
    with scope.everything():
        rows = db.session.execute(select(Redemption.id, Redemption.no).where(Redemption.id.in_(redemption_ids)))
        return {row.id: row.no for row in rows}
