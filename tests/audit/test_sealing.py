"""Everything finished is sealed once, in a chain that nobody who writes waits for."""

import threading
from uuid import uuid4

from flask import Flask
from sqlalchemy import text

from hub import audit
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from tests.audit.makers import move_money, proof_of, seal_all, write_events


def count(app: Flask, statement: str) -> int:
    with app.app_context():
        return int(db.session.execute(text(statement)).scalar_one())


def test_events_and_journal_are_sealed_once_in_a_chain_that_verifies(hub_app):
    write_events(hub_app, 3)
    move_money(hub_app)
    assert seal_all(hub_app) >= 3 + 2 + 2
    assert count(hub_app, "SELECT count(DISTINCT source) FROM sealed_row WHERE source IN ('ltx', 'transfer')") == 2
    before = count(hub_app, "SELECT count(*) FROM sealed_row")
    assert before == count(hub_app, "SELECT max(seq) FROM sealed_row"), "places have no gaps"
    seal_all(hub_app)
    assert count(hub_app, "SELECT count(*) FROM sealed_row") == before
    proof = proof_of(hub_app)
    assert proof.findings == []
    assert proof.rows == before


def test_what_commits_after_the_horizon_is_in_a_later_seal_though_it_began_earlier(hub_app):
    """The fault that ids and clocks have: the older transaction commits last (ledger.md finding 3)."""
    began, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with hub_app.app_context(), scope.everything(), unit_of_work():
            audit.record("order.placed", by=THE_HUB, subject="order", subject_id=uuid4())
            began.set()
            may_commit.wait(60)

    writer = threading.Thread(target=slow)
    writer.start()
    began.wait(60)
    write_events(hub_app, 2)
    with hub_app.app_context(), scope.everything():
        assert audit.seal_pending() == 0, "the younger two wait for the older one"
    may_commit.set()
    writer.join(60)
    assert seal_all(hub_app) == 3
    assert proof_of(hub_app).findings == []


def test_eight_sealers_at_once_seal_every_row_once(hub_app):
    write_events(hub_app, 40)
    sealed: list[int] = []

    def run() -> None:
        with hub_app.app_context(), scope.everything():
            sealed.append(audit.seal_pending())

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(sealed) == 8, "nobody failed"
    rest = seal_all(hub_app)
    assert sum(sealed) + rest == 40 == count(hub_app, "SELECT count(*) FROM sealed_row")
    assert proof_of(hub_app).findings == []


def test_an_hour_without_rows_is_sealed_too_and_a_minute_is_not(hub_app):
    seal_all(hub_app)
    seal_all(hub_app)
    assert count(hub_app, "SELECT count(*) FROM seal") == 1


def test_many_rows_make_many_seals_and_flat_memory(hub_app, monkeypatch):
    import tracemalloc

    from hub.audit import sealing

    monkeypatch.setattr(sealing, "STEP_ROWS", 20_000)
    monkeypatch.setattr(sealing, "SEAL_ROWS", 5_000)
    with hub_app.app_context(), unit_of_work():
        for _ in range(5):
            db.session.execute(
                text(
                    "INSERT INTO state_change (id, subject, subject_id, to_state, actor_name, at)"
                    " SELECT gen_random_uuid(), 'order', gen_random_uuid(), 'PLACED', 'x', now()"
                    " FROM generate_series(1, 20000)"
                )
            )
    write_events(hub_app, 1)
    tracemalloc.start()
    assert seal_all(hub_app) == 100_001
    assert proof_of(hub_app).findings == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000
    assert count(hub_app, "SELECT count(*) FROM seal") >= 20
