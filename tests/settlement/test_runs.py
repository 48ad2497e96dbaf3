"""What goes into a batch, what waits, and what it comes to for each payee."""

from collections import Counter
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Select, text

from hub import identity, ledger, redemption, settlement
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.settlement import jobs
from schemas.terms import BatchState
from tests.ledger.makers import at
from tests.settlement.makers import (
    APPROVER,
    APRIL,
    BOTH,
    MARCH,
    OFFICER,
    Case,
    bank,
    batch_of,
    budget,
    instruct,
    lines_of,
    paid_to,
    row,
    settle,
    sign,
    unit,
)

FEBRUARY = MARCH.replace(month=2)


def story_15() -> tuple[Case, dict[str, UUID]]:
    """February settled and paid, 250.00 of it reversed; the March lines with their notices ended."""
    at("2021-02-10T10:00:00+08:00")
    case = Case()
    payees = {name: unit(name).id for name in ("I01", "I02", "I05")}
    february = case.owed(payees["I02"], 500_00, "2021-02-10T09:00:00+08:00", "2021-03-10T00:05:00+08:00")
    at("2021-03-15T02:00:00+08:00")
    batch = instruct(batch_of(settle("2021-03-15T02:00:00+08:00", period=FEBRUARY)))
    bank(*[row(payout, on="2021-03-18") for payout in settlement.list_payouts(batch)])
    at("2021-04-02T10:00:00+08:00")
    ledger.reverse_award(
        redemption_id=february, amount_fen=250_00, proposed_by=OFFICER, confirmed_by=APPROVER, reason="多计工作量",
        at=datetime(2021, 4, 2, 2, 0, tzinfo=UTC),
    )  # fmt: skip
    case.owed(payees["I02"], 3_000_00, "2021-03-04T11:00:00+08:00")
    case.owed(payees["I02"], 1_500_00, "2021-03-31T23:59:30+08:00")
    case.owed(payees["I01"], 12_000_00, "2021-04-01T00:00:10+08:00")
    case.owed(payees["I05"], 400_00, "2021-03-20T11:00:00+08:00")
    case.owed(uuid4(), 3_000_00, "2021-03-09T11:00:00+08:00", kind="enterprise")
    at("2021-04-15T02:00:00+08:00")
    return case, payees


def test_the_march_batch_of_maanshan(books: None) -> None:
    _, payees = story_15()
    march = batch_of(settle())
    assert (march.state, march.total_fen, march.lines_count) == (BatchState.COMPUTED, 4_650_00, 4)
    assert lines_of(march) == [-250_00, 400_00, 1_500_00, 3_000_00]
    assert paid_to(march) == {payees["I02"]: 4_250_00, payees["I05"]: 400_00}
    assert settle() == march.id
    assert len(settlement.list_batches()) == 2
    at("2021-05-15T02:00:00+08:00")
    april = batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))
    assert paid_to(april) == {payees["I01"]: 12_000_00}
    enterprises = batch_of(settle("2021-05-15T02:00:00+08:00", kind="enterprise", period=APRIL))
    assert enterprises.total_fen == 3_000_00


def test_after_the_banks_word_the_batch_is_closed_and_the_redemptions_paid(
    books: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    story_15()
    told: Counter[str] = Counter()
    for name in ("mark_batched", "mark_instructed", "mark_paid"):
        monkeypatch.setattr(redemption, name, partial(_note, told, name))
    march = batch_of(settle())
    jobs.follow(batch_id=str(march.id))
    assert instruct(march).state is BatchState.ACKED
    jobs.follow(batch_id=str(march.id))
    result = bank(*[row(payout) for payout in settlement.list_payouts(march)])
    assert (result.matched, result.blocked) == (2, 0)
    assert batch_of(march.id).state is BatchState.CLOSED
    jobs.follow(batch_id=str(march.id))  # late: what is closed stays as it is
    assert told == {"mark_batched": 3, "mark_instructed": 3, "mark_paid": 3}


def _note(told: Counter[str], name: str, *, redemption_ids: list[UUID] | Select[UUID], by: Actor) -> int:
    ids = redemption_ids if isinstance(redemption_ids, list) else db.session.scalars(redemption_ids).all()
    told[name] += len(ids)
    return len(ids)


def test_a_line_joins_the_first_batch_after_its_notice(books: None) -> None:
    case, payee = Case(), unit("I02").id
    case.owed(payee, 100, "2021-03-10T00:00:00+08:00", "2021-04-15T02:00:01+08:00")
    assert settle() is None
    at("2021-05-15T02:00:00+08:00")
    assert paid_to(batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))) == {payee: 100}


