"""Each invariant's query finds the fault it is for: planted by the owner with the triggers off."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from hub import ledger, settlement
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.ledger.verify import CHECKS
from tests.conftest import own_application
from tests.ledger.makers import at
from tests.settlement.makers import Case, bank, batch_of, instruct, row, settle, unit

TABLES = "transfer", "ltx", "payable", "settle_line", "recon_match", "settle_exclusion", "state_change"
FAULTS: dict[str, tuple[str, ...]] = {
    "I1": (
        "UPDATE transfer SET credit_id = (SELECT id FROM ledger_account WHERE kind = 'TREASURY' LIMIT 1)"
        " WHERE id = (SELECT t.id FROM transfer t JOIN ledger_account a ON a.id = t.credit_id AND a.kind = 'USED'"
        " WHERE t.phase = 'POST' LIMIT 1)",
        "DELETE FROM ledger_account WHERE kind = 'TREASURY'",
    ),
    "I2": (
        "UPDATE ledger_account SET credit_fen = credit_fen + 1 WHERE kind = 'QUOTA'",
        "DELETE FROM transfer WHERE phase = 'PEND'",
    ),
    "I3": ("UPDATE hold SET amount_fen = amount_fen + 1 WHERE state = 'HELD'",),
    "I4": (
        "UPDATE hold SET state = 'VOIDED', posted_fen = 0, extra_fen = 0 WHERE state = 'HELD'",
        "INSERT INTO state_change (id, subject, subject_id, to_state, actor_name, at)"
        " SELECT gen_random_uuid(), 'hold', id, 'POSTED', 'x', now() FROM hold WHERE state = 'POSTED'",
    ),
    "I5": ("UPDATE transfer SET amount_fen = amount_fen + 1 WHERE id = (SELECT t.id FROM transfer t"
           " JOIN ledger_account d ON d.id = t.debit_id AND d.kind = 'POOL' LIMIT 1)",),
    "I6": ("UPDATE payable SET amount_fen = amount_fen + 1 WHERE kind = 'AWARD'",),
    "I7": (
        "UPDATE settle_line SET amount_fen = amount_fen + 1",
        "INSERT INTO payable SELECT (p2).* FROM (SELECT json_populate_record(p, json_build_object('id',"
        " gen_random_uuid(), 'attempt', n + 5, 'origin_id', p.id)) AS p2 FROM payable p, generate_series(1, 2) n) x",
    ),
    "I8": (
        "UPDATE payout SET amount_fen = amount_fen + 1",
        "UPDATE settle_batch SET total_fen = total_fen - 1",
        "UPDATE settle_batch SET root_sha256 = repeat('0', 64)",
        "DELETE FROM settle_line",
    ),
    "I9": (
        "UPDATE payout SET state = 'ACCEPTED'",
        "DELETE FROM recon_match",
    ),
    "I10": ("DELETE FROM settle_line",),
    "I11": ("DELETE FROM transfer WHERE phase = 'VOID'", "UPDATE hold SET payable_id = NULL"),
    "I12": ("UPDATE ledger_account SET closed_at = '2000-01-01' WHERE kind = 'QUOTA'",),
    "I15": ("UPDATE ledger_account SET debit_fen = debit_fen - 1 WHERE kind = 'CLEARING'",),
    "I16": ("UPDATE payable SET cancelled_at = now() WHERE eligible_at IS NULL",),
    "I17": ("UPDATE payout SET state = 'RETURNED'",),
}  # fmt: skip


@pytest.fixture(scope="module")
def paid_batch(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A database with a closed batch, an open award and a live reservation, as its owner sees it."""
    with own_application() as app:
        with app.app_context(), scope.everything():
            _one_of_each()
            assert ledger.verify() == []
        engine = create_engine(app.config["OWNER_URL"].replace("postgresql://", "postgresql+psycopg://"))
        with app.app_context():
            yield engine
        engine.dispose()


def _one_of_each() -> None:
    with unit_of_work():
        at("2021-03-04T10:00:00+08:00")
        case, payee = Case(), unit("I02").id
        case.owed(payee, 1_000)
        case.owed(payee, 500, eligible=None)
        case.voucher.reserve(50)
        at("2021-04-15T03:00:00+08:00")
    made = settle()
    with unit_of_work():
        batch = instruct(batch_of(made))
        bank(*[row(payout) for payout in settlement.list_payouts(batch)])


@pytest.mark.parametrize(("invariant", "fault"), [(name, fault) for name in FAULTS for fault in FAULTS[name]])
def test_a_planted_fault_is_found(paid_batch: Engine, invariant: str, fault: str) -> None:
    queries = [check.query for check in CHECKS if check.invariant == invariant]
    with paid_batch.connect() as connection:
        for table in TABLES:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        connection.execute(text("ALTER TABLE ledger_account DISABLE TRIGGER ALL"))
        assert [violation for query in queries for violation in connection.execute(text(query))] == []
        assert connection.execute(text(fault)).rowcount
        found = [violation for query in queries for violation in connection.execute(text(query))]
        connection.rollback()
    assert found


def test_every_invariant_that_applies_is_checked() -> None:
    assert {check.invariant for check in CHECKS} == set(FAULTS)


def test_a_violation_names_its_row_in_a_sentence(committing_app: Flask) -> None:
    with committing_app.app_context(), scope.everything():
        _one_of_each()
        owner = committing_app.config["OWNER_URL"].replace("postgresql://", "postgresql+psycopg://")
        with create_engine(owner).begin() as connection:
            connection.execute(text("UPDATE ledger_account SET credit_fen = credit_fen + 7 WHERE kind = 'QUOTA'"))
        found = {violation.invariant: violation.sentence for violation in ledger.verify()}
    assert "its transfers say" in found["I2"]
