"""A person asks for a run: of a missed month, or a further one; nothing that stands in a batch is taken again."""

import pytest

from hub import settlement
from hub.kernel.errors import Forbidden
from hub.ledger import PayeeKind
from hub.settlement.errors import BatchUnderWay, MonthNotOver, NothingToSettle
from hub.settlement.jobs import run_asked
from schemas.terms import BatchState
from tests.ledger.makers import at
from tests.settlement.makers import (
    APPROVER,
    APRIL,
    MARCH,
    OFFICER,
    Case,
    batch_of,
    lines_of,
    settle,
    sign,
    unit,
    unit_id,
)


def ask(by: object = OFFICER, period: object = MARCH) -> int:
    return settlement.ask_run(payer_area="maanshan", kind=PayeeKind.INSTITUTION, period=period, by=by)


def run(extra: int) -> None:
    """The job that the request enqueued."""
    run_asked(
        payer_area="maanshan", kind="institution", period="2021-03-01", fire_at="2021-04-20T10:00:00+08:00", extra=extra
    )


@pytest.fixture
def case(books: None) -> Case:
    """3,000.00 owed for March; it is 20 April."""
    owed = Case()
    owed.owed(unit("I02").id, 3_000_00)
    at("2021-04-20T10:00:00+08:00")
    return owed


def test_a_missed_month_is_settled_once_however_often_the_job_runs(case: Case) -> None:
    assert ask() == 1
    for _ in range(2):
        run(extra=0)
    assert [batch.total_fen for batch in settlement.list_batches()] == [3_000_00]
    assert settle() == settlement.list_batches()[0].id


def test_a_further_run_takes_only_what_came_later(case: Case) -> None:
    first = sign(batch_of(settle()))
    case.owed(unit_id("I02"), 50_00, eligible="2021-04-18T00:05:00+08:00")
    assert ask() == 1
    for _ in range(2):
        run(extra=1)
    made = {batch.id: lines_of(batch) for batch in settlement.list_batches()}
    assert sorted(made.values()) == [[50_00], [3_000_00]]
    assert first.state is BatchState.SIGNED


def test_a_run_is_refused_where_it_makes_no_sense(case: Case) -> None:
    with pytest.raises(Forbidden):
        ask(by=APPROVER)
    with pytest.raises(MonthNotOver):
        ask(period=APRIL)
    batch = batch_of(settle())
    with pytest.raises(BatchUnderWay):
        ask()
    sign(batch)
    with pytest.raises(NothingToSettle):
        ask()
    assert settlement.progress_of(batch) is None
