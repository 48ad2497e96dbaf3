"""Figures against a simulated year with reversals, crashes and returned payments, and against the model kept beside."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from hub import statistics
from hub.kernel import scope
from hub.kernel.db import db
from hub.statistics import MEASURES, Key, Statistics
from tests.conftest import rolled_back
from tests.settlement.simulation import PAYERS, Year

SINCE, UNTIL = date(2021, 1, 1), date(2022, 3, 31)
# The simulated year works on ledger and settlement alone: the redemptions and orders that its books speak of.
REDEMPTIONS = text("""
INSERT INTO redemption (id, no, programme, area, mode, basis, instrument_id, holder_id, institution_id,
                        started_by_kind, state, round, edition, order_sum_fen, invoice_sum_fen, receipt_sum_fen,
                        texts, drafted_at)
SELECT DISTINCT ON (payable.redemption_id) payable.redemption_id, CAST(payable.redemption_id AS text), programme,
       payer_area, 'INSTITUTION_REDEEMS', 'ORDERS', gen_random_uuid(), holder_id, payee_id, 'institution', 'PAID',
       1, 1, 0, 0, 0, '{}', agreed_at
FROM payable ORDER BY payable.redemption_id, payable.id
""")


@pytest.fixture(scope="module")
def year(app: Flask) -> Iterator[Year]:
    """The year, played once; the database is rolled back at the end."""
    with rolled_back(app):
        played = Year(3, 60, PAYERS[:2])
        played.play()
        db.session.execute(REDEMPTIONS)
        yield played


@pytest.fixture(scope="module")
def whole(year: Year) -> Statistics:
    """Everything from its first day to the last payment."""
    return statistics.count_for_staff(SINCE, UNTIL)


def fen(found: Statistics, measure: str, table: str = "total", row: str = "", column: str = "") -> int:
    figure = found.figure(measure, table, row, column)
    assert figure is not None
    return figure.fen


def booked(kinds: tuple[str, str], area: str) -> int:
    """What the books moved from accounts of one kind to the other in an area, less what went back."""
    moved = text("""
        SELECT coalesce(sum(CASE WHEN d.kind = :one THEN t.amount_fen ELSE -t.amount_fen END), 0)
        FROM transfer t JOIN ledger_account d ON d.id = t.debit_id JOIN ledger_account c ON c.id = t.credit_id
        WHERE t.phase = 'POST' AND d.area = :area AND (d.kind, c.kind) IN ((:one, :other), (:other, :one))""")
    return int(db.session.execute(moved, {"one": kinds[0], "other": kinds[1], "area": area}).scalar_one())


@pytest.mark.parametrize("area", PAYERS[:2])
def test_every_figure_is_the_books_to_the_fen(year: Year, whole: Statistics, area: str):
    model = year.model
    assert fen(whole, "issued", "area", area) == booked(("POOL", "QUOTA"), area) == 3 * 10**11
    assert fen(whole, "redeemed", "area", area) == booked(("QUOTA", "USED"), area)
    assert fen(whole, "redeemed", "area", area) == model.awarded[area] - model.reversed[area] > 0
    assert fen(whole, "used", "area", area) >= fen(whole, "redeemed", "area", area)


@pytest.mark.parametrize("area", PAYERS[:2])
def test_in_the_end_what_was_redeemed_was_paid_or_set_against_a_debt(year: Year, whole: Statistics, area: str):
    assert fen(whole, "paid", "area", area) == fen(whole, "redeemed", "area", area)
    owed_back = text("""
        SELECT coalesce(sum(CASE WHEN t.debit_id = a.id THEN t.amount_fen ELSE -t.amount_fen END), 0)
        FROM ledger_account a JOIN transfer t ON a.id IN (t.debit_id, t.credit_id)
        WHERE a.kind = 'CLAWBACK' AND a.area = :area""")
    debt = int(db.session.execute(owed_back, {"area": area}).scalar_one())
    assert fen(whole, "paid", "area", area) == year.model.paid[area] - debt


@pytest.mark.parametrize("measure", MEASURES)
def test_every_table_comes_to_the_same_total(whole: Statistics, measure: str):
    for table in ("area", "programme", "month", "place", "category", "seller"):
        parts = [key for key in whole.figures if (key.measure, key.table) == (measure, table)]
        if parts:
            assert sum(fen(whole, *key) for key in parts) == fen(whole, measure), table
    assert fen(whole, "redeemed", "flow", PAYERS[0], "zhejiang") + fen(
        whole, "redeemed", "flow", PAYERS[1], "zhejiang"
    ) == fen(whole, "redeemed", "place", "zhejiang")


def test_periods_that_meet_add_up(whole: Statistics):
    middle = date(2021, 7, 14)
    halves = [
        statistics.count_for_staff(SINCE, middle),
        statistics.count_for_staff(middle + timedelta(days=1), UNTIL),
    ]
    for key, figure in whole.figures.items():
        assert figure is not None
        together = [half.figure(*key) for half in halves]
        assert (sum(f.fen for f in together if f), sum(f.count for f in together if f)) == (figure.fen, figure.count)


def test_an_area_sees_its_own_and_no_other(whole: Statistics):
    with scope.seen_by(scope.Scope(areas=frozenset({PAYERS[0]}))):
        own = statistics.count_for_staff(SINCE, UNTIL)
    assert own.rows("area") == [PAYERS[0]] and own.rows("flow") == [PAYERS[0]]
    assert fen(own, "redeemed") == fen(whole, "redeemed", "area", PAYERS[0])
    with scope.seen_by(scope.Scope()):
        assert statistics.count_for_staff(SINCE, UNTIL).is_empty


def test_nobody_counts_on_nobodys_behalf(year: Year):
    token = scope._current.set(None)
    try:
        with pytest.raises(scope.ScopeMissing):
            statistics.count_for_staff(SINCE, UNTIL)
    finally:
        scope._current.reset(token)


def test_what_is_published_holds_the_same_figures_and_nothing_of_a_few(year: Year, whole: Statistics):
    """Three holders stand behind every area and month; the two payees that stand alone in their region are withheld."""
    statistics.publish_year(2021, today=date(2022, 4, 2), least=3)
    shown = statistics.find_published(2021)
    assert shown is not None and shown.until == date(2021, 12, 31)
    for area in PAYERS[:2]:
        assert fen(shown, "issued", "area", area) == fen(whole, "issued", "area", area)
    assert shown.figures[Key("redeemed", "place", "zhejiang")] is None and shown.has_withheld
    assert all(figure.fen == 0 for key, figure in shown.figures.items() if key.table == "seller" and figure)


def test_the_running_year_is_published_to_the_end_of_its_last_whole_month(year: Year):
    statistics.publish_year(2021, today=date(2021, 6, 20), least=3)
    shown = statistics.find_published(2021)
    assert shown is not None and shown.until == date(2021, 5, 31) and shown.rows("month")[-1] <= "2021-05"
    statistics.publish_year(2023, today=date(2023, 1, 31), least=3)
    assert statistics.find_published(2023) is None
