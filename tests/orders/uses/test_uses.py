"""Uses of a voucher: registered, confirmed, voided, terminated, over the end of a year (S12, S13, ZJ2-17…28)."""

import pytest

from hub import ledger, orders, vouchers
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_today
from hub.kernel.errors import Forbidden, HubError
from hub.orders import uses
from hub.orders.year_end import close_instrument
from schemas.terms import HoldState, OrderState, UseState, fen_of_yuan
from tests.orders.uses.desk import booking, claim, confirmed, draft, form, held, pdf, quota_no, registered
from tests.orders.world import at, buyer, staff

pytestmark = pytest.mark.usefixtures("world")


def refused(code: str) -> "pytest.RaisesContext[HubError]":
    """The refusal with this code."""
    return pytest.raises(HubError, match=code)


def test_a_use_counts_as_used_from_its_registration_and_the_carrier_confirms_it() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    claim("30000.00")
    order = registered("50000.00", "25000.00")
    assert uses.use_state(order.state) is UseState.UNCONFIRMED
    assert held() == "55000.00"
    with pytest.raises(Forbidden):
        uses.confirm_use(order=order, by=staff("i02"))
    uses.confirm_use(order=order, by=staff("i07"))
    assert uses.use_state(order.state) is UseState.CONFIRMED
    claim("25000.00")
    assert held() == "80000.00"


def test_the_booking_becomes_the_use_and_cannot_be_used_twice() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    use, order = draft(form("20000.00"))
    uses.submit_use(use=use, order=order, promised=True, by=buyer("E13"))
    with refused("use.booking_used"):
        uses.draft_use(instrument_no=quota_no(), form=form("1000.00"), booking_no=use.booking_no, by=buyer("E13"))
    uses.confirm_use(order=order, by=staff("i07"))
    assert orders.get_order(use.booking_no or "").state is OrderState.COMPLETED


def test_an_unconfirmed_booking_is_no_ground_for_a_use() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    open_one = orders.place_order(
        service_no="V11", quantity=1, instrument_no=None, agreed_fen=fen_of_yuan("1000.00"), by=buyer("E13")
    )
    with refused("use.booking_not_confirmed"):
        uses.draft_use(instrument_no=quota_no(), form=form("1000.00"), booking_no=open_one.no, by=buyer("E13"))


@pytest.mark.parametrize(("amount", "code"), [("10000.00", ""), ("10000.01", "use.amount_too_high")])
def test_the_amount_is_chosen_up_to_the_rate_of_the_contract(amount: str, code: str) -> None:
    at(2024, 3, 1)
    claim("50000.00")
    if code:
        with refused(code):
            registered("20000.00", amount)
    else:
        assert registered("20000.00", amount).planned_fen == fen_of_yuan(amount)


def test_what_is_asked_for_must_be_there_before_it_is_handed_in() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    use, order = draft(form("20000.00"), with_contract=False)
    for promised, code in ((False, "use.promise_missing"), (True, "use.materials_missing")):
        with refused(code):
            uses.submit_use(use=use, order=order, promised=promised, by=buyer("E13"))
    assert (order.state, held()) == (OrderState.DRAFT, "50000.00")


def test_what_was_generated_never_changes_and_is_not_treated_as_an_order() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    order = registered("20000.00")
    use = uses.use_of_order(order.id)
    assert use is not None
    with refused("use.immutable"):
        uses.describe_use(use=use, order=order, form=form("30000.00"), by=buyer("E13"))
    for act, by in ((orders.accept_order, "i07"), (orders.cancel_order, "E13")):
        reason = {"reason": "x"} if act is orders.cancel_order else {}
        with refused("order.is_a_use"):
            act(order=order, by=staff(by) if by == "i07" else buyer(by), **reason)  # type: ignore[operator]