@pytest.mark.parametrize(
    ("budget_fen", "hard", "expected", "waiting"),
    [
        (None, True, [100, 200, 300], 0),
        (600, True, [100, 200, 300], 0),
        (599, True, [100, 200], 1),
        (300, True, [100, 200], 1),
        (299, True, [100], 2),
        (100, True, [100], 2),
        (99, True, [], 3),
        (0, True, [], 3),
        (0, False, [100, 200, 300], 0),
    ],
)
def test_the_budget_pays_in_order_and_the_first_that_does_not_fit_stops_the_rest(
    books: None, budget_fen: int | None, hard: bool, expected: list[int], waiting: int
) -> None:
    case, payee = Case(), unit("I02").id
    for day, fen in ((3, 300), (1, 100), (2, 200)):
        case.owed(payee, fen, f"2021-03-0{day}T10:00:00+08:00")
    budget("maanshan", 2021, budget_fen, hard=hard)
    batch = batch_of(settle())
    assert lines_of(batch) == expected
    assert [exclusion.reason for exclusion, _ in settlement.list_exclusions(batch)] == ["budget"] * waiting


def test_what_waited_for_the_budget_goes_first_when_it_is_raised(books: None) -> None:
    case, payee = Case(), unit("I02").id
    for day in (1, 2):
        case.owed(payee, 100, f"2021-03-0{day}T10:00:00+08:00")
    budget("maanshan", 2021, 150, hard=True)
    settle()
    assert settlement.budget_figures("maanshan", 2021).left_fen == 50
    case.owed(payee, 60, "2021-04-02T10:00:00+08:00")
    budget("maanshan", 2021, 210, hard=True)
    assert lines_of(batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))) == [100]


def test_a_payee_below_zero_gets_nothing_and_the_rest_is_offset_later(books: None) -> None:
    case, payee = Case(), unit("I02").id
    paid = case.owed(payee, 1_000, "2021-02-10T09:00:00+08:00", "2021-03-10T00:05:00+08:00")
    settle("2021-03-15T02:00:00+08:00", period=FEBRUARY)
    ledger.reverse_award(
        redemption_id=paid, amount_fen=900, proposed_by=OFFICER, confirmed_by=APPROVER, reason="退款",
        at=datetime(2021, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    case.owed(payee, 300, "2021-03-04T10:00:00+08:00")
    march = batch_of(settle())
    assert (march.total_fen, paid_to(march)) == (-600, {})
    assert [run.carried_out_fen for run in settlement.list_payee_runs(march)] == [600]
    case.owed(payee, 700, "2021-04-04T10:00:00+08:00", "2021-05-10T00:00:00+08:00")
    april = batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))
    assert paid_to(april) == {payee: 100}
    assert [run.carried_out_fen for run in settlement.list_payee_runs(april)] == [0]


