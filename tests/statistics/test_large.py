"""Statistics of many orders, measured: `HUB_STATISTICS_ORDERS=100000 pytest -s tests/statistics/test_large.py`.

The rows are made by the database itself, as the application would have written them; a thousand of them are tried in
every run, so that the figures of a large hub are known to the fen too.
"""

import os
import time
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from hub import statistics
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from tests.conftest import own_application
from tests.web.sample import sample_database

ORDERS = int(os.environ.get("HUB_STATISTICS_ORDERS", "1000"))
FILL = """
CREATE TEMP TABLE made AS
SELECT g, gen_random_uuid() AS order_id, gen_random_uuid() AS redemption_id, gen_random_uuid() AS payable_id,
       gen_random_uuid() AS reserved_tx, gen_random_uuid() AS award_tx, h.id AS holder_id, h.area, h.quota_id,
       s.id AS seller_id, 10000 + g % 9000 AS fen, DATE '2021-01-01' + (g * 7 % 360) AS day
FROM generate_series(1, :orders) g
JOIN (SELECT row_number() OVER () - 1 AS n, gen_random_uuid() AS id, gen_random_uuid() AS quota_id,
             (ARRAY['maanshan', 'wujiang', 'jiashan', 'qingpu', 'xiangcheng'])[1 + i % 5] AS area
      FROM generate_series(1, :holders) i) h ON h.n = g % :holders
JOIN (SELECT row_number() OVER (ORDER BY uscc) - 1 AS n, id FROM organization WHERE is_institution) s
  ON s.n = g % (SELECT count(*) FROM organization WHERE is_institution);
INSERT INTO ledger_account (id, ledger, kind, programme, area, owner_id, holder_id, year, guarded,
                            debit_pending_fen, debit_fen, credit_fen)
SELECT DISTINCT quota_id, 'V', 'QUOTA', 'delta', area, gen_random_uuid(), holder_id, 2021, true, 0, 0, 1000000000000
FROM (SELECT DISTINCT quota_id, area, holder_id FROM made) q;
INSERT INTO ledger_account (id, ledger, kind, programme, area, year, guarded, debit_pending_fen, debit_fen, credit_fen)
SELECT gen_random_uuid(), 'V', 'USED', 'delta', area, 2021, false, 0, 0, 0 FROM (SELECT DISTINCT area FROM made) a
ON CONFLICT DO NOTHING;
CREATE TEMP TABLE used AS SELECT area, min(id::text)::uuid AS id FROM ledger_account
  WHERE kind = 'USED' AND programme = 'delta' AND year = 2021 GROUP BY area;
INSERT INTO ltx (id, code, ref, business_date, recorded_at, actor_name, subject, subject_id)
SELECT reserved_tx, 'reserve', 'large:' || g, day, now(), 'large', 'order', order_id FROM made
UNION ALL SELECT award_tx, 'award', 'large:' || g, day + 3, now(), 'large', 'redemption', redemption_id FROM made;
INSERT INTO transfer (id, tx_id, debit_id, credit_id, amount_fen, phase)
SELECT gen_random_uuid(), reserved_tx, quota_id, used.id, fen, 'PEND' FROM made JOIN used USING (area)
UNION ALL SELECT gen_random_uuid(), award_tx, quota_id, used.id, fen, 'VOID' FROM made JOIN used USING (area)
UNION ALL SELECT gen_random_uuid(), award_tx, quota_id, used.id, fen, 'POST' FROM made JOIN used USING (area);
INSERT INTO "order" (id, no, programme, area, holder_id, institution_id, service_no, service_name, pricing, quantity,
  planned_fen, mode, instrument_id, needs_quota_confirmation, reasons, need, state, placed_on, placed_at, direct,
  registered)
SELECT order_id, 'LARGE-' || g, 'delta', area, holder_id, seller_id, 'V0' || 1 + g % 3, 'x', 'FIXED', 1, fen,
  'INSTITUTION_REDEEMS', gen_random_uuid(), false, '[]', '', 'COMPLETED', day, day, false, false FROM made;
INSERT INTO redemption (id, no, programme, area, mode, basis, instrument_id, holder_id, institution_id,
  started_by_kind, state, round, edition, order_sum_fen, invoice_sum_fen, receipt_sum_fen, texts, drafted_at)
SELECT redemption_id, 'LARGE-' || g, 'delta', area, 'INSTITUTION_REDEEMS', 'ORDERS', gen_random_uuid(), holder_id,
  seller_id, 'institution', 'PAYABLE', 1, 1, 0, 0, 0, '{}', day FROM made;
INSERT INTO payable (id, redemption_id, kind, attempt, reversal_no, programme, payer_area, payee_id, payee_kind,
  holder_id, amount_fen, against_clawback, agreed_at, policy_version, tx_id)
SELECT payable_id, redemption_id, 'AWARD', 1, 0, 'delta', area, seller_id, 'institution', holder_id, fen, false, day,
  'x', award_tx FROM made;
INSERT INTO hold (id, subject, subject_id, quota_id, used_id, instrument_id, holder_id, area, year, amount_fen,
  posted_fen, extra_fen, reversed_fen, payable_id, state, tx_id)
SELECT gen_random_uuid(), 'order', order_id, quota_id, used.id, gen_random_uuid(), holder_id, area, 2021, fen, fen, 0,
  0, payable_id, 'POSTED', reserved_tx FROM made JOIN used USING (area);
INSERT INTO state_change (id, subject, subject_id, from_state, to_state, actor_name, at)
SELECT gen_random_uuid(), s.subject, CASE s.subject WHEN 'order' THEN order_id ELSE redemption_id END, s.was, s.state,
       'large', day + s.days * interval '1 day' + (g % 50) * interval '1 hour'
FROM made CROSS JOIN (VALUES ('order', NULL, 'PLACED', 0), ('order', 'PLACED', 'IN_SERVICE', 1),
  ('order', 'IN_SERVICE', 'IN_REDEMPTION', 2), ('order', 'IN_REDEMPTION', 'COMPLETED', 9),
  ('redemption', NULL, 'SUBMITTED', 2), ('redemption', 'SUBMITTED', 'IN_REVIEW', 4),
  ('redemption', 'IN_REVIEW', 'ON_NOTICE', 7), ('redemption', 'ON_NOTICE', 'PAYABLE', 9)) s(subject, was, state, days);
ANALYZE
"""


