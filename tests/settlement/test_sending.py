"""Instructions and advices to regions, and what their answers and reports do; the jobs at their own day and time."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from flask import Flask

from adapters.contract import LineDisputed, Outcome, OutcomeStatus, PaymentReported, StatementAcknowledged
from hub import ledger, settlement
from hub.federation import exchanges
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import Forbidden
from hub.kernel.jobs import run_until_idle
from hub.settlement import Batch, wiring
from hub.settlement.errors import DisputeNotOpen, LineInDispute
from hub.settlement.jobs import cron_of, payer_areas
from hub.settlement.sending import _advise, on_payment_outcome, on_statement_outcome, send_batch
from schemas.terms import BatchState, ExchangeState, PayoutState
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import APPROVER, APRIL, OFFICER, Case, batch_of, paid_to, settle, sign, unit, unit_id

SEEN = datetime(2021, 4, 20, tzinfo=UTC)
DONE, REFUSED = Outcome(OutcomeStatus.DONE, ref="R1"), Outcome(OutcomeStatus.REFUSED, reason_code="CLOSED_ACCOUNT")


@pytest.fixture
def sent(books: None) -> Batch:
    """Jiangsu's batch, sent: 1,000.00 to a Shanghai institution, 400.00 to one of Anhui."""
    case = Case(Voucher(100_000_000_00, area="jiangsu"))
    case.owed(unit("I01").id, 1_000_00, region="shanghai")
    case.owed(unit("I05").id, 400_00, region="anhui")
    at("2021-04-15T03:00:00+08:00")
    batch = sign(batch_of(settle(payer_area="jiangsu")))
    send_batch(batch)
    return batch


def exchange(batch: Batch, verb: str) -> exchanges.Exchange:
    found = exchanges.find_exchange("batch", batch.id, verb)
    assert found is not None
    return found


def test_the_instruction_goes_to_the_payers_region_and_an_advice_to_each_payees(sent: Batch) -> None:
    assert sent.state is BatchState.SENT
    assert [(exchange(sent, verb).region) for verb in ("send_payment", "send_statement")] == ["jiangsu", "shanghai"]
    assert [advice.region for advice in settlement.list_advices(sent)] == ["shanghai"]
    assert {payout.state for payout in settlement.list_payouts(sent)} == {PayoutState.SENT}


def test_a_missing_advice_never_stops_the_payment(sent: Batch) -> None:
    on_payment_outcome(exchange(sent, "send_payment"), DONE)
    assert sent.state is BatchState.PART_ACKED
    for payout in settlement.list_payouts(sent):
        wiring.on_payment("jiangsu", reported(sent, payout))
    assert batch_of(sent.id).state is BatchState.CLOSED
    on_statement_outcome(exchange(sent, "send_statement"), DONE)
    assert settlement.list_advices(sent)[0].state is ExchangeState.ACKED


def reported(batch: Batch, payout: settlement.Payout, **other: object) -> PaymentReported:
    told: dict[str, object] = {
        "message_id": f"m-{payout.ext_ref}", "at": SEEN, "batch_no": batch.no, "ext_ref": payout.ext_ref,
        "amount_fen": payout.amount_fen, "state": "PAID", "value_date": date(2021, 4, 20),
    }  # fmt: skip
    return PaymentReported(**(told | other))


@pytest.mark.parametrize("state", ["UNKNOWN", "REJECTED", "whatever"])
def test_an_unknown_word_is_no_progress(sent: Batch, state: str) -> None:
    on_payment_outcome(exchange(sent, "send_payment"), DONE)
    payout = settlement.list_payouts(sent)[0]
    wiring.on_payment("jiangsu", reported(sent, payout, state=state))
    assert payout.state is PayoutState.ACCEPTED


@pytest.mark.parametrize("state", ["PAID", "RETURNED"])
def test_a_region_reports_payments_of_its_own_treasuries_only(sent: Batch, state: str) -> None:
    payout = settlement.list_payouts(sent)[0]
    wiring.on_payment("shanghai", reported(sent, payout, state=state))
    assert payout.state is PayoutState.SENT
    assert settlement.list_blocked("jiangsu") == []


def test_a_report_of_another_amount_waits_for_a_person(sent: Batch) -> None:
    payout = settlement.list_payouts(sent)[0]
    wiring.on_payment("jiangsu", reported(sent, payout, amount_fen=payout.amount_fen + 1))
    assert payout.state is PayoutState.SENT
    assert [line.fault for line in settlement.list_blocked("jiangsu")] == ["amount_differs"]


def test_a_report_said_twice_pays_once(sent: Batch) -> None:
    payout = settlement.list_payouts(sent)[0]
    for _ in range(2):
        wiring.on_payment("jiangsu", reported(sent, payout))
    assert payout.state is PayoutState.PAID
    assert settlement.list_blocked("jiangsu") == []


def test_a_refused_instruction_opens_the_debts_again(sent: Batch) -> None:
    expected = paid_to(sent)
    on_payment_outcome(exchange(sent, "send_payment"), REFUSED)
    assert {payout.state for payout in settlement.list_payouts(sent)} == {PayoutState.REJECTED}
    assert batch_of(sent.id).state is BatchState.CLOSED
    at("2021-05-15T03:00:00+08:00")
    again = batch_of(settle("2021-05-15T03:00:00+08:00", period=APRIL, payer_area="jiangsu"))
    assert paid_to(again) == expected
    assert {payout.attempt for payout in settlement.list_payouts(again)} == {2}


