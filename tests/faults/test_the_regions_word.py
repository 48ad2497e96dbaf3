"""A region speaks twice, late, in another order or about something else: money moves once, or a person is told."""

import pytest
from sqlalchemy import text

from adapters.contract import Outcome, OutcomeStatus, StatementAcknowledged
from hub import ledger, settlement
from hub.kernel.db import db
from hub.settlement import Batch, wiring
from hub.settlement.sending import on_payment_outcome, send_batch
from schemas.terms import BatchState, ExchangeState, PayoutState
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import APRIL, OFFICER, Case, bank, batch_of, row, settle, sign, unit, unit_id
from tests.settlement.test_sending import DONE, REFUSED, SEEN, exchange, reported

APRIL_15 = "2021-04-15T03:00:00+08:00"


@pytest.fixture
def books(session: None) -> None:
    """March 2021."""
    at("2021-03-04T10:00:00+08:00")


@pytest.fixture
def sent(books: None) -> Batch:
    """Jiangsu's batch, sent: 1,000.00 to Shanghai, 400.00 to Anhui."""
    case = Case(Voucher(100_000_000_00, area="jiangsu"))
    case.owed(unit("I01").id, 1_000_00, region="shanghai")
    case.owed(unit("I05").id, 400_00, region="anhui")
    at(APRIL_15)
    batch = sign(batch_of(settle(payer_area="jiangsu")))
    send_batch(batch)
    return batch


def journal() -> int:
    """How many entries the journal has."""
    return int(db.session.execute(text("SELECT count(*) FROM ltx")).scalar_one())


def acknowledged(batch: Batch, sha256: str | None = None) -> StatementAcknowledged:
    return StatementAcknowledged("m2", SEEN, batch.no, sha256 or batch.root_sha256 or "")


def test_acknowledged_twice_and_refused_afterwards_it_stays_acknowledged(sent: Batch) -> None:
    for outcome in (DONE, DONE, REFUSED, Outcome(OutcomeStatus.DONE, ref="R2")):
        on_payment_outcome(exchange(sent, "send_payment"), outcome)
        assert batch_of(sent.id).state is BatchState.PART_ACKED
    for _ in range(2):
        wiring.on_acknowledged("shanghai", acknowledged(sent))
        assert batch_of(sent.id).state is BatchState.ACKED
    assert {payout.state for payout in settlement.list_payouts(sent)} == {PayoutState.ACCEPTED}


def test_the_banks_word_before_the_acknowledgement_closes_and_what_comes_later_changes_nothing(sent: Batch) -> None:
    for payout in settlement.list_payouts(sent):
        wiring.on_payment("jiangsu", reported(sent, payout))
    assert batch_of(sent.id).state is BatchState.CLOSED
    booked = journal()
    for outcome in (DONE, REFUSED):
        on_payment_outcome(exchange(sent, "send_payment"), outcome)
    wiring.on_acknowledged("shanghai", acknowledged(sent))
    assert (batch_of(sent.id).state, journal()) == (BatchState.CLOSED, booked)
    assert ledger.verify() == []


def test_a_receipt_for_other_lines_is_no_acceptance_and_finance_is_told(sent: Batch) -> None:
    wiring.on_acknowledged("shanghai", acknowledged(sent, "ab" * 32))
    (advice,) = settlement.list_advices(sent)
    assert (advice.state, advice.dispute_reason) == (ExchangeState.REFUSED, wiring.OTHER_CONTENT)
    recorded = text("SELECT count(*) FROM audit_event WHERE event = 'settlement.disputed' AND subject_no = :no")
    assert db.session.execute(recorded, {"no": sent.no}).scalar_one() == 1
    wiring.on_acknowledged("jiangsu", acknowledged(sent))
    assert advice.state is ExchangeState.REFUSED, "nobody accepts for another region"


def test_a_payment_reported_under_another_batch_waits_for_a_person(sent: Batch) -> None:
    Case(Voucher(100_000_00, area="jiangsu")).owed(
        unit_id("I01"), 70_00, "2021-04-02T10:00:00+08:00", "2021-05-10T00:00:00+08:00", region="shanghai"
    )
    at("2021-05-15T03:00:00+08:00")
    later = batch_of(settle("2021-05-15T03:00:00+08:00", period=APRIL, payer_area="jiangsu"))
    payout = settlement.list_payouts(sent)[0]
    wiring.on_payment("jiangsu", reported(later, payout))
    assert payout.state is PayoutState.SENT
    assert [line.fault for line in settlement.list_blocked("jiangsu")] == ["other_batch"]


def test_money_that_comes_back_after_the_close_opens_one_more_attempt(sent: Batch) -> None:
    payouts = settlement.list_payouts(sent)
    for payout in payouts:
        wiring.on_payment("jiangsu", reported(sent, payout))
    assert batch_of(sent.id).state is BatchState.CLOSED
    back = row(payouts[0], on="2021-04-28", code="R03")
    for _ in range(2):
        bank(back, area="jiangsu", by=OFFICER)
    assert (payouts[0].state, batch_of(sent.id).state) == (PayoutState.RETURNED, BatchState.CLOSED)
    assert ledger.clearing_fen("jiangsu", sent.id) == 0
    at("2021-05-15T03:00:00+08:00")
    again = batch_of(settle("2021-05-15T03:00:00+08:00", period=APRIL, payer_area="jiangsu"))
    assert [(payout.amount_fen, payout.attempt) for payout in settlement.list_payouts(again)] == [
        (payouts[0].amount_fen, 2)
    ]
    assert ledger.verify() == []
