"""Killed with SIGKILL at every point and started again: the same money, nothing twice, nothing lost."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from hub import ledger, settlement
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.settlement import jobs, run
from schemas.terms import BatchState, PayoutState
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import (
    APRIL,
    OFFICER,
    Case,
    awarded,
    bank,
    batch_of,
    instruct,
    lines_of,
    row,
    settle,
    sign,
    unit,
    unit_id,
)

COMPUTING = (
    "settlement.opening", "settlement.opened", "settlement.collecting", "settlement.collected", "settlement.claiming",
    "settlement.claimed", "settlement.posted", "settlement.computed",
)  # fmt: skip
SENDING = ("settlement.send_begun", "settlement.advised", "settlement.sending", "settlement.sent")
FOLLOWING = ("settlement.following",)
RECONCILING = ("settlement.confirming", "settlement.undoing", "settlement.reconciling")


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """The application's context, as the hub itself; connections are given back."""
    with app.app_context(), scope.everything():
        try:
            yield
        finally:
            db.session.remove()


def killed_at(app: Flask, point: str, action: Callable[[], object]) -> None:
    """Run an action in a process of its own that is killed at ``point``."""
    child = os.fork()
    if child == 0:
        os.environ["HUB_FAILPOINT"] = point
        try:
            with inside(app):
                db.engine.dispose(close=False)
                action()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{point} was not reached"
    assert os.WTERMSIG(status) == signal.SIGKILL


def two_payees(area: str) -> None:
    """4,000.00 for I02 in three lines, one a reversal, and 400.00 for I05."""
    at("2021-03-04T10:00:00+08:00")
    case = Case(Voucher(100_000_000_00, area=area))
    region = "shanghai" if area == "jiangsu" else None
    case.owed(unit("I02").id, 3_000_00, region=region)
    case.owed(unit_id("I02"), 1_000_00, "2021-03-20T10:00:00+08:00", region=region)
    case.owed(unit("I05").id, 400_00)
    at("2021-04-15T03:00:00+08:00")


def states_of_redemptions() -> tuple[list[str], int]:
    """The states, and how many moves are on record."""
    moves = text("SELECT count(*) FROM state_change WHERE subject = 'redemption'")
    states = db.session.execute(text("SELECT state FROM redemption ORDER BY no")).scalars().all()
    return list(states), db.session.execute(moves).scalar_one()


def figures() -> dict[str, object]:
    """Everything that money did, to compare a killed run with one that was not."""
    sums = {
        name: db.session.execute(text(query)).scalar_one()
        for name, query in {
            "lines": "SELECT count(*) || '/' || sum(amount_fen) FROM settle_line",
            "payouts": "SELECT count(*) || '/' || sum(amount_fen) FROM payout",
            "batches": "SELECT string_agg(no || state, ',') FROM settle_batch",
            "states": "SELECT string_agg(state, ',' ORDER BY ext_ref) FROM payout",
            "journal": "SELECT string_agg(code, ',' ORDER BY code) FROM ltx WHERE code NOT IN ('grant', 'reserve')",
            "exchanges": "SELECT count(*) FROM exchange",
            "moves": "SELECT count(*) FROM state_change WHERE subject LIKE 'settle%' OR subject = 'payout'",
            "audit": "SELECT count(*) FROM audit_event WHERE event LIKE 'settlement.%' OR event LIKE 'payout.%'",
        }.items()
    }
    assert ledger.verify() == []
    return sums


@pytest.mark.parametrize("point", COMPUTING)
def test_a_run_killed_anywhere_is_completed_by_the_next(committing_app: Flask, point: str) -> None:
    with inside(committing_app), unit_of_work():
        two_payees("maanshan")
    killed_at(committing_app, point, settle)
    with inside(committing_app):
        batch = batch_of(settle())
        assert (batch.state, batch.total_fen) == (BatchState.COMPUTED, 4_400_00)
        assert sorted(payout.amount_fen for payout in settlement.list_payouts(batch)) == [400_00, 4_000_00]
        seen = figures()
        assert settle() == batch.id
        assert figures() == seen
        assert (seen["lines"], seen["payouts"]) == ("3/440000", "2/440000")
        assert (seen["moves"], seen["audit"]) == (5, 1)


@pytest.mark.parametrize("point", FOLLOWING)
def test_redemptions_follow_their_batch_once_wherever_the_job_was_killed(committing_app: Flask, point: str) -> None:
    with inside(committing_app):
        with unit_of_work():
            two_payees("maanshan")
            awarded()
        made = settle()
    killed_at(committing_app, point, lambda: jobs.follow(batch_id=str(made)))
    with inside(committing_app):
        for _ in range(2):
            jobs.follow(batch_id=str(made))
            assert states_of_redemptions() == (["BATCHED"] * 3, 3)
        with unit_of_work():
            settlement.discard_batch(batch=batch_of(made), by=OFFICER, reason="预算调整")
        jobs.follow(batch_id=str(made))
        assert states_of_redemptions() == (["PAYABLE"] * 3, 6)


