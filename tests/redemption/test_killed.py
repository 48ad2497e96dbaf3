"""Killed with SIGKILL at every point between submission and payment order: nothing half done, the same totals again."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import text

from hub import ledger, redemption
from hub.kernel.clock import SHANGHAI
from hub.kernel.db import db, unit_of_work
from hub.redemption import Redemption
from hub.redemption.jobs import close_due_notices
from schemas.terms import RedemptionState, ReviewDecision, fen_of_yuan, yuan
from tests.orders.fixtures import hub_app
from tests.orders.world import at, buyer, hand_out, order, staff
from tests.redemption import stage
from tests.settlement.test_killed import inside, killed_at

__all__ = ["hub_app"]
S = RedemptionState
Act = Callable[[UUID], None]


def drafted() -> UUID:
    """S09's application, as far as the draft with both invoices on one order."""
    at(2021, 3, 8)
    voucher = hand_out("E10", "maanshan", "Q", "20000.00")
    placed = order("E10", "V04", voucher, agreed="10000.00")
    at(2021, 3, 12)
    found = redemption.draft_redemption(orders=[placed], by=buyer("E10"), texts={"effect": "甲", "innovation": "乙"})
    for amount in ("6000.00", "4000.00"):
        stage.invoice(found, amount, date(2021, 3, 10), buyer("E10"))
    stage.attach(found, "attachment", buyer("E10"))
    return found.id


def split(found_id: UUID) -> None:
    found = redemption.redemption_by_id(found_id)
    parts = redemption.parts_of(found)
    redemption.supplement(
        redemption=found, invoice_id=parts.invoices[1].id, order_no=parts.orders[0].order_no, by=buyer("E10")
    )


def submit(found_id: UUID) -> None:
    redemption.submit_redemption(redemption=redemption.redemption_by_id(found_id), by=buyer("E10"))


def review(found_id: UUID) -> None:
    found = redemption.redemption_by_id(found_id)
    redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
    redemption.give_opinion(redemption=found, decision=ReviewDecision.PASS, opinion="真实", by=staff("expert01"))


def assess(found_id: UUID) -> None:
    found = redemption.redemption_by_id(found_id)
    redemption.assess_redemption(
        redemption=found, amount_fen=fen_of_yuan("5000.00"), opinion="同意", by=staff("mas_admin")
    )


def publish(found_id: UUID) -> None:
    stage.published(redemption.redemption_by_id(found_id))


def close(found_id: UUID) -> None:
    del found_id
    at(2021, 3, 26)
    db.session.commit()
    close_due_notices(fire_at=datetime(2021, 3, 26, 0, 5, tzinfo=SHANGHAI), key=None)


WAY: tuple[Act, ...] = (split, submit, review, assess, publish, close)
POINTS = [
    ("orders.split.after_original", split),
    ("redemption.submit.after_gates", submit),
    ("redemption.submit.after_claim", submit),
    ("redemption.open_chain", submit),
    ("redemption.assess.after_review", assess),
    ("redemption.award.after_ledger", assess),
    ("redemption.close_notice.after_move", close),
    ("redemption.payable.after_ledger", close),
]


def committed(act: Act, found_id: UUID) -> None:
    with unit_of_work():
        act(found_id)


def money(found: Redemption) -> tuple[str, ...]:
    """The voucher's four figures, its holds, what is owed, and how often the redemption moved."""
    left = ledger.balances(found.instrument_id)
    owed = "SELECT count(*) || '/' || coalesce(sum(amount_fen), 0) FROM payable WHERE redemption_id = :id"
    moves = "SELECT count(*) FROM state_change WHERE subject = 'redemption' AND subject_id = :id"
    holds = "SELECT string_agg(state, ',' ORDER BY state) FROM hold WHERE instrument_id = :voucher"
    values = {"id": found.id, "voucher": found.instrument_id}
    told = [str(db.session.execute(text(query), values).scalar_one()) for query in (holds, owed, moves)]
    return (yuan(left.granted_fen), yuan(left.reserved_fen), yuan(left.used_fen), yuan(left.available_fen), *told)


def test_killed_anywhere_it_is_as_before_and_ends_the_same(hub_app: Flask) -> None:
    with inside(hub_app), unit_of_work():
        found_id = drafted()
    for act in WAY:
        with inside(hub_app):
            before = money(redemption.redemption_by_id(found_id))
        for point in [name for name, where in POINTS if where is act]:
            killed_at(hub_app, point, lambda act=act: committed(act, found_id))  # type: ignore[misc]
            with inside(hub_app):
                assert money(redemption.redemption_by_id(found_id)) == before, point
        with inside(hub_app):
            committed(act, found_id)
    with inside(hub_app):
        found = redemption.redemption_by_id(found_id)
        assert found.state is S.PAYABLE
        assert money(found) == ("20000.00", "0.00", "5000.00", "15000.00", "POSTED,POSTED,VOIDED", "1/500000", "5")
        assert ledger.verify() == []
