"""The orders of stories S01, S02, S05, S07 and S08, with their figures."""

import pytest

from hub import orders
from hub.kernel.errors import HubError
from schemas.terms import OrderState, VoucherMode, yuan
from tests.orders.world import area_voucher, at, figures, hand_out, order, provincial_voucher, staff


def test_a_reference_price_is_held_at_25_percent_when_the_order_is_placed(world: None) -> None:
    at(2024, 3, 5)
    voucher = provincial_voucher("E01")
    assert figures(voucher) == ("100000.00", "0.00", "100000.00")
    placed = order("E01", "V06", voucher)
    assert placed.no.startswith("CXQ20240305") and len(placed.no) == 15
    assert (placed.state, yuan(placed.contract_fen or 0), yuan(placed.planned_fen)) == (
        OrderState.PLACED,
        "15000.00",
        "3750.00",
    )
    assert figures(voucher) == ("100000.00", "3750.00", "96250.00")
    orders.accept_order(order=placed, by=staff("i10"))
    assert placed.state is OrderState.IN_SERVICE


def test_an_award_is_capped_by_what_is_left_and_nothing_left_is_refused(world: None) -> None:
    at(2024, 8, 2)
    voucher = hand_out("E02", "jiangsu", "Q", "140000.00", programme="js-provincial")
    assert yuan(order("E02", "V07", voucher).planned_fen) == "35.00"
    assert figures(voucher) == ("140000.00", "35.00", "139965.00")
    assert yuan(order("E02", "V07", voucher, agreed="420000.00").planned_fen) == "139965.00"
    assert figures(voucher) == ("140000.00", "140000.00", "0.00")
    with pytest.raises(HubError, match=r"order\.nothing_left"):
        order("E02", "V07", voucher)
    without = order("E02", "V07", None)
    assert (without.mode, without.planned_fen) == (VoucherMode.NONE, 0)


def test_a_holder_redeems_voucher_pays_in_full_first(world: None) -> None:
    at(2021, 3, 8, 17, 20)
    voucher = area_voucher("E10", "maanshan", "Q")
    eight, nine = order("E10", "V02", voucher), order("E10", "V02", voucher)
    assert [yuan(one.own_share_fen or 0) for one in (eight, nine)] == ["3000.00", "3000.00"]
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")
    for one in (eight, nine):
        orders.accept_order(order=one, by=staff("i02"))
        orders.confirm_quota(order=one, by=staff("mas_admin"))
        assert one.state is OrderState.IN_SERVICE


def test_an_institution_redeems_voucher_is_confirmed_by_the_area_after_acceptance(world: None) -> None:
    at(2021, 3, 4, 10, 39)
    voucher = area_voucher("E10", "maanshan", "U")
    placed = order("E10", "V02", voucher, quantity=2)
    assert placed.no.startswith("CSJ-202103041039-") and len(placed.no) == 23
    assert (yuan(placed.planned_fen), yuan(placed.own_share_fen or 0)) == ("3000.00", "3000.00")
    assert (placed.payer_area, placed.mode) == ("maanshan", VoucherMode.INSTITUTION_REDEEMS)
    orders.accept_order(order=placed, by=staff("i02"))
    assert placed.state is OrderState.CONFIRMING_QUOTA
    from tests.orders.world import buyer

    with pytest.raises(HubError, match=r"order\.already_accepted"):
        orders.cancel_order(order=placed, reason="", by=buyer("E10"))
    orders.confirm_quota(order=placed, by=staff("mas_admin"))
    assert placed.state is OrderState.IN_SERVICE
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")