@pytest.mark.parametrize("point", SENDING)
def test_an_instruction_killed_anywhere_is_sent_once(committing_app: Flask, point: str) -> None:
    with inside(committing_app):
        with unit_of_work():
            two_payees("jiangsu")
        made = settle(payer_area="jiangsu")
        with unit_of_work():
            sign(batch_of(made))
    killed_at(committing_app, point, lambda: jobs.send(batch_id=str(made)))
    with inside(committing_app):
        jobs.send(batch_id=str(made))
        jobs.send(batch_id=str(made))
        batch = batch_of(made)
        assert batch.state is BatchState.SENT
        assert {payout.state for payout in settlement.list_payouts(batch)} == {PayoutState.SENT}
        assert figures()["exchanges"] == 2  # the instruction to Jiangsu, the advice to Shanghai


@pytest.mark.parametrize("point", RECONCILING)
def test_a_statement_killed_anywhere_is_imported_once(committing_app: Flask, point: str) -> None:
    with inside(committing_app):
        with unit_of_work():
            two_payees("maanshan")
        made = settle()
        with unit_of_work():
            payouts = settlement.list_payouts(instruct(batch_of(made)))
            rows = [row(payouts[0]), row(payouts[1], code="R03")]

    def imported() -> None:
        with unit_of_work():
            bank(*rows)

    killed_at(committing_app, point, imported)
    with inside(committing_app):
        imported()
        seen = figures()
        assert (seen["states"], batch_of(made).state) == ("PAID,RETURNED", BatchState.CLOSED)
        imported()
        assert figures() == seen


def test_two_settlers_at_once_make_one_batch(committing_app: Flask) -> None:
    with inside(committing_app), unit_of_work():
        two_payees("maanshan")
    barrier = Barrier(4)

    def started(_: int) -> UUID | None:
        with inside(committing_app):
            barrier.wait()
            return settle()

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(started, range(4)))
    with inside(committing_app):
        assert len(made) == 1
        seen = figures()
        assert (seen["lines"], seen["payouts"], seen["moves"]) == ("3/440000", "2/440000", 5)


def test_two_months_at_once_take_each_line_once(committing_app: Flask) -> None:
    with inside(committing_app), unit_of_work():
        two_payees("maanshan")
    barrier = Barrier(2)

    def started(month: int) -> UUID | None:
        with inside(committing_app):
            barrier.wait()
            return settle("2021-05-15T02:00:00+08:00", period=APRIL.replace(month=month))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(started, (3, 4)))
    with inside(committing_app):
        assert figures()["lines"] == "3/440000"


def test_an_award_that_commits_while_the_batch_is_made_is_settled_once(committing_app: Flask) -> None:
    with inside(committing_app):
        with unit_of_work():
            two_payees("maanshan")
            late = Case().owed(unit_id("I02"), 70_00, eligible=None)
        eligible_at = datetime.fromisoformat("2021-04-10T00:00:00+08:00")
        ledger.make_eligible(redemption_id=late, eligible_at=eligible_at, period=APRIL)
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(_settled_elsewhere, committing_app).result()
        db.session.commit()
        assert 70_00 not in lines_of(batch_of(made))
        assert ledger.verify() == []
        april = batch_of(settle("2021-05-15T02:00:00+08:00", period=APRIL))
        assert lines_of(april) == [70_00]
        assert settle("2021-06-15T02:00:00+08:00", period=APRIL.replace(month=5)) is None
        assert ledger.verify() == []


def _settled_elsewhere(app: Flask) -> UUID | None:
    with inside(app):
        return settle()


def test_an_award_that_comes_between_two_buckets_is_settled_once(
    committing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    collect, came = run._collect, []

    def collect_and_approve(batch_id: UUID, bucket: int) -> None:
        collect(batch_id, bucket)
        if bucket == 1 and not came:
            with unit_of_work():
                came.append([Case().owed(unit_id("I02"), 1_00 + i) for i in range(12)])

    monkeypatch.setattr(run, "_collect", collect_and_approve)
    with inside(committing_app):
        with unit_of_work():
            two_payees("maanshan")
        march = lines_of(batch_of(settle()))
        april_id = settle("2021-05-15T02:00:00+08:00", period=APRIL)
        april = lines_of(batch_of(april_id)) if april_id else []
        assert sorted(march + april) == sorted([400_00, 1_000_00, 3_000_00, *[1_00 + i for i in range(12)]])
        assert ledger.verify() == []


def test_every_point_of_settlement_is_walked() -> None:
    source = "".join(path.read_text() for path in Path(settlement.__path__[0]).glob("*.py"))
    assert set(re.findall(r'failpoint\("(settlement\.\w+)"\)', source)) == {
        *COMPUTING,
        *FOLLOWING,
        *SENDING,
        *RECONCILING,
    }
