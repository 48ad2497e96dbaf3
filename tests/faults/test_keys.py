"""The same request again: at once, after a restart, after two days, and when nobody remembers its key any more."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID, uuid4

import psycopg
from flask import Flask
from sqlalchemy import text

from hub import ledger
from hub.app import create_app
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.housekeeping import OLD
from hub.kernel.idempotency import Replay, keep, once
from hub.settings import load_settings
from tests.ledger.makers import OFFICER, Voucher
from tests.settlement.test_killed import inside

AT_ONCE = 50


def place(app: Flask, voucher: Voucher, order_id: UUID, amount_fen: int = 100, key: str = "k1") -> Replay:
    """Reserve for an order as a request does: key, effect and answer in one transaction."""
    with app.app_context(), scope.everything():
        try:
            with unit_of_work():
                answer = once(tenant="t1", key=key, request_sha256=str(amount_fen))
                if answer is None:
                    made = ledger.reserve(
                        instrument_id=voucher.id, subject="order", subject_id=order_id, amount_fen=amount_fen,
                        by=OFFICER, ref=f"order:{order_id}",
                    )  # fmt: skip
                    answer = Replay(303, f"/orders/{made.id}", None, None)
                    keep(tenant="t1", key=key, status=303, location=answer.location)
                return answer
        finally:
            db.session.remove()


def test_fifty_at_once_have_one_effect_and_fifty_equal_answers(committing_app: Flask) -> None:
    voucher, order_id, start = Voucher(1_000, year=2099), uuid4(), Barrier(AT_ONCE)
    with inside(committing_app), unit_of_work():
        voucher.grant()

    def released(_: int) -> Replay:
        start.wait()
        return place(committing_app, voucher, order_id)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(released, range(AT_ONCE)))
    assert len(set(answers)) == 1 and answers[0].location
    with inside(committing_app):
        assert voucher.figures() == (1_000, 100, 0, 0, 900)


def test_a_key_answers_after_a_restart_after_two_days_and_its_effect_stays_one_when_it_is_gone(
    committing_app: Flask,
) -> None:
    voucher, order_id = Voucher(1_000, year=2099), uuid4()
    with inside(committing_app), unit_of_work():
        voucher.grant()
    first = place(committing_app, voucher, order_id)
    restarted = create_app(load_settings("testing"), database_url=committing_app.config["SQLALCHEMY_DATABASE_URI"])
    assert place(restarted, voucher, order_id) == first
    with psycopg.connect(committing_app.config["OWNER_URL"], autocommit=True) as owner:
        owner.execute("UPDATE idempotency_key SET created_at = now() - interval '48 hours'")
    with inside(restarted):
        for statement in OLD:
            with unit_of_work():
                db.session.execute(text(statement))
    assert place(restarted, voucher, order_id) == first
    with inside(restarted), unit_of_work():
        db.session.execute(text("DELETE FROM idempotency_key"))
    assert place(restarted, voucher, order_id) == first, "the reference of the effect itself answers"
    with inside(restarted):
        assert voucher.figures() == (1_000, 100, 0, 0, 900)
        assert ledger.verify() == []
        db.engine.dispose()
