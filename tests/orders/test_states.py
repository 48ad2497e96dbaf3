"""The order's state machine, written out again from the contracts and not taken from the code."""

from itertools import product

import pytest

from hub.orders import Order
from schemas.terms import OrderState as S

LEGAL = {
    S.DRAFT: {S.RESERVING, S.PLACED, S.CANCELLED, S.IN_REDEMPTION},
    S.RESERVING: {S.PLACED, S.CANCELLED},
    S.PLACED: {S.CONFIRMING_QUOTA, S.IN_SERVICE, S.IN_REDEMPTION, S.CANCELLED, S.LAPSED},
    S.CONFIRMING_QUOTA: {S.IN_SERVICE, S.REJECTED_BY_AREA, S.LAPSED},
    S.IN_SERVICE: {S.AWAITING_HOLDER, S.IN_REDEMPTION, S.COMPLETED, S.LAPSED, S.TERMINATED},
    S.AWAITING_HOLDER: {S.COMPLETED, S.IN_SERVICE},
    S.IN_REDEMPTION: {S.COMPLETED, S.IN_SERVICE, S.LAPSED, S.DRAFT},
    S.COMPLETED: {S.IN_SERVICE, S.LAPSED},
    S.CANCELLED: set(),
    S.REJECTED_BY_AREA: set(),
    S.LAPSED: set(),
    S.TERMINATED: set(),
}


@pytest.mark.parametrize(("a", "b"), sorted(product(S, S)))
def test_only_legal_moves_are_possible(a: S, b: S) -> None:
    assert Order.can_move(a, b) == (b in LEGAL[a])


def test_the_table_names_every_state() -> None:
    assert set(LEGAL) == set(S)
