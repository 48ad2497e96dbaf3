"""Two people at once: one wins, the other is told, and the effect happens once."""

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

from flask import Flask

from hub import integrity, ledger, redemption
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.redemption import Redemption
from schemas.terms import HoldState, OrderState, ReviewDecision
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, hand_out, staff
from tests.redemption.stage import attach, in_service, invoice

Act = Callable[[Redemption], Any]


def committed(hub: Flask, work: Callable[[], Any]) -> Any:
    with hub.app_context(), scope.everything(), unit_of_work():
        return work()


def prepared(number: str) -> UUID:
    at(2021, 5, 10)
    voucher = hand_out("E10", "maanshan", "U", "100000.00")
    placed = in_service("E10", "V02", voucher, "i02", quantity=2)
    drafted = redemption.draft_redemption(orders=[placed], by=staff("i02"))
    invoice(drafted, "6000.00", date(2021, 5, 10), staff("i02"), number=number)
    attach(drafted, "attachment", staff("i02"))
    return drafted.id


def at_once(hub: Flask, redemption_id: UUID, *acts: Act) -> list[str]:
    """Do all acts in threads of their own at the same moment; what became of each."""
    barrier, outcomes = Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Act) -> None:
        with hub.app_context(), scope.everything():
            try:
                with unit_of_work():
                    found = db.session.get_one(Redemption, redemption_id)
                    barrier.wait()
                    act(found)
                outcomes[place] = "done"
            except HubError as error:
                outcomes[place] = error.code
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_submitting_agreeing_and_deciding_happen_once(hub: Flask) -> None:
    redemption_id = committed(hub, lambda: prepared("90000001"))
    outcomes = at_once(hub, redemption_id, *[
        lambda found: redemption.submit_redemption(redemption=found, by=staff("i02"))
    ] * 3)  # fmt: skip
    assert outcomes == ["done", "state.not_allowed", "state.not_allowed"]

    outcomes = at_once(
        hub,
        redemption_id,
        lambda found: redemption.agree_redemption(redemption=found, by=buyer("E10")),
        lambda found: redemption.refuse_redemption(redemption=found, reason="缺页", by=buyer("E10")),
    )
    assert outcomes[0] == "done" and outcomes[1] in ("state.changed", "state.not_allowed")

    def settle_the_answer() -> None:
        found = db.session.get_one(Redemption, redemption_id)
        if found.state is S.REFUSED_BY_HOLDER:
            redemption.resubmit_redemption(redemption=found, by=staff("i02"))
            redemption.agree_redemption(redemption=found, by=buyer("E10"))
        redemption.assign_expert(redemption=found, expert="expert01", by=staff("mas_admin"))
        redemption.give_opinion(redemption=found, decision=ReviewDecision.PASS, opinion="", by=staff("expert01"))

    committed(hub, settle_the_answer)
    outcomes = at_once(
        hub,
        redemption_id,
        lambda found: redemption.assess_redemption(
            redemption=found, amount_fen=300000, opinion="同意", by=staff("mas_admin")
        ),
        lambda found: redemption.reject_redemption(redemption=found, reason="不符", by=staff("mas_admin")),
        lambda found: redemption.return_redemption(redemption=found, reason="补正", by=staff("mas_admin")),
    )
    assert outcomes.count("done") == 1, outcomes
    assert set(outcomes) <= {"done", "review.nothing_pending", "state.changed", "state.not_allowed"}
    committed(hub, lambda: _consistent(redemption_id))


def _consistent(redemption_id: UUID) -> None:
    """State, order, reservation, award and registry tell the same story."""
    found = db.session.get_one(Redemption, redemption_id)
    (part,) = redemption.parts_of(found).orders
    hold = ledger.find_hold("order", part.order_id)
    assert hold is not None
    from hub.orders import list_orders_by_id

    (placed,) = list_orders_by_id([part.order_id])
    told = {
        S.IN_REVIEW: (HoldState.POSTED, OrderState.COMPLETED),
        S.REJECTED: (HoldState.VOIDED, OrderState.LAPSED),
        S.RETURNED: (HoldState.HELD, OrderState.IN_SERVICE),
    }
    assert (hold.state, placed.state) == told[found.state]
    assert (ledger.find_award(found.id) is not None) == (found.state is S.IN_REVIEW)
    (paper,) = redemption.parts_of(found).invoices
    used = integrity.find_used(paper.code, paper.number, except_by=paper.id)
    assert (used is None) == (found.state is S.REJECTED)
    assert ledger.verify() == []


def test_one_invoice_in_two_redemptions_at_once_has_one_winner(hub: Flask) -> None:
    first = committed(hub, lambda: prepared("90000002"))
    second = committed(hub, lambda: prepared("90000002"))
    barrier, outcomes = Barrier(2), []

    def run(redemption_id: UUID) -> None:
        with hub.app_context(), scope.everything():
            try:
                with unit_of_work():
                    found = db.session.get_one(Redemption, redemption_id)
                    barrier.wait()
                    redemption.submit_redemption(redemption=found, by=staff("i02"))
                outcomes.append("done")
            except HubError as error:
                outcomes.append(error.code)
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(one,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "invoice.already_used"]
