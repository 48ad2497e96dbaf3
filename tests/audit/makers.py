"""Things worth sealing, sealing until a moment is past, and faults planted as the owner of the tables."""

import time
from uuid import UUID, uuid4

import psycopg
from flask import Flask
from sqlalchemy import text

from hub import audit
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from tests.ledger.makers import Voucher, at

_OPEN_ROWS = text(
    "SELECT EXISTS (SELECT FROM (SELECT seal_xid FROM audit_event UNION ALL SELECT seal_xid FROM ltx"
    " UNION ALL SELECT seal_xid FROM transfer) r WHERE seal_xid >= :reached AND seal_xid < :wanted)"
)


def write_events(app: Flask, count: int, area: str = "maanshan") -> list[UUID]:
    """Commit so many audit events, each in a transaction of its own; their subjects in order."""
    subjects = [uuid4() for _ in range(count)]
    with app.app_context(), scope.everything():
        for subject in subjects:
            with unit_of_work():
                audit.record("order.placed", by=THE_HUB, subject="order", subject_id=subject, areas=[area])
    return subjects


def move_money(app: Flask) -> None:
    """Grant a voucher and reserve for an order: journal entries and transfers of the area maanshan."""
    with app.app_context(), scope.everything(), unit_of_work():
        at("2021-03-04T10:00:00+08:00")
        Voucher(1_000).grant().reserve(400)


def seal_all(app: Flask, *, limit_seconds: float = 120.0) -> int:
    """Seal until everything committed by now is sealed; other databases of the server may hold the horizon a while."""
    sealed, deadline = 0, time.monotonic() + limit_seconds
    with app.app_context(), scope.everything():
        wanted = db.session.execute(text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")).scalar_one()
        db.session.rollback()
        while True:
            sealed += audit.seal_pending()
            audit.write_anchor()
            reached = db.session.execute(text("SELECT max(horizon_xid) FROM seal")).scalar_one()
            open_rows = db.session.execute(_OPEN_ROWS, {"reached": reached, "wanted": wanted}).scalar_one()
            db.session.rollback()
            if not open_rows:
                return sealed
            assert time.monotonic() < deadline, f"somebody held the horizon at {reached} below {wanted}"
            time.sleep(0.05)


def proof_of(app: Flask) -> audit.Proof:
    """Verify everything."""
    with app.app_context(), scope.everything():
        return audit.verify_record()


def as_owner(app: Flask, *statements: str) -> None:
    """Do what only the owner can: with every trigger of the touched tables off, then on again."""
    tables = ("audit_event", "ltx", "transfer", "seal", "sealed_row", "settle_line", "settle_exclusion")
    with psycopg.connect(app.config["OWNER_URL"].replace("+psycopg", "")) as connection:
        for table in tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
