"""Orders that are refused, each with its code and the way out (S02, S06, S08, S19, S20, F-04, F-15)."""

import pytest

from hub.identity import find_organization_by_uscc
from hub.kernel.clock import business_now
from hub.kernel.errors import HubError
from schemas.terms import OrderState, VoucherMode, yuan
from tests.orders.world import USCC, at, buyer, hand_out, order, staff


def refusal(code: str, *arguments: object, **values: object) -> str:
    """The sentence of the refusal with which ordering ends."""
    with pytest.raises(HubError) as caught:
        order(*arguments, **values)  # type: ignore[arg-type]
    assert caught.value.code == code
    return caught.value.text("zh")


def test_a_listing_is_refused_where_its_tags_do_not_name_the_area(world: None) -> None:
    at(2024, 5, 6)
    assert "马鞍山" in refusal("order.area_not_served", "E04", "V13", None)
    assert "芯片可靠性检测" in refusal("order.area_not_served", "E16", "V13", None)


def test_enterprises_of_tagged_areas_order_with_their_vouchers(world: None) -> None:
    at(2024, 5, 6)
    for key, area, letter in (("E06", "wujiang", "Q"), ("E08", "jiashan", "U")):
        placed = order(key, "V13", hand_out(key, area, letter, "300000.00"))
        assert (placed.state, yuan(placed.planned_fen)) == (OrderState.PLACED, "12000.00")


def test_an_enterprise_of_no_area_orders_without_a_voucher_only(world: None) -> None:
    at(2024, 5, 6)
    placed = order("E16", "V15", None)
    assert (placed.mode, placed.planned_fen, placed.instrument_id) == (VoucherMode.NONE, 0, None)
    assert yuan(placed.own_share_fen or 0) == "1200.00"


@pytest.mark.parametrize(
    ("year", "key", "area", "service"), [(2023, "E11", "maanshan", "V02"), (2024, "E12", "xiangcheng", "V01")]
)
def test_a_direct_only_area_takes_no_orders_and_names_quick_redemption(
    world: None, year: int, key: str, area: str, service: str
) -> None:
    at(year, 9, 4)
    voucher = hand_out(key, area, "Q", "300000.00")
    told = refusal("order.direct_only", key, service, voucher)
    assert "快速兑付" in told and "/enterprise/redemptions/direct" in told


def test_an_institution_outside_the_pilot_takes_orders_without_a_voucher_only(world: None) -> None:
    at(2024, 5, 6)
    voucher = hand_out("E06", "wujiang", "Q", "300000.00")
    refusal("order.denied", "E06", "V03", voucher, agreed="6800.00")
    assert order("E06", "V03", None, agreed="6800.00").mode is VoucherMode.NONE


def test_a_suspended_institution_takes_no_new_orders_from_that_instant(world: None) -> None:
    at(2024, 4, 30, 23, 59)
    before = order("E06", "V14", None, agreed="120000.00")
    at(2024, 5, 1, 0, 0)
    assert "2024-05-01" in refusal("order.institution_suspended", "E06", "V14", None, agreed="120000.00")
    from hub import orders

    assert orders.accept_order(order=before, by=staff("i12")).state is OrderState.IN_SERVICE


def test_nobody_orders_from_itself(world: None) -> None:
    at(2024, 5, 6)
    from hub import catalog

    own = find_organization_by_uscc(USCC["E06"])
    assert own is not None
    catalog.list_service(
        no="V99",
        institution_id=own.id,
        institution_name=own.name,
        category_code="010101",
        name="自营检测",
        pricing="FIXED",  # type: ignore[arg-type]
        price_fen=100,
        listed_at=business_now(),
        area_tags=["wujiang"],
    )
    refusal("order.same_party", "E06", "V99", hand_out("E06", "wujiang", "Q", "300000.00"))


def test_a_voucher_of_last_year_is_refused_whatever_jobs_have_run(world: None) -> None:
    at(2023, 12, 31, 23, 59)
    voucher = hand_out("E06", "wujiang", "Q", "300000.00")
    assert order("E06", "V02", voucher).state is OrderState.PLACED
    at(2024, 1, 1, 0, 0)
    assert "逾期" in refusal("order.voucher_not_valid", "E06", "V02", voucher)


def test_the_voucher_of_another_enterprise_is_refused(world: None) -> None:
    at(2024, 5, 6)
    voucher = hand_out("E06", "wujiang", "Q", "300000.00")
    assert refusal("order.voucher_not_valid", "E08", "V02", voucher)


def test_a_programme_pays_only_for_what_bears_its_badge(world: None) -> None:
    at(2024, 5, 6)
    voucher = hand_out("E06", "jiangsu", "Q", "100000.00", programme="js-provincial")
    assert "省" in refusal("order.no_programme_badge", "E06", "V02", voucher)
    assert yuan(order("E06", "V16", voucher).planned_fen) == "2400.00"


def test_an_unknown_or_withdrawn_service_is_not_found(world: None) -> None:
    at(2024, 5, 6)
    refusal("service.unknown", "E06", "V999", None)
    from hub import catalog

    catalog.set_published(service=catalog.get_service("V15"), published=False)
    refusal("service.unknown", "E06", "V15", None)


def test_the_same_enterprise_may_hold_both_kinds_of_number(world: None) -> None:
    at(2024, 5, 6)
    both = [order("E06", "V02", hand_out("E06", "wujiang", "Q", "300000.00")).no, order("E06", "V15", None).no]
    assert all(no.startswith("CSJ-202405061000-") for no in both) and len(set(both)) == 2
    assert buyer("E06").organization_id is not None
