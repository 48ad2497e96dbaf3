"""Who may do what to an order in which state, what moves in the ledger, and who is told."""

import pytest

from hub import messages, orders, vouchers
from hub.audit import list_events
from hub.kernel.errors import Forbidden, HubError
from hub.kernel.states import MoveNotAllowed
from hub.orders import Order
from hub.orders.models import LEGAL_MOVES
from schemas.terms import InstrumentState, OrderState, yuan
from tests.orders.world import at, buyer, figures, hand_out, order, staff

FREE = ("500000.00", "0.00", "500000.00")


@pytest.fixture
def pair(world: None) -> tuple[vouchers.Instrument, Order]:
    """A 通兑 voucher of 500,000.00 and an order of 6,000.00 on it."""
    at(2021, 3, 4)
    voucher = hand_out("E10", "maanshan", "U", "500000.00")
    return voucher, order("E10", "V02", voucher, quantity=2)


def accepted(pair: tuple[vouchers.Instrument, Order]) -> Order:
    return orders.accept_order(order=pair[1], by=staff("i02"))


def test_cancelling_before_acceptance_gives_the_quota_back(pair: tuple[vouchers.Instrument, Order]) -> None:
    voucher, placed = pair
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")
    orders.cancel_order(order=placed, reason="改期", by=buyer("E10"))
    assert placed.state is OrderState.CANCELLED and figures(voucher) == FREE


def test_declining_needs_a_reason_and_gives_the_quota_back(pair: tuple[vouchers.Instrument, Order]) -> None:
    voucher, placed = pair
    with pytest.raises(HubError, match=r"reason\.missing"):
        orders.decline_order(order=placed, reason="  ", by=staff("i02"))
    orders.decline_order(order=placed, reason="设备检修", by=staff("i02"))
    assert placed.state is OrderState.CANCELLED and figures(voucher) == FREE
    told = messages.inbox(staff("e10"))[0]
    assert told.event == "order.declined" and "设备检修" in told.text_zh


def test_an_area_that_refuses_gives_the_quota_back_and_says_why(pair: tuple[vouchers.Instrument, Order]) -> None:
    placed = accepted(pair)
    orders.refuse_quota(order=placed, reason="额度另有安排", by=staff("mas_admin"))
    assert placed.state is OrderState.REJECTED_BY_AREA and figures(pair[0]) == FREE


def test_confirming_changes_the_state_only(pair: tuple[vouchers.Instrument, Order]) -> None:
    placed = accepted(pair)
    before = figures(pair[0])
    orders.confirm_quota(order=placed, by=staff("mas_admin"))
    assert placed.state is OrderState.IN_SERVICE and figures(pair[0]) == before


def test_confirming_is_refused_when_the_voucher_was_frozen_meanwhile(pair: tuple[vouchers.Instrument, Order]) -> None:
    placed = accepted(pair)
    pair[0].state = InstrumentState.FROZEN
    with pytest.raises(HubError, match=r"order\.quota_gone"):
        orders.confirm_quota(order=placed, by=staff("mas_admin"))


def test_the_buyer_is_told_in_the_manuals_words_that_the_institution_accepted(
    pair: tuple[vouchers.Instrument, Order],
) -> None:
    placed = accepted(pair)
    told = messages.inbox(staff("e10"))[0]
    assert told.event == "order.accepted" and placed.no in told.text_zh
    assert "机构已经接单" in told.text_zh and "区域管理员正在确认额度" in told.text_zh
    assert {event.event for event in list_events(subject="order", subject_id=placed.id)} == {
        "order.placed",
        "order.accepted",
    }


@pytest.mark.parametrize(
    ("action", "who"),
    [
        (lambda one, by: orders.cancel_order(order=one, reason="x", by=by), "i02"),
        (lambda one, by: orders.cancel_order(order=one, reason="x", by=by), "e11"),
        (lambda one, by: orders.accept_order(order=one, by=by), "e10"),
        (lambda one, by: orders.accept_order(order=one, by=by), "i03"),
        (lambda one, by: orders.decline_order(order=one, reason="x", by=by), "mas_admin"),
        (lambda one, by: orders.set_price(order=one, amount_fen=1, by=by), "e10"),
        (lambda one, by: orders.confirm_quota(order=one, by=by), "wj_admin"),
        (lambda one, by: orders.confirm_quota(order=one, by=by), "mas_init"),
        (lambda one, by: orders.refuse_quota(order=one, reason="x", by=by), "i02"),
    ],
)
def test_nobody_acts_for_another_party(pair: tuple[vouchers.Instrument, Order], action: object, who: str) -> None:
    with pytest.raises(Forbidden):
        action(pair[1], staff(who))  # type: ignore[operator]