@pytest.fixture(scope="module")
def large() -> Iterator[Flask]:
    """A hub with so many orders of 2021, each redeemed three days later."""
    with own_application(sample_database()) as app:
        with create_engine(app.config["OWNER_URL"].replace("postgresql://", "postgresql+psycopg://")).begin() as owner:
            for statement in FILL.split(";\n"):
                owner.execute(text(statement), {"orders": ORDERS, "holders": max(50, ORDERS // 20)})
        yield app


def test_many_orders_are_counted_to_the_fen_and_in_time(large: Flask):
    wanted = sum(10000 + g % 9000 for g in range(1, ORDERS + 1))
    took = {}
    with large.app_context(), scope.everything():
        with unit_of_work():
            began = time.perf_counter()
            statistics.publish_year(2021, today=date(2022, 2, 1), least=3)
            took["publishing a year"] = time.perf_counter() - began
        found = statistics.find_published(2021)
        assert found is not None
        for measure in ("used", "redeemed"):
            figure = found.figure(measure, "total")
            assert figure is not None and (figure.fen, figure.count) == (wanted, ORDERS)
        db.session.rollback()
        with scope.seen_by(scope.Scope(areas=frozenset({"maanshan"}))):
            for words, since, until in (
                ("an area's year", date(2021, 1, 1), date(2021, 12, 31)),
                ("an area's month", date(2021, 3, 1), date(2021, 3, 31)),
            ):
                began = time.perf_counter()
                statistics.count_for_staff(since, until)
                took[words] = time.perf_counter() - began
    client = large.test_client()
    client.get("/statistics")
    began = time.perf_counter()
    assert client.get("/statistics").status_code == 200
    took["the public page"] = time.perf_counter() - began
    print(f"\n{ORDERS} orders:", "; ".join(f"{words} {seconds:.2f} s" for words, seconds in took.items()))
