"""The pure rules for any figures, and the database's arithmetic against them."""

from datetime import date
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.settlement.rules import figures_of, fitting, net, previous_month, render_document
from tests.settlement.makers import Case, batch_of, budget, lines_of, settle

FEN = st.integers(0, 10**12)
PLACES = st.sampled_from(["maanshan", "zhejiang", "shanghai", "wujiang", "qingpu"])


@settings(max_examples=50)
@given(st.lists(FEN, max_size=10), FEN)
def test_the_budget_takes_the_longest_prefix_that_fits(amounts: list[int], left: int) -> None:
    taken = fitting(amounts, left)
    assert sum(amounts[:taken]) <= left
    assert taken == len(amounts) or sum(amounts[: taken + 1]) > left
    assert fitting(amounts, None) == len(amounts)


@settings(max_examples=50)
@given(awards=FEN, back=FEN, clawback=FEN, carried=FEN)
def test_no_payee_is_paid_below_zero_and_no_debt_is_lost(awards: int, back: int, clawback: int, carried: int) -> None:
    figures = figures_of(awards_fen=awards, taken_back_fen=back, clawback_fen=clawback, carried_in_fen=carried)
    assert min(figures.payout_fen, figures.offset_fen, figures.carried_out_fen, figures.owed_fen) >= 0
    assert figures.payout_fen == 0 or figures.carried_out_fen == 0
    assert awards - back - clawback - carried == figures.payout_fen - figures.carried_out_fen


@settings(max_examples=50)
@given(st.dictionaries(st.tuples(PLACES, PLACES), FEN, max_size=15))
def test_net_transfers_reproduce_the_positions(gross: dict[tuple[str, str], int]) -> None:
    netting = net(gross)
    assert sum(netting.position_fen.values()) == 0
    moved = dict.fromkeys(netting.position_fen, 0)
    for payer, payee, fen in netting.transfers:
        assert fen > 0
        moved[payer] -= fen
        moved[payee] += fen
    assert moved == netting.position_fen
    assert len(netting.transfers) <= max(0, len(netting.position_fen) - 1)
    assert all((b, a) not in netting.bilateral_fen for a, b in netting.bilateral_fen)
    assert net(dict(reversed(gross.items()))) == netting or gross == {}


def test_the_month_before() -> None:
    assert previous_month(date(2021, 1, 15)) == date(2020, 12, 1)
    assert previous_month(date(2021, 3, 31)) == date(2021, 2, 1)


def test_a_document_is_the_same_bytes_whatever_the_order_it_was_made_in() -> None:
    assert render_document({"b": 1, "a": "元"}) == render_document({"a": "元", "b": 1}) == '{"a":"元","b":1}'.encode()
    with pytest.raises(ValueError, match="JSON"):
        render_document({"a": float("nan")})


@pytest.mark.parametrize("seed", range(8))
def test_the_database_takes_the_same_prefix_as_the_rule(books: None, seed: int) -> None:
    dice = Random(seed)
    amounts, left = [dice.randint(1, 900) for _ in range(dice.randint(1, 8))], dice.randint(0, 3_000)
    case, payees = Case(), [uuid4() for _ in range(3)]
    for i, fen in enumerate(amounts):
        case.owed(payees[i % 3], fen, f"2021-03-04T10:00:{i:02d}+08:00")
    budget("maanshan", 2021, left, hard=True)
    assert lines_of(batch_of(settle())) == sorted(amounts[: fitting(amounts, left)])