ACTIONS = {
    "cancel": (lambda one: orders.cancel_order(order=one, reason="x", by=buyer("E10")), OrderState.CANCELLED),
    "decline": (lambda one: orders.decline_order(order=one, reason="x", by=staff("i02")), OrderState.CANCELLED),
    "accept": (lambda one: orders.accept_order(order=one, by=staff("i02")), OrderState.CONFIRMING_QUOTA),
    "confirm": (lambda one: orders.confirm_quota(order=one, by=staff("mas_admin")), OrderState.IN_SERVICE),
    "refuse": (
        lambda one: orders.refuse_quota(order=one, reason="x", by=staff("mas_admin")),
        OrderState.REJECTED_BY_AREA,
    ),
}


@pytest.mark.parametrize("state", sorted(OrderState))
@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_an_action_works_only_from_the_states_that_know_it(
    pair: tuple[vouchers.Instrument, Order], name: str, state: OrderState
) -> None:
    action, to = ACTIONS[name]
    pair[1].state = state
    if (state, to) in LEGAL_MOVES and (name, state) not in {("accept", OrderState.DRAFT)}:
        action(pair[1])
        assert pair[1].state is to
    else:
        with pytest.raises((MoveNotAllowed, HubError)):
            action(pair[1])
        assert pair[1].state is state


def test_a_reference_price_is_replaced_with_its_hold_in_one_step(world: None) -> None:
    at(2024, 3, 5)
    voucher = hand_out("E01", "jiangsu", "Q", "100000.00", programme="js-provincial")
    placed = order("E01", "V06", voucher)
    orders.set_price(order=placed, amount_fen=12_000_00, by=staff("i10"))
    assert (yuan(placed.contract_fen or 0), yuan(placed.planned_fen)) == ("12000.00", "3000.00")
    assert yuan(placed.quoted_fen or 0) == "15000.00"
    assert figures(voucher) == ("100000.00", "3000.00", "97000.00")


def test_a_negotiated_price_is_held_when_the_institution_accepts(world: None) -> None:
    at(2021, 3, 4)
    voucher = hand_out("E10", "maanshan", "U", "500000.00")
    placed = order("E10", "V04", voucher)
    assert figures(voucher) == FREE and placed.contract_fen is None
    with pytest.raises(HubError, match=r"order\.price_missing"):
        orders.accept_order(order=placed, by=staff("i04"))
    proposed = order("E10", "V04", voucher, agreed="10000.00")
    assert figures(voucher) == FREE
    orders.accept_order(order=proposed, by=staff("i04"))
    assert figures(voucher) == ("500000.00", "5000.00", "495000.00")
    orders.set_price(order=placed, amount_fen=2_000_00, by=staff("i04"))
    assert figures(voucher) == ("500000.00", "6000.00", "494000.00")


def test_a_fixed_price_is_not_bargained_over(pair: tuple[vouchers.Instrument, Order]) -> None:
    with pytest.raises(HubError, match=r"order\.price_fixed"):
        orders.set_price(order=pair[1], amount_fen=1_00, by=staff("i02"))
    with pytest.raises(HubError, match=r"order\.price_fixed"):
        order("E10", "V02", pair[0], agreed="1.00")


def test_an_order_without_a_voucher_goes_its_own_way_and_is_never_redeemed(world: None) -> None:
    at(2021, 3, 4)
    placed = order("E16", "V15", None)
    orders.accept_order(order=placed, by=staff("i04"))
    assert placed.state is OrderState.IN_SERVICE
    with pytest.raises(HubError, match=r"order\.without_voucher"):
        orders.begin_redemption(order_ids=[placed.id], redemption_id=placed.id, by=buyer("E16"))
    for stranger in (buyer("E11"), staff("i02")):
        with pytest.raises(Forbidden):
            orders.complete_order(order=placed, by=stranger)
    orders.complete_order(order=placed, by=staff("i04"))
    assert placed.state is OrderState.COMPLETED
