"""The bank's word: what matches, what waits for a person, what comes back (ledger.md E24, E25; story S28)."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from hub import audit, ledger, settlement
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.settlement import Batch, Payout
from schemas.terms import BatchState, PayoutState
from tests.ledger.makers import at
from tests.settlement.makers import (
    APPROVER,
    APRIL,
    OFFICER,
    Case,
    bank,
    batch_of,
    instruct,
    paid_to,
    row,
    settle,
    unit,
)


@pytest.fixture
def march(books: None) -> tuple[Batch, Payout, Payout]:
    """An acknowledged batch with two payouts: 4,250.00 and 400.00."""
    case, big, small = Case(), unit("I02").id, unit("I05").id
    case.owed(big, 4_250_00)
    case.owed(small, 400_00)
    at("2021-04-15T03:00:00+08:00")
    batch = instruct(batch_of(settle()))
    by_amount = sorted(settlement.list_payouts(batch), key=lambda payout: -payout.amount_fen)
    return batch, by_amount[0], by_amount[1]


Faulty = Callable[[Payout], str]
FAULTS: dict[str, tuple[Faulty, str]] = {
    "one fen more": (lambda payout: row(payout, fen=payout.amount_fen + 1), "amount_differs"),
    "one fen less": (lambda payout: row(payout, fen=payout.amount_fen - 1), "amount_differs"),
    "a reference nobody gave": (lambda payout: row(payout, ref="QS-UNKNOWN-1"), "unknown_ref"),
    "another account": (lambda payout: row(payout, last4="9999"), "account_differs"),
    "another payee": (lambda payout: row(payout, payee="别的单位"), "payee_differs"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_line_waits_for_a_person_and_closes_nothing(march: tuple[Batch, Payout, Payout], fault: str) -> None:
    batch, big, small = march
    wrong, reason = FAULTS[fault]
    result = bank(wrong(big), row(small))
    assert (result.matched, result.blocked) == (1, 1)
    assert [line.fault for line in settlement.list_blocked("maanshan")] == [reason]
    assert (big.state, small.state) == (PayoutState.ACCEPTED, PayoutState.PAID)
    assert batch_of(batch.id).state is BatchState.PAYING
    bank(row(big))
    assert batch_of(batch.id).state is BatchState.CLOSED


def test_a_missing_line_leaves_the_batch_open(march: tuple[Batch, Payout, Payout]) -> None:
    batch, big, _ = march
    bank(row(big))
    assert batch_of(batch.id).state is BatchState.PAYING
    with pytest.raises(Exception, match=r"400\.00 yuan on its way"):
        settlement.close_batch(batch=batch, by=OFFICER)


def test_a_line_that_another_area_imported_first_is_still_news_to_the_payer(
    march: tuple[Batch, Payout, Payout],
) -> None:
    batch, big, small = march
    assert bank(row(big), row(small), area="jiangsu").blocked == 2
    assert bank(row(big), row(small)).matched == 2
    assert batch_of(batch.id).state is BatchState.CLOSED
    assert {line.fault for line in settlement.list_blocked("jiangsu")} == {"other_payer"}


def test_the_same_statement_twice_changes_nothing(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, small = march
    bank(row(big), row(small))
    moved = db.session.execute(text("SELECT count(*) FROM transfer")).scalar_one()
    result = bank(row(big), row(small))
    assert (result.matched, result.known, result.blocked) == (0, 2, 0)
    assert db.session.execute(text("SELECT count(*) FROM transfer")).scalar_one() == moved


def test_a_payment_confirmed_on_another_day_too_waits_for_a_person(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, _ = march
    bank(row(big))
    assert bank(row(big, on="2021-04-21")).blocked == 1
    assert settlement.list_blocked("maanshan")[0].fault == "payout_paid"


def test_two_days_in_one_file_are_matched(march: tuple[Batch, Payout, Payout]) -> None:
    batch, big, small = march
    assert bank(row(big), row(small, on="2021-04-21")).matched == 2
    assert batch_of(batch.id).state is BatchState.CLOSED


UNREADABLE = {
    "cut off in the middle of a line": lambda good: good[:-12],
    "a wrong total": lambda good: f"{good}\n#total,1,4250.01",
    "a wrong number of lines": lambda good: f"{good}\n#total,2,4250.00",
    "a line after the total": lambda good: f"#total,1,4250.00\n{good}",
    "a sign": lambda good: good.replace("4250.00", "-4250.00"),
    "an exponent": lambda good: good.replace("4250.00", "4.25e3"),
    "a day that is none": lambda good: good.replace("2021-04-20", "2021-02-30"),
    "no columns": lambda good: good.replace(",", ";"),
}


@pytest.mark.parametrize("damage", UNREADABLE)
def test_a_damaged_file_is_refused_whole(march: tuple[Batch, Payout, Payout], damage: str) -> None:
    _, big, small = march
    with pytest.raises(Exception, match=r"Nothing was imported"):
        bank(row(small), UNREADABLE[damage](row(big)))
    assert small.state is PayoutState.ACCEPTED


def test_a_right_total_is_accepted_and_gb18030_too(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, small = march
    content = "\r\n".join([row(big), row(small), "#total,2,4650.00"]).encode("gb18030")
    settlement.import_statement(stream=io.BytesIO(content), file_name="回单.csv", payer_area="maanshan", by=OFFICER)
    assert (big.state, small.state) == (PayoutState.PAID, PayoutState.PAID)


def test_only_the_areas_finance_imports(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, _ = march
    with pytest.raises(Forbidden):
        bank(row(big), by=APPROVER)


@pytest.mark.parametrize("paid_before", [True, False])
def test_a_payment_that_comes_back_is_paid_once_in_the_end(
    march: tuple[Batch, Payout, Payout], paid_before: bool
) -> None:
    batch, big, small = march
    if paid_before:
        bank(row(big), row(small))
    back = row(big, on="2021-04-22", code="R03", fen=big.amount_fen)
    bank(*([back] if paid_before else [back, row(small)]))
    bank(back)
    assert (big.state, big.return_code) == (PayoutState.RETURNED, "R03")
    assert batch_of(batch.id).state is BatchState.CLOSED
    at("2021-05-15T02:00:00+08:00")
    second = instruct(batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL)))
    assert paid_to(second) == {big.payee_id: 4_250_00}
    again = settlement.list_payouts(second)[0]
    assert again.attempt == 2
    assert bank(row(again, fen=4_250_01, on="2021-05-20")).blocked == 1
    bank(row(again, on="2021-05-20"))
    assert batch_of(second.id).state is BatchState.CLOSED
    assert treasury_paid(big.payee_id) == 4_250_00


def test_money_that_never_arrived_is_told_to_nobody_as_paid(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, small = march
    bank(row(big, code="R03"), row(small))
    confirmed = [event.subject_id for event in audit.list_events(event="payout.confirmed")]
    assert confirmed == [small.id]


def test_a_payment_comes_back_twice_and_each_time_opens_one_attempt(march: tuple[Batch, Payout, Payout]) -> None:
    _, big, small = march
    bank(row(big, code="R03"), row(small))
    at("2021-05-15T02:00:00+08:00")
    second = instruct(batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL)))
    bank(row(settlement.list_payouts(second)[0], code="R04", on="2021-05-20"))
    at("2021-06-15T02:00:00+08:00")
    third = instruct(batch_of(settle("2021-06-15T02:00:00+08:00", period=APRIL.replace(month=5))))
    payout = settlement.list_payouts(third)[0]
    assert (payout.amount_fen, payout.attempt) == (4_250_00, 3)
    bank(row(payout, on="2021-06-20"))
    assert treasury_paid(big.payee_id) == 4_250_00


def test_a_returned_payment_that_paid_off_a_debt_pays_it_off_again(books: None) -> None:
    case, payee = Case(), unit("I02").id
    first = case.owed(payee, 1_000)
    instruct(batch_of(settle()))
    ledger.reverse_award(
        redemption_id=first, amount_fen=300, proposed_by=OFFICER, confirmed_by=APPROVER, reason="x",
        at=datetime(2021, 4, 20, tzinfo=UTC),
    )  # fmt: skip
    case.owed(payee, 900, "2021-04-02T10:00:00+08:00", "2021-05-10T00:00:00+08:00")
    at("2021-05-15T02:00:00+08:00")
    second = instruct(batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL)))
    payout = settlement.list_payouts(second)[0]
    assert payout.amount_fen == 600
    bank(row(payout, code="R03", on="2021-05-20"))
    assert ledger.verify()[:1] == []
    at("2021-06-15T02:00:00+08:00")
    third = batch_of(settle("2021-06-15T02:00:00+08:00", period=APRIL.replace(month=5)))
    assert paid_to(third) == {payee: 600}


def treasury_paid(payee_id: UUID) -> int:
    """What left the treasury for this payee and did not come back."""
    found = db.session.execute(
        text(
            "SELECT sum(CASE x.code WHEN 'disburse' THEN t.amount_fen ELSE -t.amount_fen END) FROM payout o"
            " JOIN ltx x ON x.ref = o.id::text AND x.code IN ('disburse', 'payment_back')"
            " JOIN transfer t ON t.tx_id = x.id WHERE o.payee_id = :payee"
        ),
        {"payee": payee_id},
    )
    return int(found.scalar_one())
