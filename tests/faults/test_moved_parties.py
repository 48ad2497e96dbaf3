"""Units move, merge or are suspended while money is on its way: who owes and who is paid stays as it was agreed."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select, text

from hub import ledger, settlement
from hub.kernel.db import db
from hub.ledger import Payable
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import (
    APPROVER,
    APRIL,
    MARCH,
    OFFICER,
    Case,
    batch_of,
    instruct,
    lines_of,
    paid_to,
    settle,
    unit,
    unit_id,
)

MOVED = "UPDATE organization SET division = '320509', area = 'wujiang', region = 'jiangsu' WHERE id = :unit"


@pytest.fixture
def case(session: None) -> Case:
    """Ma'anshan owes I02 1,000 agreed in March."""
    at("2021-03-04T10:00:00+08:00")
    made = Case()
    made.owed(unit("I02").id, 1_000)
    return made


def taken_back(redemption_id: UUID, fen: int) -> None:
    """Two people take a part of an award back."""
    ledger.reverse_award(
        redemption_id=redemption_id, amount_fen=fen, proposed_by=OFFICER, confirmed_by=APPROVER, reason="红字发票",
        at=datetime(2021, 4, 20, tzinfo=UTC),
    )  # fmt: skip


def test_a_unit_that_moved_is_paid_by_the_payer_of_record(case: Case) -> None:
    db.session.execute(text(MOVED), {"unit": unit_id("I02")})
    at("2021-04-15T03:00:00+08:00")
    assert settle(payer_area="wujiang") is None
    batch = batch_of(settle())
    assert paid_to(batch) == {unit_id("I02"): 1_000}
    assert ledger.verify() == []


def test_what_is_taken_back_after_the_payer_changed_is_the_old_payers(case: Case) -> None:
    at("2021-04-15T03:00:00+08:00")
    instruct(batch_of(settle()))
    first = db.session.scalars(select(Payable.redemption_id)).one()
    other = Case(Voucher(100_000, area="jiangsu"))
    other.owed(unit_id("I02"), 5_000, "2021-04-02T10:00:00+08:00", "2021-05-10T00:00:00+08:00")
    taken_back(first, 400)
    at("2021-05-15T03:00:00+08:00")
    old_payer = batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))
    assert (lines_of(old_payer), paid_to(old_payer)) == ([-400], {})
    assert [run.carried_out_fen for run in settlement.list_payee_runs(old_payer)] == [400]
    new_payer = batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL, payer_area="jiangsu"))
    paid = paid_to(new_payer)
    assert paid == {unit_id("I02"): 5_000}, "another payer's debt is not taken from this one's award"


def test_a_debt_of_a_payee_that_never_earns_again_stays_on_the_books(case: Case) -> None:
    at("2021-04-15T03:00:00+08:00")
    instruct(batch_of(settle()))
    taken_back(db.session.scalars(select(Payable.redemption_id)).one(), 400)
    for month in (5, 6, 7):
        at(f"2021-{month:02}-15T03:00:00+08:00")
        settle(f"2021-{month:02}-15T02:00:00+08:00", period=MARCH.replace(month=month - 1))
    carried = text("SELECT sum(carried_out_fen - carried_in_fen) FROM settle_payee WHERE NOT undone")
    assert db.session.execute(carried).scalar_one() == 400
    assert min(run for run in db.session.scalars(text("SELECT payout_fen FROM settle_payee"))) == 0
    assert ledger.verify() == []
