"""Ready means that database, schema and files answer; a silent worker or late sealing is said and stops nobody."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from obstore.store import MemoryStore
from sqlalchemy import text

from hub.kernel.db import db, unit_of_work
from hub.kernel.files import objects
from hub.kernel.files.store import object_store
from hub.operation import health


def ready(app: Flask) -> tuple[int, dict]:
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()


def test_a_hub_without_a_worker_serves_and_says_what_is_late(committing_app):
    status, found = ready(committing_app)
    assert (status, found["status"]) == (200, "degraded")
    assert found["checks"] == {
        "database": "ok", "migrations": "ok", "storage": "ok", "worker": "late", "sealing": "late"
    }  # fmt: skip
    with committing_app.app_context(), unit_of_work():
        db.session.execute(text("SELECT procrastinate_register_worker_v1()"))
        db.session.execute(text("INSERT INTO seal_progress (id, sealed_until) VALUES (1, now())"))
    status, found = ready(committing_app)
    assert (status, found["status"]) == (200, "ok")
    assert found["seconds"]["worker_heartbeat"] < 30 and found["seconds"]["seal_lag"] < 30


@pytest.mark.parametrize(
    ("statement", "check"),
    [("UPDATE alembic_version SET version_num = '9999'", "migrations"), ("DROP TABLE clock_offset", "database")],
)
def test_a_database_that_this_version_cannot_use_makes_it_unready(committing_app, statement, check):
    import psycopg

    with psycopg.connect(committing_app.config["OWNER_URL"], autocommit=True) as connection:
        connection.execute(statement)
    status, found = ready(committing_app)
    assert (status, found["status"], found["checks"][check]) == (503, "unready", "failed")


def test_a_store_that_hangs_or_is_gone_makes_it_unready_and_does_not_hold_up_the_answer(committing_app, monkeypatch):
    monkeypatch.setattr(health, "DEADLINE_SECONDS", 0.05)
    released = threading.Event()
    monkeypatch.setattr(health, "store_answers", lambda: released.wait(5))
    assert ready(committing_app)[1]["checks"]["storage"] == "failed"
    released.set()
    monkeypatch.setattr(health, "store_answers", objects.store_answers)
    monkeypatch.setattr(health, "DEADLINE_SECONDS", timedelta(seconds=5).total_seconds())
    with committing_app.app_context():
        monkeypatch.setattr(object_store(), "objects", MemoryStore())
        assert health._storage() is health.Health.OK


def test_strangers_learn_nothing_but_states_and_ages(committing_app):
    said = committing_app.test_client().get("/readyz").get_data(as_text=True)
    assert "postgres" not in said and "/" not in said and committing_app.secret_key not in said
