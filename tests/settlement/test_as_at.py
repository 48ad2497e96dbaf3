"""The figures of a past day are what they were on that day, whatever has happened since."""

from datetime import date, datetime

from hub import ledger, settlement
from hub.ledger import Balances, Books
from hub.settlement import Position, Receivable
from schemas.terms import BatchState
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import (
    APPROVER,
    APRIL,
    OFFICER,
    Case,
    bank,
    batch_of,
    instruct,
    row,
    settle,
    unit,
)

Seen = tuple[Position, list[Receivable], dict[object, Balances], list[BatchState]]


def seen_on(case: Case, payee: object, on: date) -> Seen:
    """Every report of a day."""
    batches = settlement.batches_on(settlement.list_batches(), on)
    return (
        settlement.position_of("maanshan", on),
        settlement.receivables_of(payee, on),  # type: ignore[arg-type]
        dict(ledger.balances_on([case.voucher.id], on)),
        sorted(batches.values()),
    )


def test_what_was_true_on_a_day_stays_so_whatever_comes_later(books: None) -> None:
    case, days = Case(Voucher(100_000)), dict[date, Seen]()
    payee = unit("I02").id

    def day_of(moment: str) -> date:
        at(moment)
        return datetime.fromisoformat(moment).date()

    def note(on: date) -> None:
        days[on] = seen_on(case, payee, on)

    on = day_of("2021-03-04T10:00:00+08:00")
    first = case.owed(payee, 1_000, "2021-03-04T10:00:00+08:00", eligible=None)
    case.owed(payee, 300, "2021-03-05T09:00:00+08:00", "2021-05-10T00:00:00+08:00")
    note(on)
    on = day_of("2021-04-10T10:00:00+08:00")
    ledger.make_eligible(
        redemption_id=first, eligible_at=datetime.fromisoformat("2021-04-10T00:05:00+08:00"), period=APRIL
    )
    case.voucher.reserve(50)
    note(on)
    on = day_of("2021-04-14T10:00:00+08:00")
    settlement.discard_batch(batch=batch_of(settle("2021-04-14T02:00:00+08:00")), by=OFFICER, reason="重新核对")
    note(on)
    on = day_of("2021-04-15T10:00:00+08:00")
    batch = instruct(batch_of(settle()))
    note(on)
    on = day_of("2021-04-20T10:00:00+08:00")
    bank(*[row(payout) for payout in settlement.list_payouts(batch)])
    note(on)
    on = day_of("2021-05-06T10:00:00+08:00")
    ledger.reverse_award(
        redemption_id=first, amount_fen=400, proposed_by=OFFICER, confirmed_by=APPROVER, reason="红字",
        at=datetime.fromisoformat("2021-05-06T10:00:00+08:00"),
    )  # fmt: skip
    note(on)
    on = day_of("2021-05-15T10:00:00+08:00")
    settle("2021-05-15T02:00:00+08:00", period=APRIL)
    note(on)
    day_of("2022-01-02T10:00:00+08:00")
    ledger.expire_year(2021, by=OFFICER)

    for on, then in days.items():
        assert seen_on(case, payee, on) == then, on
    figures = [then[0] for then in days.values()]
    assert [(one.waiting_fen, one.due_fen) for one in figures] == [
        (1_300, 0), (300, 1_000), (300, 1_000), (300, 0), (300, 0), (300, 0), (0, 0)
    ]  # fmt: skip
    assert [one.books.on_the_way_fen for one in figures] == [0, 0, 0, 1_000, 0, 0, 0]
    assert figures[4].books == Books(1_300, 300, 0, 1_000, 0)
    assert figures[5].books == Books(900, 300, 0, 1_000, 400)
    assert figures[6].books.to_recover_fen == 100
    assert [(one.paid_fen, one.on_the_way_fen) for one in days[date(2021, 4, 20)][1]] == [(1_000, 0)]
    assert days[date(2021, 4, 14)][1][0].next_run == date(2021, 4, 15)
    assert [len(then[3]) for then in days.values()] == [0, 0, 1, 2, 2, 2, 3]
    assert ledger.balances_on([case.voucher.id], date(2021, 4, 10))[case.voucher.id].reserved_fen == 50
    lines = settlement.open_lines("maanshan", date(2021, 4, 10))
    assert [(line.fen, line.due) for line in lines] == [(1_000, True), (300, False)]


def test_the_books_of_an_area_nobody_owes_anything_are_empty(books: None) -> None:
    found = settlement.position_of("qingpu", date(2021, 4, 1))
    assert (found.books, found.due_fen, found.received_fen, found.budget_left_fen) == (Books(), 0, 0, None)