def test_a_disputed_line_is_shown_with_its_reason(sent: Batch) -> None:
    line, _ = settlement.list_lines(sent)[0]
    dispute = LineDisputed("m1", SEEN, sent.no, str(line.payable_id), "收款单位有误")
    wiring.on_disputed("shanghai", dispute)
    advice = settlement.list_advices(sent)[0]
    assert (advice.state, advice.dispute_reason) == (ExchangeState.REFUSED, "收款单位有误")
    wiring.on_acknowledged("shanghai", StatementAcknowledged("m2", SEEN, sent.no, sent.root_sha256 or ""))
    assert settlement.list_advices(sent)[0].state is ExchangeState.ACKED


@pytest.fixture
def by_files(books: None) -> Batch:
    """A signed batch of Ma'anshan, carried by files, whose advice is at Shanghai's platform; a line is disputed."""
    case = Case()
    case.owed(unit("I01").id, 1_000_00, region="shanghai")
    at("2021-04-15T03:00:00+08:00")
    batch = sign(batch_of(settle()))
    send_batch(batch)
    return batch


def disputed(batch: Batch, day: str) -> settlement.Advice:
    """Shanghai disputes the first line on this day."""
    at(f"{day}T10:00:00+08:00")
    line, _ = settlement.list_lines(batch)[0]
    wiring.on_disputed("shanghai", LineDisputed("m1", SEEN, batch.no, str(line.payable_id), "收款单位有误"))
    return settlement.list_advices(batch)[0]


def test_a_disputed_line_keeps_the_payment_back_until_an_approver_answers(by_files: Batch) -> None:
    advice = disputed(by_files, "2021-04-22")
    assert advice.state is ExchangeState.REFUSED
    for act in (settlement.take_instruction, settlement.acknowledge_batch):
        with pytest.raises(LineInDispute):
            act(batch=by_files, by=OFFICER)
    assert by_files.state is BatchState.SIGNED
    settled = partial(
        settlement.settle_dispute, batch=by_files, region="shanghai", outcome=settlement.DisputeOutcome.UNFOUNDED,
        answer="户名与登记一致",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        settled(by=OFFICER)
    settled(by=APPROVER)
    with pytest.raises(DisputeNotOpen):
        settled(by=APPROVER)
    settlement.acknowledge_batch(batch=by_files, by=OFFICER)
    assert (by_files.state, advice.dispute_answer) == (BatchState.ACKED, "户名与登记一致")


# 2021-04-15 was a Thursday; 04-25 a working Sunday before the May holiday.
@pytest.mark.parametrize(("day", "stops"), [("2021-04-22", True), ("2021-04-23", False)])
def test_a_dispute_stops_a_payment_for_five_working_days(by_files: Batch, day: str, stops: bool) -> None:
    assert (disputed(by_files, day).state is ExchangeState.REFUSED) is stops


def test_an_instruction_waits_on_the_way_to_a_platform_too(books: None) -> None:
    case = Case(Voucher(100_000_000_00, area="jiangsu"))
    case.owed(unit("I01").id, 1_000_00, region="shanghai")
    at("2021-04-15T03:00:00+08:00")
    batch = sign(batch_of(settle(payer_area="jiangsu")))
    _advise(batch)
    disputed(batch, "2021-04-16")
    send_batch(batch)
    assert batch.state is BatchState.SIGNED
    settlement.settle_dispute(
        batch=batch, region="shanghai", outcome=settlement.DisputeOutcome.CORRECTED, answer="下批更正", by=APPROVER
    )
    send_batch(batch)
    assert batch.state is BatchState.SENT


def test_every_payer_area_has_its_own_day_and_time() -> None:
    assert cron_of("maanshan") == "0 2 15 * *"
    assert {"maanshan", "jiangsu"} <= set(payer_areas())


def test_the_clock_settles_institutions_and_enterprises_and_misses_no_month(committing_app: Flask) -> None:
    with committing_app.app_context(), scope.everything(), unit_of_work():
        at("2021-03-04T10:00:00+08:00")
        case = Case()
        case.owed(unit("I02").id, 3_000_00)
        case.owed(unit("I05").id, 700_00, "2021-03-09T10:00:00+08:00", "2021-03-20T00:05:00+08:00", "enterprise")
    run_until_idle(committing_app)
    with committing_app.app_context(), scope.everything(), unit_of_work():
        case.owed(unit_id("I02"), 50_00, "2021-04-30T23:59:59+08:00", "2021-05-10T00:05:00+08:00")
        at("2021-06-20T10:00:00+08:00")
    run_until_idle(committing_app)
    with committing_app.app_context(), scope.everything():
        made = {(batch.kind.value, f"{batch.period:%m}"): batch.total_fen for batch in settlement.list_batches()}
        assert made == {("institution", "03"): 3_000_00, ("enterprise", "03"): 700_00, ("institution", "04"): 50_00}
        assert ledger.verify() == []
        db.session.remove()
    run_until_idle(committing_app)
    with committing_app.app_context(), scope.everything():
        assert len(settlement.list_batches()) == 3