def test_the_enterprise_voids_while_unconfirmed_and_the_office_terminates_when_confirmed() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    first, second = registered("20000.00"), confirmed("30000.00")
    assert held() == "25000.00"
    with refused("use.no_way_out"):
        uses.terminate_use(order=first, reason="x", by=staff("zj_binjiang_bur"))
    with refused("use.no_way_out"):
        uses.void_use(order=second, reason="", by=buyer("E13"))
    uses.void_use(order=first, reason="填写错误", by=buyer("E13"))
    stated = uses.consequence_of(second, "terminate")
    assert stated is not None and stated.returned_fen == fen_of_yuan("15000.00")
    uses.terminate_use(order=second, reason="合同金额有误", by=staff("zj_binjiang_bur"))
    assert held() == "50000.00"
    assert [uses.use_state(one.state) for one in (first, second)] == [UseState.VOIDED, UseState.TERMINATED]


def test_a_confirmed_use_outlives_its_year_and_what_is_terminated_then_is_lost() -> None:
    at(2023, 11, 1)
    claim("50000.00")
    unconfirmed, standing = registered("20000.00"), confirmed("16000.00", contract_no="HT-9")
    old = vouchers.get_instrument(quota_no())
    at(2024, 1, 2)
    close_instrument(instrument_id=old.id, by=THE_HUB)
    assert (unconfirmed.state, standing.state) == (OrderState.LAPSED, OrderState.IN_SERVICE)
    hold = ledger.find_hold("order", standing.id)
    assert hold is not None and hold.state is HoldState.CLAIMED
    claim("30000.00")
    stated = uses.consequence_of(standing, "terminate")
    assert stated is not None and (stated.returned_fen, stated.lapsed_fen) == (0, fen_of_yuan("8000.00"))
    uses.terminate_use(order=standing, reason="信息有误", by=staff("zj_binjiang_bur"))
    assert held() == "30000.00"
    assert ledger.balances(old.id).expired_fen == fen_of_yuan("50000.00")
    with refused("use.contract_of_earlier_year"):
        registered("16000.00", contract_no=" ht-9 ")
    uses.allow_contract(order=standing, reason="服务跨年，经研究同意", by=staff("zj_binjiang_bur"))
    assert registered("16000.00", contract_no="HT-9").planned_fen == fen_of_yuan("8000.00")
    assert [one.name for one in ledger.verify()] == []


def test_one_contract_draws_once_and_may_be_registered_again_after_its_use_ended_in_its_year() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    first = registered("20000.00", contract_no="HT-1")
    with refused("use.contract_in_use"):
        registered("20000.00", contract_no="ＨＴ-1")
    uses.void_use(order=first, reason="", by=buyer("E13"))
    registered("20000.00", contract_no="HT-1")


def test_offline_use_is_refused_where_the_office_wants_a_booking() -> None:
    at(2024, 3, 1)
    claim("50000.00")
    with refused("order.denied"):
        uses.draft_use(instrument_no=quota_no(), form=form("20000.00"), service_no="V11", by=buyer("E13"))


def test_in_the_edition_of_2017_a_carriers_voucher_counts_at_once_offline_and_an_enterprises_is_confirmed() -> None:
    at(2017, 10, 9)
    claim("150000.00")
    by, modes = buyer("E13"), {}
    for mode in vouchers.modes_issued("zj-county", "binjiang", business_today()):
        use = uses.draft_use(
            instrument_no=quota_no(), form=form(f"{20000 + len(modes)}.00", mode=mode), service_no="V11", by=by
        )
        (order,) = orders.list_orders_by_id([use.order_id])

        uses.attach_file(use=use, order=order, slot="contract", stream=pdf(), name="c.pdf", by=by)
        uses.submit_use(use=use, order=order, promised=True, by=by)
        modes[mode] = uses.use_state(order.state)
        assert uses.ways_of(order) == ()  # that edition knows neither voiding nor terminating
    assert modes == {
        "INSTITUTION_REDEEMS": UseState.CONFIRMED,
        "HOLDER_REDEEMS": UseState.UNCONFIRMED,
    }
    assert booking().mode == "NONE"
