"""Two who want opposite things at the same moment, in both orders: one wins, and what was held is resolved once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID, uuid4

import pytest
from flask import Flask

from hub import ledger, orders
from hub.kernel import scope
from hub.orders import uses
from schemas.terms import OrderState
from tests.faults.competing import in_transaction, just_before
from tests.ledger.makers import OFFICER, Voucher, at, award
from tests.orders.fixtures import hub_app
from tests.orders.uses import desk
from tests.orders.world import at as day
from tests.orders.world import buyer, staff

__all__ = ["hub_app"]
_contracts = count(18_000)  # one contract draws once


@dataclass
class Held:
    """400 of a voucher of 1,000, reserved for one order and perhaps submitted."""

    voucher: Voucher = field(default_factory=lambda: Voucher(1_000))
    order_id: UUID = field(default_factory=uuid4)

    def reserve(self) -> None:
        at("2021-12-31T23:00:00+08:00")
        self.voucher.grant()
        self.voucher.reserve(400, self.order_id)

    def cancel(self) -> None:
        ledger.release(subject="order", subject_id=self.order_id, by=OFFICER, ref=str(uuid4()), reason="取消")

    def submit(self) -> None:
        ledger.claim(subject="order", subject_id=self.order_id, by=OFFICER)

    def approve(self) -> None:
        award({self.order_id: 300})

    def expire(self) -> None:
        ledger.expire_year(2021, by=OFFICER)


def books(app: Flask, held: Held) -> tuple[int, int, int, int, int]:
    """granted, reserved, used, expired, available, after all invariants were checked."""
    with app.app_context(), scope.everything():
        assert ledger.verify() == []
        return held.voucher.figures()


@pytest.mark.parametrize(("late", "early", "reserved"), [("cancel", "submit", 400), ("submit", "cancel", 0)])
def test_of_cancelling_and_submitting_the_earlier_wins(
    committing_app: Flask, late: str, early: str, reserved: int
) -> None:
    held = Held()
    assert in_transaction(committing_app, held.reserve) == "done"
    with just_before(committing_app, "hub.ledger.service:move", getattr(held, early)) as earlier:
        assert in_transaction(committing_app, getattr(held, late)) == "state.changed"
    assert earlier == ["done"]
    assert books(committing_app, held) == (1_000, reserved, 0, 0, 1_000 - reserved)


@pytest.mark.parametrize(
    ("late", "place", "early"),
    [
        ("approve", "hub.ledger.awards:lock_account", "expire"),
        ("expire", "hub.ledger.year_end:lock_account", "approve"),
    ],
)
def test_approving_and_expiring_leave_the_same_in_both_orders(
    committing_app: Flask, late: str, place: str, early: str
) -> None:
    held = Held()
    for step in (held.reserve, held.submit, lambda: at("2022-01-01T00:00:05+08:00")):
        assert in_transaction(committing_app, step) == "done"
    with just_before(committing_app, place, getattr(held, early)) as earlier:
        assert in_transaction(committing_app, getattr(held, late)) == "done"
    assert earlier == ["done"]
    assert books(committing_app, held) == (1_000, 0, 300, 700, 0)


@pytest.fixture
def use(hub_app: Flask) -> Callable[[str], Callable[[], object]]:
    """A registered use that its enterprise may void and its carrier confirm."""
    nos: list[str] = []

    def register() -> None:
        day(2024, 3, 1)
        desk.claim("10000.00")
        nos.append(desk.registered(f"{next(_contracts)}.00").no)

    assert in_transaction(hub_app, register) == "done"
    acts: dict[str, Callable[[], object]] = {
        "void": lambda: uses.void_use(order=orders.get_order(nos[0]), reason="重填", by=buyer("E13")),
        "confirm": lambda: uses.confirm_use(order=orders.get_order(nos[0]), by=staff("i07")),
        "state": lambda: orders.get_order(nos[0]).state,
    }
    return acts.__getitem__


@pytest.mark.parametrize(
    ("late", "place", "early", "state"),
    [
        ("void", "hub.orders.uses.ending:move", "confirm", OrderState.IN_SERVICE),
        ("confirm", "hub.orders.uses.confirming:move", "void", OrderState.CANCELLED),
    ],
)
def test_of_voiding_and_confirming_a_use_the_earlier_wins(
    hub_app: Flask, use: Callable[[str], Callable[[], object]], late: str, place: str, early: str, state: OrderState
) -> None:
    with just_before(hub_app, place, use(early)) as earlier:
        assert in_transaction(hub_app, use(late)) == "state.changed"
    assert earlier == ["done"]
    with hub_app.app_context(), scope.everything():
        assert use("state")() is state
        assert ledger.verify() == []
