"""Wrong clocks and the edges of days, months and years: business dates come from the database's clock in Shanghai."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask

from hub import ledger, settlement
from hub.kernel import clock, scope
from hub.kernel.clock import business_now, business_today, database_now
from hub.kernel.db import db, unit_of_work
from hub.ledger import Payable
from schemas.terms import HoldState
from tests.faults.competing import in_transaction
from tests.ledger.makers import OFFICER, Voucher, at, award
from tests.settlement.makers import Case, batch_of, settle, unit

LAST, FIRST = "2021-12-31T23:59:59.999+08:00", "2022-01-01T00:00:00+08:00"


@pytest.fixture(params=["UTC", "America/New_York"])
def host_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """A host whose own time zone is not Shanghai's."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@contextmanager
def standing_at(moment: str) -> Iterator[None]:
    """Business time that does not move: the edge itself."""
    at(moment)
    still = SimpleNamespace(monotonic=lambda: 0.0)
    with patch.object(clock, "time", still), patch.object(clock, "_read_business_clock", lambda: _shanghai(moment)):
        yield


def _shanghai(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(clock.SHANGHAI)


@pytest.mark.parametrize("off", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)])
def test_a_host_whose_clock_is_wrong_books_on_the_right_day(committing_app: Flask, off: timedelta) -> None:
    voucher = Voucher(1_000, year=2021)
    assert in_transaction(committing_app, lambda: at("2021-03-31T23:59:30+08:00") or voucher.grant()) == "done"
    with time_machine.travel(datetime.now(UTC) + off, tick=True):
        assert in_transaction(committing_app, lambda: voucher.reserve(100)) == "done"
        with committing_app.app_context(), scope.everything():
            assert business_today() in (date(2021, 3, 31), date(2021, 4, 1))
            assert abs(database_now() - datetime.now(UTC)) > timedelta(minutes=50)
            assert {line.business_date for line in ledger.lines(voucher.id)} <= {date(2021, 3, 31), date(2021, 4, 1)}
            assert ledger.verify() == []
            db.session.remove()


def test_two_hosts_five_minutes_apart_agree_about_the_month(session: None) -> None:
    at("2021-03-31T23:58:00+08:00")
    with unit_of_work():
        here = ledger.period_of(business_now())
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5), tick=True), unit_of_work():
        assert ledger.period_of(business_now()) == here == date(2021, 3, 1)


def test_a_clock_that_jumps_back_at_midnight_reopens_no_year(session: None) -> None:
    at("2021-12-31T23:50:00+08:00")
    voucher = Voucher(1_000).grant()
    voucher.reserve(100)
    at("2022-01-01T00:00:05+08:00")
    ledger.expire_year(2021, by=OFFICER)
    at("2021-12-31T23:59:58+08:00")
    with pytest.raises(ledger.QuotaExpired):
        voucher.reserve(100)
    assert voucher.figures() == (1_000, 0, 0, 1_000, 0)
    assert ledger.verify() == []


@pytest.mark.usefixtures("host_zone")
def test_on_both_sides_of_new_year_every_act_counts_for_its_own_year(session: None) -> None:
    with standing_at(LAST):
        voucher = Voucher(1_000).grant()
        kept, open_one, late = voucher.submitted(400), voucher.reserve(100), voucher.reserve(50)
        ledger.release(subject="order", subject_id=late, by=OFFICER, ref="void in time", reason="作废")
        assert voucher.figures() == (1_000, 500, 0, 0, 500)
    with standing_at(FIRST):
        assert voucher.figures() == (1_000, 400, 0, 600, 0), "expired by its date, before any job has run"
        with pytest.raises(ledger.QuotaExpired):
            voucher.reserve(1)
        with pytest.raises(ledger.QuotaExpired):
            ledger.claim(subject="order", subject_id=open_one, by=OFFICER)
        ledger.release(subject="order", subject_id=open_one, by=OFFICER, ref="void too late", reason="作废")
        award({kept: 300})
        ledger.expire_year(2021, by=OFFICER)
        assert voucher.figures() == (1_000, 0, 300, 700, 0), "nothing returns to spendable"
    found = ledger.find_hold("order", kept)
    assert found is not None and found.state is HoldState.POSTED
    assert ledger.verify() == []


@pytest.mark.usefixtures("host_zone")
def test_the_month_of_an_agreement_is_shanghais_wherever_the_host_stands(session: None) -> None:
    at("2021-03-04T10:00:00+08:00")
    case, payee = Case(), unit("I02").id
    march = case.owed(payee, 100, "2021-03-31T23:59:30+08:00")
    april = case.owed(payee, 7, "2021-04-01T00:00:10+08:00")
    periods = {
        found.redemption_id: found.period
        for found in db.session.query(Payable)  # the payables of this test alone
    }
    assert (periods[march], periods[april]) == (date(2021, 3, 1), date(2021, 4, 1))
    at("2021-04-15T03:00:00+08:00")
    batch = batch_of(settle())
    assert [line.amount_fen for line, _ in settlement.list_lines(batch)] == [100]
