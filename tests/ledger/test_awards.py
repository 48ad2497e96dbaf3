"""Awards, what returns of their reservations, and what is taken back (G-49, G-37; ledger.md E13, E20)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub import ledger
from hub.kernel.db import db
from schemas.terms import HoldState
from tests.ledger.makers import APPROVER, MARCH, OFFICER, Voucher, at, award


@pytest.mark.parametrize(
    ("awarded", "figures"),
    [
        (1, (1_000, 0, 1, 0, 999)),
        (399, (1_000, 0, 399, 0, 601)),
        (400, (1_000, 0, 400, 0, 600)),
        (401, (1_000, 0, 401, 0, 599)),
        (1_000, (1_000, 0, 1_000, 0, 0)),
    ],
)
def test_what_the_award_does_not_need_returns(books: None, awarded: int, figures: tuple[int, ...]) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.submitted(400)
    owed = award({order_id: awarded})
    assert voucher.figures() == figures
    assert (owed.amount_fen, owed.period, owed.eligible_at) == (awarded, MARCH.date().replace(day=1), None)
    assert ledger.find_hold("order", order_id).state is HoldState.POSTED


def test_an_award_beyond_reservation_and_rest_is_refused_and_changes_nothing(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id, other = voucher.submitted(400), voucher.reserve(300)
    with pytest.raises(ledger.AwardTooLarge, match=r"7\.01 yuan exceeds .* 7\.00"):
        award({order_id: 701})
    assert voucher.figures() == (1_000, 700, 0, 0, 300)
    assert ledger.find_hold("order", order_id).state is HoldState.CLAIMED
    award({order_id: 700})
    assert voucher.figures() == (1_000, 300, 700, 0, 0)
    assert ledger.find_hold("order", other).state is HoldState.HELD


def test_an_award_of_nothing_is_a_rejection(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.submitted(400)
    with pytest.raises(ledger.AwardEmpty):
        award({order_id: 0})


def test_only_what_was_submitted_is_awarded(books: None) -> None:
    voucher = Voucher(1_000).grant()
    with pytest.raises(ledger.NothingReserved):
        award({voucher.reserve(400): 400})


def test_a_redemption_is_awarded_once(books: None) -> None:
    voucher = Voucher(1_000).grant()
    redemption_id, order_id = uuid4(), voucher.submitted(400)
    first = award({order_id: 300}, redemption_id=redemption_id)
    assert award({order_id: 300}, redemption_id=redemption_id).id == first.id
    with pytest.raises(ledger.AlreadyAwarded):
        award({order_id: 300}, redemption_id=redemption_id, ref="another")
    assert voucher.figures() == (1_000, 0, 300, 0, 700)


def test_several_orders_share_an_award_and_the_earliest_takes_the_last_fen(books: None) -> None:
    voucher = Voucher(100_000).grant()
    orders = [voucher.submitted(fen) for fen in (1_233, 1_233, 1_234)]
    parts = ledger.split_award(3_701, [2_467, 2_467, 2_468])
    assert parts == [1_234, 1_233, 1_234]
    award(dict(zip(orders, parts, strict=True)))
    holds = [ledger.find_hold("order", order) for order in orders]
    assert [(hold.posted_fen, hold.extra_fen) for hold in holds] == [(1_233, 1), (1_233, 0), (1_234, 0)]
    assert voucher.figures() == (100_000, 0, 3_701, 0, 96_299)


def test_the_rest_of_an_older_year_expires_and_this_year_is_untouched(books: None) -> None:
    old = Voucher(1_000).grant()
    order_id = old.submitted(400)
    at("2022-03-01T10:00:00+08:00")
    new = Voucher(500, year=2022, holder_id=old.holder_id).grant()
    award({order_id: 250})
    assert old.figures() == (1_000, 0, 250, 750, 0)
    assert new.figures() == (500, 0, 0, 0, 500)


def reverse(redemption_id: object, fen: int) -> ledger.Payable:
    return ledger.reverse_award(
        redemption_id=redemption_id, amount_fen=fen, proposed_by=OFFICER, confirmed_by=APPROVER, reason="多计",
        at=datetime(2021, 3, 20, tzinfo=UTC),
    )  # fmt: skip


def test_reversals_return_the_quota_and_never_exceed_the_award(books: None) -> None:
    voucher = Voucher(1_000).grant()
    owed = award({voucher.submitted(400): 399, voucher.submitted(100): 101})
    back = reverse(owed.redemption_id, 3)
    assert (back.kind, back.reversal_no, back.against_clawback) == ("REVERSAL", 1, False)
    assert voucher.figures() == (1_000, 0, 497, 0, 503)
    with pytest.raises(ledger.ReversalTooLarge):
        reverse(owed.redemption_id, 498)
    assert reverse(owed.redemption_id, 497).reversal_no == 2
    assert voucher.figures() == (1_000, 0, 0, 0, 1_000)


def test_a_reversal_after_the_year_expires(books: None) -> None:
    voucher = Voucher(1_000).grant()
    owed = award({voucher.submitted(400): 400})
    at("2022-01-02T00:00:00+08:00")
    reverse(owed.redemption_id, 150)
    assert voucher.figures() == (1_000, 0, 250, 750, 0)
    ledger.expire_year(2021, by=OFFICER)
    reverse(owed.redemption_id, 50)
    assert voucher.figures() == (1_000, 0, 200, 800, 0)


def test_nobody_reverses_alone(books: None) -> None:
    voucher = Voucher(1_000).grant()
    owed = award({voucher.submitted(400): 400})
    with pytest.raises(ledger.FourEyes):
        ledger.reverse_award(
            redemption_id=owed.redemption_id, amount_fen=1, proposed_by=OFFICER, confirmed_by=OFFICER, reason="x",
            at=MARCH,
        )  # fmt: skip
    with pytest.raises(ledger.NoAward):
        reverse(uuid4(), 1)


def test_a_cancelled_award_can_be_made_anew(books: None) -> None:
    voucher = Voucher(1_000).grant()
    owed = award({voucher.submitted(400): 400})
    ledger.cancel_award(redemption_id=owed.redemption_id, by=OFFICER, reason="异议成立")
    assert voucher.figures() == (1_000, 0, 0, 0, 1_000)
    again = award({voucher.submitted(300): 300}, redemption_id=owed.redemption_id, ref="second")
    assert (again.attempt, voucher.figures()) == (2, (1_000, 0, 300, 0, 700))


def test_an_institutions_month_is_that_of_the_agreement_and_an_enterprises_that_of_the_notice(books: None) -> None:
    voucher = Voucher(1_000).grant()
    last, first = "2021-03-31T23:59:30+08:00", "2021-04-01T00:00:10+08:00"
    eligible_at = datetime.fromisoformat("2021-05-06T00:05:00+08:00")
    months = []
    for agreed, kind in ((last, "institution"), (first, "institution"), (last, "enterprise")):
        owed = award({voucher.submitted(10): 10}, agreed_at=datetime.fromisoformat(agreed), payee_kind=kind)
        ledger.make_eligible(
            redemption_id=owed.redemption_id, eligible_at=eligible_at, period=ledger.period_of(eligible_at)
        )
        db.session.refresh(owed)
        months.append(owed.period.month)
    assert months == [3, 4, 5]


def test_the_journal_tells_what_happened_to_a_voucher(books: None) -> None:
    voucher = Voucher(1_000).grant()
    award({voucher.submitted(400): 250})
    told = [(line.code, line.phase, line.amount_fen) for line in ledger.lines(voucher.id)]
    assert told == [
        ("grant", "POST", 1_000), ("reserve", "PEND", -400), ("award", "VOID", -400), ("award", "POST", -250),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ltx SET reason = 'x'", "DELETE FROM transfer", "UPDATE transfer SET amount_fen = 1", "TRUNCATE transfer"],
)
def test_the_books_cannot_be_rewritten(books: None, statement: str) -> None:
    Voucher(1_000).grant()
    with pytest.raises(Exception, match=r"append-only|permission denied"), db.session.begin_nested():
        db.session.execute(text(statement))
