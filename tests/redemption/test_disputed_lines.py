"""A region disputes a line of its advice: the redemption waits, a case opens, and its end lets the batch go on."""

from datetime import UTC, date, datetime

import pytest

from adapters.contract import LineDisputed
from hub import redemption, settlement
from hub.redemption import Redemption, disputes
from hub.redemption.dispute_models import Dispute, Outcome
from hub.redemption.notices import close_notice
from hub.redemption.settling_disputes import settle_dispute
from hub.settlement import Batch, DisputeOutcome
from hub.settlement.sending import send_batch
from hub.settlement.wiring import on_disputed
from schemas.terms import ExchangeState
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, staff
from tests.redemption.stage import institution_case, published, reviewed
from tests.settlement.makers import APPROVER, batch_of, settle, sign

SEEN = datetime(2021, 4, 16, tzinfo=UTC)
MEDIATOR = "maanshan_decider"


@pytest.fixture
def line(world: None) -> tuple[Redemption, Batch]:
    """An institution's award of another region in a signed batch whose advice is out."""
    _, _, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    redemption.agree_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    notice = published(drafted)
    at(2021, 4, 6)
    close_notice(notice=notice)
    at(2021, 4, 15, 3)
    batch = sign(batch_of(settle()))
    send_batch(batch)
    redemption.mark_batched(redemption_ids=[drafted.id], by=staff("mas_admin"))
    return drafted, batch


def disputed(batch: Batch, day: int = 16) -> None:
    at(2021, 4, day)
    first, _ = settlement.list_lines(batch)[0]
    on_disputed("zhejiang", LineDisputed("m1", SEEN, batch.no, str(first.payable_id), "收款单位有误"))


def case_of(found: Redemption) -> Dispute:
    opened = disputes.find_open(found.id)
    assert opened is not None
    disputes.name_mediator(dispute=opened, username=MEDIATOR, by=staff("mas_admin"))
    return opened


def advice_of(batch: Batch) -> settlement.Advice:
    return settlement.list_advices(batch)[0]


@pytest.mark.parametrize(
    ("amount_fen", "answer", "taken_back"), [(300_000, DisputeOutcome.UNFOUNDED, 0), (200_000, "CORRECTED", 100_000)]
)
def test_the_mediator_ends_the_case_and_the_batch_goes_on(
    line: tuple[Redemption, Batch], amount_fen: int, answer: str, taken_back: int
) -> None:
    found, batch = line
    disputed(batch)
    assert (found.state, advice_of(batch).state) == (S.DISPUTED, ExchangeState.REFUSED)
    case = case_of(found)
    assert (
        (case.kind, case.due_on) == ("LINE", date(2021, 5, 17))
        and "浙江" in case.words
        and "收款单位有误" in case.words
    )
    disputes.add_statement(dispute=case, words="户名与登记一致", by=staff("i02"))
    settle_dispute(dispute=case, outcome=Outcome.PAY, amount_fen=amount_fen, answer="核实后答复", by=staff(MEDIATOR))
    advice = advice_of(batch)
    assert (found.state, advice.state, advice.dispute_outcome) == (S.BATCHED, ExchangeState.ACKED, answer)
    assert advice.dispute_answer == "核实后答复"
    assert sum(one.amount_fen for one in redemption.list_reversals(found)) == taken_back


@pytest.mark.parametrize(
    ("outcome", "still_open"), [(DisputeOutcome.UNFOUNDED, False), (DisputeOutcome.CORRECTED, True)]
)
def test_finance_answers_the_region_and_the_line_is_free(
    line: tuple[Redemption, Batch], outcome: DisputeOutcome, still_open: bool
) -> None:
    found, batch = line
    disputed(batch)
    settlement.settle_dispute(batch=batch, region="zhejiang", outcome=outcome, answer="户名无误", by=APPROVER)
    case = disputes.find_open(found.id)
    assert (found.state, case is not None) == (S.BATCHED, still_open)


def test_a_dispute_after_the_window_opens_a_case_and_stops_nothing(line: tuple[Redemption, Batch]) -> None:
    found, batch = line
    disputed(batch, day=27)
    assert (found.state, advice_of(batch).state) == (S.BATCHED, ExchangeState.SENT)
    assert case_of(found).kind == "LINE"
    disputed(batch, day=28)
    (said,) = disputes.list_statements(case_of(found))
    assert said.side == "region"
