"""Every pair of states, allowed or not: the table is written out again here, from contracts.md §2 and ledger.md C4."""

from itertools import product

import pytest

from hub.redemption import Redemption
from schemas.terms import RedemptionState as S

MOVES = {
    S.DRAFT: {S.AWAITING_HOLDER, S.SUBMITTED, S.WITHDRAWN},
    S.AWAITING_HOLDER: {S.REFUSED_BY_HOLDER, S.SUBMITTED, S.WITHDRAWN},
    S.REFUSED_BY_HOLDER: {S.AWAITING_HOLDER, S.WITHDRAWN, S.DISPUTED},
    S.SUBMITTED: {S.IN_REVIEW, S.HELD, S.RETURNED, S.REJECTED, S.WITHDRAWN},
    S.IN_REVIEW: {S.AWAITING_PAPER, S.HELD, S.RETURNED, S.REJECTED, S.ON_NOTICE, S.PAYABLE},
    S.AWAITING_PAPER: {S.IN_REVIEW, S.RETURNED, S.REJECTED},
    S.RETURNED: {S.SUBMITTED, S.AWAITING_HOLDER, S.WITHDRAWN},
    S.HELD: {S.IN_REVIEW, S.RETURNED, S.REJECTED, S.PAYABLE},
    S.ON_NOTICE: {S.OBJECTED, S.PAYABLE, S.HELD},
    S.OBJECTED: {S.ON_NOTICE, S.PAYABLE, S.REJECTED, S.HELD, S.RETURNED},
    S.PAYABLE: {S.BATCHED},
    S.BATCHED: {S.PAYABLE, S.INSTRUCTED, S.DISPUTED},
    S.DISPUTED: {S.BATCHED, S.PAYABLE, S.SUBMITTED, S.REFUSED_BY_HOLDER, S.REJECTED},
    S.INSTRUCTED: {S.PAID, S.PAYABLE},
    S.PAID: {S.PAYABLE},
    S.REJECTED: set(),
    S.WITHDRAWN: set(),
}


@pytest.mark.parametrize(("before", "after"), list(product(S, repeat=2)))
def test_only_these_moves_are_possible(before: S, after: S) -> None:
    assert Redemption.can_move(before, after) == (after in MOVES[before])
