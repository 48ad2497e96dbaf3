"""Whether an order that nobody accepted online may be redeemed is the programme's rule (CSJ-38, JS-53)."""

import pytest

from hub import redemption
from hub.redemption.errors import OrderNotRedeemable
from schemas.terms import OrderState
from tests.orders.world import at, buyer, hand_out, order

pytestmark = pytest.mark.usefixtures("world")


def test_where_the_programme_allows_it_an_order_done_offline_is_redeemed() -> None:
    at(2021, 3, 4)
    placed = order("E10", "V02", hand_out("E10", "maanshan", "Q", "500000.00"))
    assert placed.state is OrderState.PLACED
    assert redemption.draft_redemption(orders=[placed], by=buyer("E10")).order_sum_fen == 3000_00


def test_where_it_does_not_only_an_order_in_service_is() -> None:
    at(2024, 3, 5)
    voucher = hand_out("E01", "jiangsu", "Q", "100000.00", programme="js-provincial")
    placed = order("E01", "V06", voucher)
    assert placed.state is OrderState.PLACED
    with pytest.raises(OrderNotRedeemable):
        redemption.draft_redemption(orders=[placed], by=buyer("E01"))
