"""Too little disk, time or connections, a read-only database, crossing locks: refused cleanly and nothing half done."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from hub import ledger, settlement
from hub.kernel.db import db, unit_of_work
from hub.settlement import run
from hub.web import errors
from tests.faults.competing import in_transaction
from tests.ledger.makers import APPROVER, OFFICER, Voucher, award
from tests.ledger.test_races import in_app
from tests.settlement.makers import APRIL, Case, batch_of, lines_of, settle, unit_id
from tests.settlement.test_killed import COMPUTING, figures, inside, two_payees

FULL = OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file: No space left on device"))


@pytest.fixture
def march(committing_app: Flask) -> Iterator[Flask]:
    """4,400.00 to settle."""
    with inside(committing_app):
        with unit_of_work():
            two_payees("maanshan")
        yield committing_app


def test_a_step_that_fails_leaves_nothing_half_and_the_next_run_completes_it(march: Flask) -> None:
    for step in COMPUTING:

        def full(name: str, step: str = step) -> None:
            if name == step:
                raise FULL

        with patch.object(run, "failpoint", full), pytest.raises(OperationalError):
            settle()
        db.session.remove()
        made = "SELECT (SELECT count(*) FROM payout), (SELECT count(*) FROM ltx WHERE code = 'settle')"
        payouts, journal = db.session.execute(text(made)).one()
        assert (payouts, journal) in ((0, 0), (2, 1)), step
        db.session.remove()
    assert (batch_of(settle()).total_fen, figures()["lines"]) == (4_400_00, "3/440000")


def test_a_database_that_only_reads_refuses_and_settles_later(march: Flask) -> None:
    with psycopg.connect(march.config["OWNER_URL"], autocommit=True) as owner:
        name = owner.info.dbname
        owner.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        db.engine.dispose()
        with pytest.raises(DBAPIError, match="read-only"):
            settle()
        db.session.remove()
        owner.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    db.engine.dispose()
    assert batch_of(settle()).total_fen == 4_400_00


def test_a_statement_that_takes_too_long_is_ended_and_the_order_was_not_placed(committing_app: Flask) -> None:
    voucher = Voucher(1_000, year=2099)
    assert in_transaction(committing_app, voucher.grant) == "done"

    def slow() -> None:
        voucher.reserve(100)
        db.session.execute(text("SET LOCAL statement_timeout = 20"))
        db.session.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(OperationalError, match="statement timeout"):
        in_transaction(committing_app, slow)
    with inside(committing_app):
        assert voucher.figures() == (1_000, 0, 0, 0, 1_000)


@pytest.mark.parametrize(
    "fault",
    [
        FULL,
        DBAPIError.instance("INSERT", {}, psycopg.errors.ReadOnlySqlTransaction("read-only"), psycopg.Error),
        OperationalError("SELECT", {}, psycopg.errors.QueryCanceled("statement timeout")),
        OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected("deadlock detected")),
        None,
    ],
    ids=["disk full", "read-only", "statement timeout", "deadlock", "no connection left"],
)
def test_people_are_told_that_nothing_was_done(app: Flask, fault: Exception | None) -> None:
    from sqlalchemy.exc import TimeoutError as NoConnection

    with app.test_request_context("/api/v1/regions"):
        answer = app.make_response(app.handle_user_exception(fault or NoConnection("QueuePool limit reached")))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.get_json()["code"] == errors.Busy.code


def test_grants_and_awards_on_crossing_vouchers_all_end_well(committing_app: Flask) -> None:
    """Two vouchers; awards that name their orders in opposite orders, reversals and grants beside: no deadlock."""
    first, second = (Voucher(100_000, year=2099, holder_id=UUID(int=9)) for _ in range(2))
    for voucher in (first, second):
        assert in_transaction(committing_app, voucher.grant) == "done"
    actions = [action for n in range(16) for action in _crossing(committing_app, first, second, n)]
    start = Barrier(8)

    def released(action: Callable[[], object]) -> str:
        if not started:
            start.wait()
            started.append(True)
        return in_app(committing_app, lambda: action() and None)

    started: list[bool] = []
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(released, actions))
    assert set(outcomes) == {"done"}
    with inside(committing_app):
        assert ledger.verify() == []
        assert [voucher.figures()[2] for voucher in (first, second)] == [1_440, 1_440]


def _crossing(app: Flask, first: Voucher, second: Voucher, n: int) -> list[Callable[[], object]]:
    """An award over both vouchers, named in this or the other order, and then a part of it taken back."""
    holds: list[UUID] = []
    pair = (first, second) if n % 2 else (second, first)
    made = in_transaction(app, lambda: holds.extend(voucher.submitted(100) for voucher in pair))
    assert made == "done"
    redemption = uuid4()

    def whole() -> None:
        award(dict.fromkeys(holds, 100), redemption_id=redemption)
        ledger.reverse_award(
            redemption_id=redemption, amount_fen=20, proposed_by=OFFICER, confirmed_by=APPROVER, reason="红字",
            at=ledger.find_award(redemption).agreed_at,  # type: ignore[union-attr]
        )  # fmt: skip

    return [whole, lambda: Voucher(10, year=2099, holder_id=UUID(int=9)).grant()]


def test_no_order_and_no_award_waits_for_a_settlement_that_is_computing(march: Flask) -> None:
    """All of an area's money is being claimed; its enterprises order and its assessors award meanwhile (E32)."""
    outcomes: list[str] = []
    voucher = Voucher(1_000_00, year=2099)
    assert in_transaction(march, voucher.grant) == "done"

    def meanwhile(name: str) -> None:
        if name == "settlement.posted":
            with ThreadPoolExecutor(1) as other:
                outcomes.append(other.submit(in_transaction, march, busy).result(timeout=20))

    def busy() -> None:
        db.session.execute(text("SET LOCAL lock_timeout = '500ms'"))
        voucher.reserve(100)
        Case(Voucher(100_00)).owed(unit_id("I02"), 77, "2021-04-02T10:00:00+08:00", "2021-05-10T00:00:00+08:00")

    with patch.object(run, "failpoint", meanwhile):
        assert lines_of(batch_of(settle())) == [400_00, 1_000_00, 3_000_00]
    assert outcomes == ["done"]
    assert lines_of(batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))) == [77]
    assert settlement.list_exclusions(batch_of(settle())) == []
