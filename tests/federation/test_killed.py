"""A worker killed before, during or after a call: the region has one effect, and the consumer hears once."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from adapters.contract import Outcome, Reserve
from hub.federation import exchanges, outcomes
from hub.federation.jobs import deliver, sweep
from hub.federation.models import Exchange
from hub.kernel import scope
from hub.kernel.clock import business_now, set_business_time
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.jobs import run_until_idle
from schemas.terms import ExchangeState
from tests.federation.platforms import Platform, point_at

HOLDER = "91310118MA9QY10564"


@pytest.fixture
def hub(committing_app: Flask, both: dict[str, Platform], monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A hub at the simulators whose one consumer writes down, in the same transaction, that it heard."""

    def consumer(exchange: Exchange, outcome: Outcome) -> None:
        reason = f"{exchange.key}:{outcome.status}"
        db.session.execute(text("UPDATE region_health SET last_fault = coalesce(last_fault, '') || :r"), {"r": reason})

    monkeypatch.setattr(outcomes, "_consumers", {"reserve": [consumer]})
    point_at(committing_app, both)
    with committing_app.app_context(), scope.everything():
        yield committing_app


def killed_at(app: Flask, point: str, exchange_id: UUID) -> None:
    """Deliver in a process of its own that is killed at ``point``."""
    db.session.remove()
    child = os.fork()
    if child == 0:
        os.environ["HUB_FAILPOINT"] = point
        try:
            with app.app_context(), scope.everything():
                db.engine.dispose(close=False)
                deliver(exchange_id=str(exchange_id))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, f"{point} was not reached"


@pytest.mark.parametrize(
    ("point", "left"),
    [
        ("exchange.taken", ExchangeState.SENT),
        ("exchange.sent", ExchangeState.SENT),
        ("exchange.recorded", ExchangeState.ACKED),
    ],
)
def test_a_killed_worker_costs_time_and_nothing_else(
    hub: Flask, shanghai: Platform, point: str, left: ExchangeState
) -> None:
    voucher: Any = shanghai.state.book.list(HOLDER, 2024)[0]
    with unit_of_work():
        request = Reserve("key-1", voucher.voucher_no, 150_000, "CSJ-1")
        sent = exchanges.send(region="shanghai", verb="reserve", request=request, subject="order", subject_id=new_id())
        exchange_id = sent.id
    killed_at(hub, point, exchange_id)
    assert exchanges.get_exchange(exchange_id).state is left
    with unit_of_work():
        set_business_time(business_now() + timedelta(minutes=5))
    sweep(fire_at=business_now(), key=None)
    run_until_idle(hub)
    assert exchanges.get_exchange(exchange_id).state is ExchangeState.ACKED
    assert voucher.reserved_fen == 150_000
    heard = db.session.execute(text("SELECT last_fault FROM region_health WHERE region = 'shanghai'")).scalar_one()
    assert heard == "key-1:DONE"
