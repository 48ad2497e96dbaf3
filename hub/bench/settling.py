"""Row 3: settlement from computing to signing, beside the raw set-based floor on the same database (ledger.md D)."""

import math
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask
from sqlalchemy import URL, create_engine, text
from stdnum.cn import uscc

from hub import identity, settlement
from hub.kernel import scope
from hub.kernel.actor import Actor, GrantedRole
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.redemption import Redemption
from schemas.terms import RedemptionBasis, RedemptionState, Role, VoucherMode

PAYEES = 2_000
# Redemptions like one that was written by the application, each with a payable agreed in one month. A payable's id
# begins with its time, as those of the kernel do.
FILL = """
WITH payee AS (SELECT row_number() OVER (ORDER BY uscc) - 1 AS n, id FROM organization WHERE uscc LIKE '91310115MABF%'),
made AS (
  INSERT INTO redemption SELECT copy.*
  FROM generate_series(1, :lines) g JOIN payee ON payee.n = (g * 31) % :payees
  CROSS JOIN (SELECT t FROM redemption t WHERE t.no = 'BENCH') of
  CROSS JOIN LATERAL jsonb_populate_record(of.t, jsonb_build_object(
    'id', gen_random_uuid(), 'no', 'BENCH-' || :period || '-' || g, 'institution_id', payee.id)) copy
  RETURNING id, holder_id, institution_id),
entry AS (
  INSERT INTO ltx (id, code, ref, business_date, recorded_at, actor_name)
  VALUES (gen_random_uuid(), 'bench', :period, :at, :at, 'bench') RETURNING id)
INSERT INTO payable (id, redemption_id, kind, attempt, reversal_no, programme, payer_area, payee_id, payee_kind,
                     payee_region, holder_id, amount_fen, against_clawback, agreed_at, period, eligible_at,
                     eligible_xid, policy_version, tx_id)
SELECT CAST(lpad(to_hex(extract(epoch FROM CAST(:at AS timestamptz))::bigint * 1000 + row_number() OVER ()), 12, '0')
              || '7' || substr(md5(made.id::text), 1, 3) || '8' || substr(md5(made.id::text), 4, 15) AS uuid),
       made.id, 'AWARD', 1, 0, :programme, :area, made.institution_id, 'institution', NULL,
       made.holder_id, 10000 + get_byte(uuid_send(made.id), 0) * 1717, false,
       CAST(:at AS timestamptz) + get_byte(uuid_send(made.id), 1) * interval '2 hours', CAST(:period AS date), :at,
       pg_current_xact_id()::text::bigint, 'bench', entry.id
FROM made, entry
"""
FLOOR_TABLES = """
DROP TABLE IF EXISTS bench_owed, bench_line;
CREATE TABLE bench_owed (id uuid PRIMARY KEY, payee uuid, amount bigint);
INSERT INTO bench_owed SELECT id, payee_id, amount_fen FROM payable WHERE period = '{period}' ORDER BY id;
CREATE TABLE bench_line (id uuid PRIMARY KEY, batch int NOT NULL);
"""
FLOOR = (
    "INSERT INTO bench_line SELECT id, 1 FROM bench_owed o"
    " WHERE NOT EXISTS (SELECT FROM bench_line l WHERE l.id = o.id)",
    "SELECT count(*) FROM (SELECT payee, sum(amount) FROM bench_owed GROUP BY 1) sums",
)


@dataclass(frozen=True)
class Settled:
    """Seconds from computing to signing of so many lines, of the floor, and by how much the process grew (MB)."""

    lines: int
    seconds: float
    floor: float
    grown_mb: float


def measure(app: Flask, owner: URL, *, programme: str, area: str, sizes: Sequence[int]) -> list[Settled]:
    """Settle as many lines as each of ``sizes`` says, each in a month of its own."""
    _payees(app)
    _redemption(app, programme, area)
    return [
        _settle(app, owner, lines, date(2021, 6 + number, 1), programme, area) for number, lines in enumerate(sizes)
    ]


def exponent(smaller: Settled, larger: Settled) -> float:
    """How the time grows with the lines: 1 is in proportion."""
    return math.log(larger.seconds / smaller.seconds) / math.log(larger.lines / smaller.lines)


def _settle(app: Flask, owner: URL, lines: int, period: date, programme: str, area: str) -> Settled:
    at = datetime(period.year, period.month, 2, tzinfo=SHANGHAI)
    fire = datetime(period.year, period.month + 1, 15, 2, tzinfo=SHANGHAI)
    engine = create_engine(owner.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        values = {"lines": lines, "payees": PAYEES, "period": f"{period}", "at": at, "programme": programme}
        connection.execute(text(FILL), values | {"area": area})
        connection.execute(text("VACUUM ANALYZE payable, redemption, organization"))
        for statement in FLOOR_TABLES.format(period=period).strip().split(";\n"):
            connection.execute(text(statement))
        connection.execute(text("VACUUM ANALYZE bench_owed"))
        began = time.perf_counter()
        for statement in FLOOR:
            connection.execute(text(statement))
        floor = time.perf_counter() - began
    engine.dispose()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    _compute_to_signed(app, area, period, fire)
    seconds = time.perf_counter() - began
    return Settled(lines, seconds, floor, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def _compute_to_signed(app: Flask, area: str, period: date, fire: datetime) -> None:
    officer, approver = (_finance(role, area) for role in (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER))
    with app.app_context(), scope.everything():
        batch_id = settlement.run_settlement(payer_area=area, kind="institution", period=period, fire_at=fire)
        for act, by in ((settlement.review_batch, officer), (settlement.sign_batch, approver)):
            with unit_of_work():
                act(batch=db.session.get_one(settlement.Batch, batch_id), by=by)
        db.session.remove()


def _finance(role: Role, area: str) -> Actor:
    return Actor(new_id(), "基准", roles=frozenset({GrantedRole(role, area)}))


def _payees(app: Flask) -> None:
    """Institutions with a bank account each."""
    with app.app_context(), scope.everything(), unit_of_work():
        units = [_unit(number) for number in range(PAYEES)]
        db.session.add_all(units)
        db.session.flush()
        db.session.add_all([_account(unit) for unit in units])


def _redemption(app: Flask, programme: str, area: str) -> None:
    """The one that all others are copies of."""
    with app.app_context(), scope.everything(), unit_of_work():
        db.session.add(
            Redemption(
                no="BENCH", programme=programme, area=area, mode=VoucherMode.INSTITUTION_REDEEMS,
                basis=RedemptionBasis.ORDERS, instrument_id=new_id(), holder_id=new_id(), institution_id=new_id(),
                started_by_kind="institution", state=RedemptionState.PAYABLE, drafted_at=business_now(),
            )
        )  # fmt: skip


def _unit(number: int) -> identity.Organization:
    body = f"91310115MABF{number:05d}"
    return identity.Organization(
        uscc=body + uscc.calc_check_digit(body), name=f"基准机构{number}", kind="enterprise", division="310115",
        is_institution=True, profile={}, registered_at=business_now(),
    )  # fmt: skip


def _account(unit: identity.Organization) -> identity.BankAccount:
    number = f"6222{unit.uscc[-7:-1]}00000"
    return identity.BankAccount(
        organization_id=unit.id, holder_name=unit.name, bank_name="基准银行", number=number, last4=number[-4:],
        number_index=number, since=business_now(),
    )  # fmt: skip
