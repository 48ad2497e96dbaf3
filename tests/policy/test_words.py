"""Every canonical state has words in both languages, and the manuals' words lead back to it."""

from typing import get_args, get_type_hints

import pytest
from flask import Flask

from hub import policy
from hub.policy.digest import FIELDS
from hub.policy.words import state_of_word
from schemas.policy import Invoices
from schemas.terms import ApplicationState, InstrumentState, OrderState, RedemptionState

KINDS = {
    "application": ApplicationState,
    "voucher": InstrumentState,
    "order": OrderState,
    "redemption": RedemptionState,
}


@pytest.mark.parametrize("programme", [None, "delta", "js-provincial"])
def test_every_state_has_words_in_both_languages(app: Flask, programme: str | None) -> None:
    with app.app_context():
        words = policy.state_words(programme)
    assert set(words) == set(KINDS)
    for kind, states in KINDS.items():
        assert set(words[kind]) == {state.value for state in states}
        assert all(one["zh"] and one["en"] for one in words[kind].values())


@pytest.mark.parametrize(
    ("programme", "kind", "word", "state"),
    [
        ("delta", "order", "待接单", "PLACED"),
        ("delta", "order", "申请兑付待卖家确认", "AWAITING_HOLDER"),
        ("delta", "order", "申请兑付待买家确认", "AWAITING_HOLDER"),
        ("delta", "order", "已完成", "COMPLETED"),
        ("js-provincial", "order", "订单沟通中", "PLACED"),
        ("js-provincial", "order", "订单完成", "COMPLETED"),
        ("js-provincial", "order", "订单失效", "LAPSED"),
        ("js-provincial", "application", "待提交", "AWAITING_STAMPED_FORM"),
        ("js-provincial", "application", "审核通过", "GRANTED"),
        ("js-provincial", "order", "订单沟通完成", None),
        ("delta", "order", "订单完成", None),
    ],
)
def test_the_manuals_words_lead_to_the_state_and_unknown_ones_nowhere(
    app: Flask, programme: str, kind: str, word: str, state: str | None
) -> None:
    with app.app_context():
        assert state_of_word(programme, kind, word) == state


def test_every_field_of_an_invoice_has_its_words() -> None:
    asked = get_args(get_args(get_type_hints(Invoices)["fields"])[0])
    assert set(asked) == set(FIELDS)