def test_a_reversal_before_payment_is_paid_less_at_once(books: None) -> None:
    case, payee = Case(), unit("I02").id
    redemption_id = case.owed(payee, 1_000, eligible=None)
    ledger.reverse_award(
        redemption_id=redemption_id, amount_fen=400, proposed_by=OFFICER, confirmed_by=APPROVER, reason="x",
        at=datetime(2021, 3, 20, tzinfo=UTC),
    )  # fmt: skip
    assert settle() is None
    eligible_at = datetime(2021, 4, 10, tzinfo=UTC)
    ledger.make_eligible(redemption_id=redemption_id, eligible_at=eligible_at, period=APRIL)
    batch = batch_of(settle())
    assert (lines_of(batch), paid_to(batch)) == ([-400, 1_000], {payee: 600})


def test_a_cancelled_award_is_never_settled(books: None) -> None:
    case, payee = Case(), unit("I02").id
    redemption_id = case.owed(payee, 1_000)
    ledger.cancel_award(redemption_id=redemption_id, by=OFFICER, reason="异议成立")
    assert settle() is None
    kept = case.owed(payee, 500)
    settle()
    with pytest.raises(ledger.AwardBatched):
        ledger.cancel_award(redemption_id=kept, by=OFFICER, reason="异议成立")


def test_a_discarded_batch_keeps_its_lines_aside_and_its_awards_go_into_the_next(books: None) -> None:
    case, payee = Case(), unit("I02").id
    case.owed(payee, 1_000)
    first = batch_of(settle())
    settlement.discard_batch(batch=first, by=OFFICER, reason="收款账户有误")
    assert (batch_of(first.id).state, lines_of(first)) == (BatchState.DISCARDED, [])
    kept = db.session.execute(text("SELECT amount_fen, reason FROM settle_line_void")).all()
    assert [tuple(line) for line in kept] == [(1_000, "收款账户有误")]
    second = batch_of(settle())
    assert second.id != first.id
    assert (second.no, paid_to(second)) == ("QS-MAANSHAN-202103-J2", {payee: 1_000})


def test_the_database_keeps_the_lines_of_a_signed_batch(books: None) -> None:
    case, payee = Case(), unit("I02").id
    case.owed(payee, 1_000)
    sign(batch_of(settle()))
    for statement in (
        "UPDATE settle_line SET amount_fen = 1", "DELETE FROM settle_line", "UPDATE payable SET amount_fen = 1",
        "DELETE FROM payable",
    ):  # fmt: skip
        with pytest.raises(Exception, match="never"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_two_people_sign_and_nobody_signs_alone(books: None) -> None:
    case, payee = Case(), unit("I02").id
    case.owed(payee, 1_000)
    batch = batch_of(settle())
    with pytest.raises(Forbidden):
        settlement.review_batch(batch=batch, by=APPROVER)
    settlement.review_batch(batch=batch, by=BOTH)
    with pytest.raises(Exception, match="same_person"):
        settlement.sign_batch(batch=batch, by=BOTH)
    settlement.sign_batch(batch=batch, by=APPROVER)
    assert batch.state is BatchState.SIGNED
    with pytest.raises(Exception, match="not_allowed"):
        settlement.discard_batch(batch=batch, by=OFFICER, reason="x")


def test_the_signed_document_renders_to_the_same_bytes(books: None) -> None:
    case, payee = Case(), unit("I02").id
    case.owed(payee, 1_000)
    batch = sign(batch_of(settle()))
    before = settlement.document_of(batch)
    db.session.expire_all()
    assert settlement.document_of(batch_of(batch.id)) == before
    db.session.execute(text("UPDATE payout SET payee_name = '别人'"))
    db.session.expire_all()
    with pytest.raises(Exception, match="document_changed"):
        settlement.take_instruction(batch=batch_of(batch.id), by=OFFICER)


def test_a_payee_without_account_stops_the_review(books: None) -> None:
    bare = identity.create_organization(
        uscc="91340500MA9JG20547", name="无账户机构", division="340500", by=THE_HUB, is_institution=True
    )
    Case().owed(bare.id, 1_000)
    with pytest.raises(Exception, match="无账户机构"):
        settlement.review_batch(batch=batch_of(settle()), by=OFFICER)
