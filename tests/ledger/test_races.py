"""Many at once, on a real database: threads and processes compete for one voucher, and exactly so many win."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from hub import ledger
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from tests.ledger.makers import OFFICER, Voucher, award

THREADS = 12


def in_app(app: Flask, action: Callable[[], None]) -> str:
    """Run an action in a transaction of its own; what became of it."""
    with app.app_context(), scope.everything():
        try:
            with unit_of_work():
                action()
        except HubError as error:
            return error.code
        finally:
            db.session.remove()
        return "done"


def at_once(app: Flask, actions: list[Callable[[], None]]) -> list[str]:
    """Run the actions from several threads that start together."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda action: in_app(app, action), actions))


def together(app: Flask, *actions: Callable[[], None]) -> list[str]:
    """Run a few actions, released at the same moment."""
    barrier = Barrier(len(actions))

    def released(action: Callable[[], None]) -> str:
        barrier.wait()
        return in_app(app, action)

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(released, actions))


@pytest.fixture
def voucher(committing_app: Flask) -> Voucher:
    made = Voucher(1_000, year=2099)
    assert in_app(committing_app, made.grant) == "done"
    return made


def books(app: Flask, voucher: Voucher) -> tuple[int, int, int, int, int]:
    with app.app_context(), scope.everything():
        assert ledger.verify() == []
        return voucher.figures()


def test_a_hundred_orders_for_a_quota_of_ten(committing_app: Flask, voucher: Voucher) -> None:
    outcomes = at_once(committing_app, [lambda: voucher.reserve(100) and None] * 100)
    assert outcomes.count("done") == 10
    assert set(outcomes) == {"done", "voucher.too_small"}
    assert books(committing_app, voucher) == (1_000, 1_000, 0, 0, 0)


def test_five_of_four_hundred_under_a_thousand(committing_app: Flask, voucher: Voucher) -> None:
    outcomes = together(committing_app, *[lambda: voucher.reserve(400) and None] * 5)
    assert outcomes.count("done") == 2
    assert books(committing_app, voucher) == (1_000, 800, 0, 0, 200)


def test_one_order_placed_twice_at_once_reserves_once(committing_app: Flask, voucher: Voucher) -> None:
    order_id = uuid4()
    outcomes = together(committing_app, *[lambda: voucher.reserve(100, order_id) and None] * 6)
    assert outcomes == ["done"] * 6
    assert books(committing_app, voucher) == (1_000, 100, 0, 0, 900)


def test_cancelling_and_submitting_at_once_one_wins(committing_app: Flask, voucher: Voucher) -> None:
    for _ in range(8):
        made: list[UUID] = []
        in_app(committing_app, lambda made=made: made.append(voucher.reserve(100)))
        mine = {"subject": "order", "subject_id": made[0], "by": OFFICER}
        outcomes = together(
            committing_app,
            lambda mine=mine: ledger.release(**mine, ref=str(uuid4()), reason="取消"),
            lambda mine=mine: ledger.claim(**mine) and None,
        )
        assert outcomes.count("done") == 1, outcomes
        reserved = books(committing_app, voucher)[1]
        assert reserved == (100 if outcomes[1] == "done" else 0)
        in_app(
            committing_app,
            lambda mine=mine: ledger.release(**mine, ref=str(uuid4()), reason="清理", claimed=True),
        )


def test_one_redemption_assessed_twice_at_once_is_awarded_once(committing_app: Flask, voucher: Voucher) -> None:
    made: list[UUID] = []
    in_app(committing_app, lambda: made.append(voucher.submitted(400)))
    redemption_id = uuid4()
    outcomes = together(
        committing_app,
        *[lambda i=i: award({made[0]: 400}, redemption_id=redemption_id, ref=f"click {i}") and None for i in range(4)],
    )
    assert outcomes.count("done") == 1, outcomes
    assert books(committing_app, voucher) == (1_000, 0, 400, 0, 600)


def test_grants_at_once_stay_within_the_cap(committing_app: Flask) -> None:
    holder_id = uuid4()
    outcomes = at_once(
        committing_app,
        [lambda: Voucher(30, year=2099, cap_fen=100, holder_id=holder_id).grant() and None for _ in range(12)],
    )
    assert outcomes.count("done") == 3


def test_no_order_and_no_approval_waits_for_a_row_of_a_region(committing_app: Flask, voucher: Voucher) -> None:
    made: list[UUID] = []
    in_app(committing_app, lambda: made.append(voucher.submitted(100)))
    in_app(committing_app, lambda: award({made[0]: 100}) and None)
    with committing_app.app_context(), db.engine.connect() as other:
        locked = other.execute(text("SELECT kind FROM ledger_account WHERE kind <> 'QUOTA' FOR UPDATE"))
        assert {"USED", "POOL", "EXPENSE", "PAYABLE"} <= set(locked.scalars())
        assert in_app(committing_app, lambda: made.append(voucher.submitted(100))) == "done"
        assert in_app(committing_app, lambda: award({made[1]: 120}) and None) == "done"
        assert in_app(committing_app, lambda: voucher.reserve(50) and None) == "done"
        other.rollback()
    assert books(committing_app, voucher) == (1_000, 50, 220, 0, 730)


COMPETITOR = """
import sys
from uuid import UUID
from hub.app import create_app
from hub.settings import load_settings
from tests.ledger.makers import Voucher
from tests.ledger.test_races import in_app

app = create_app(load_settings("testing"), database_url=sys.argv[1])
voucher = Voucher(1_000, year=2099, id=UUID(sys.argv[2]), holder_id=UUID(sys.argv[3]))
print(sum(in_app(app, lambda: voucher.reserve(100) and None) == "done" for _ in range(20)))
"""


def test_two_processes_share_one_voucher(committing_app: Flask, voucher: Voucher) -> None:
    url = committing_app.config["SQLALCHEMY_DATABASE_URI"]
    command = [sys.executable, "-c", COMPETITOR, url, str(voucher.id), str(voucher.holder_id)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    won = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(won) == 10
    assert books(committing_app, voucher) == (1_000, 1_000, 0, 0, 0)
