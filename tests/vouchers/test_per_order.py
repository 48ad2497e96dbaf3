"""Vouchers for single orders: amount, allowance of the year, two hands, hold and return (S10, S11, G-24, G-25)."""

from datetime import date
from io import BytesIO

import pytest

from hub import ledger, orders, vouchers
from hub.kernel.errors import HubError
from hub.orders import Order
from hub.vouchers import VoucherApplication
from schemas.terms import ApplicationState as A
from schemas.terms import OrderState, ReviewDecision, VoucherMode, fen_of_yuan, yuan
from tests.orders.world import PDF, at, buyer, staff

pytestmark = pytest.mark.usefixtures("world")
PASS = ReviewDecision.PASS


def ordered(key: str = "E14", service: str = "V09", quantity: int = 1, agreed: str | None = None) -> Order:
    return orders.place_order(
        service_no=service,
        quantity=quantity,
        instrument_no=None,
        agreed_fen=fen_of_yuan(agreed) if agreed else None,
        by=buyer(key),
    )


def applied_for(order: Order, estimate: str, key: str = "E14") -> VoucherApplication:
    application = orders.apply_for_order(
        order=order,
        estimate_fen=fen_of_yuan(estimate),
        starts_on=date(2024, 3, 5),
        ends_on=date(2024, 9, 30),
        activity="新型给药装置的台架试验",
        by=buyer(key),
    )
    for slot in ("org_code_cert", "intent_doc"):
        vouchers.attach_file(application=application, slot=slot, stream=BytesIO(PDF), name=f"{slot}.pdf", by=buyer(key))
    vouchers.submit_application(application=application, by=buyer(key))
    return application


def decide(application: VoucherApplication, who: str, decision: ReviewDecision = PASS, opinion: str = "同意") -> None:
    vouchers.decide_stage(application=application, decision=decision, opinion=opinion, by=staff(who))


def approved(application: VoucherApplication, bureau: str = "tj_nankai_bur") -> VoucherApplication:
    decide(application, bureau)
    decide(application, "tj_agency")
    return application


def left(key: str = "E14", area: str = "nankai", on: date = date(2024, 3, 5)) -> str:
    holder = buyer(key).organization_id
    assert holder is not None
    allowance = vouchers.allowance_of(holder_id=holder, programme="tj-city", area=area, on=on)
    return yuan(allowance.left_fen or 0)


def test_the_second_hand_grants_and_holds_in_one_step() -> None:
    at(2024, 3, 5)
    order = ordered()
    assert (order.no[:10], order.programme, order.area, order.mode) == (
        "IV20240305",
        "tj-city",
        "nankai",
        VoucherMode.NONE,
    )
    application = applied_for(order, "9099.00")
    assert (application.state, yuan(application.quota_fen or 0)) == (A.SUBMITTED, "4549.50")
    decide(application, "tj_nankai_bur")
    assert (application.state, left()) == (A.IN_REVIEW, "100000.00")
    decide(application, "tj_agency")
    assert (application.state, left()) == (A.GRANTED, "95450.50")
    assert (order.mode, yuan(order.planned_fen)) == (VoucherMode.HOLDER_REDEEMS, "4549.50")
    assert order.instrument_id is not None
    assert yuan(ledger.balances(order.instrument_id).reserved_fen) == "4549.50"


def test_the_year_caps_what_is_granted_and_then_refuses() -> None:
    at(2024, 3, 5)
    for quantity, estimate, granted in (
        (1200, "120000.00", "60000.00"),
        (700, "70000.00", "35000.00"),
        (200, "20000.00", "5000.00"),
    ):
        application = approved(applied_for(ordered("E15", "V08", quantity), estimate, "E15"), "tj_binhai_bur")
        assert yuan(application.amount_fen or 0) == granted
    with pytest.raises(HubError) as refused:
        applied_for(ordered("E15", "V08", 40), "4000.00", "E15")
    assert (refused.value.code, "年度额度已用完" in refused.value.text()) == ("application.year_used_up", True)
    assert left("E15", "binhai", date(2025, 1, 2)) == "100000.00"


@pytest.mark.parametrize(("estimate", "amount"), [("3999.99", None), ("4000.00", "2000.00")])
def test_the_least_contract(estimate: str, amount: str | None) -> None:
    at(2024, 3, 5)
    order = ordered(service="V10", agreed=estimate)
    if amount is None:
        with pytest.raises(vouchers.ApplicationDenied, match="4000"):
            applied_for(order, estimate)
    else:
        assert yuan(applied_for(order, estimate).quota_fen or 0) == amount


def test_of_two_approvals_the_later_gets_what_the_earlier_left() -> None:
    at(2024, 3, 5)
    first = applied_for(ordered("E15", "V08", 1200), "120000.00", "E15")
    second = applied_for(ordered("E15", "V08", 1000), "100000.00", "E15")
    approved(first, "tj_binhai_bur")
    approved(second, "tj_binhai_bur")
    assert (yuan(first.amount_fen or 0), yuan(second.amount_fen or 0)) == ("60000.00", "40000.00")
    assert left("E15", "binhai") == "0.00"


def test_an_order_has_one_live_application_and_a_rejected_one_makes_room() -> None:
    at(2024, 3, 5)
    order = ordered()
    application = applied_for(order, "9099.00")
    with pytest.raises(HubError) as refused:
        applied_for(order, "9099.00")
    assert refused.value.code == "application.order_has_one"
    decide(application, "tj_nankai_bur", ReviewDecision.REFUSE, "不属于科技创新活动")
    assert application.state is A.REJECTED
    assert applied_for(order, "9000.00").state is A.SUBMITTED


def test_a_return_is_corrected_and_goes_through_both_hands_again() -> None:
    at(2024, 3, 5)
    application = applied_for(ordered(), "9099.00")
    decide(application, "tj_nankai_bur")
    decide(application, "tj_agency", ReviewDecision.RETURN, "请补充合同金额依据")
    assert application.state is A.RETURNED
    orders.correct_application(
        application=application,
        estimate_fen=900_000,
        starts_on=None,
        ends_on=None,
        activity="台架试验",
        by=buyer("E14"),
    )
    vouchers.submit_application(application=application, by=buyer("E14"))
    assert yuan(approved(application).amount_fen or 0) == "4500.00"


@pytest.mark.parametrize("who", ["tj_agency", "tj_binhai_bur"])
def test_nobody_but_the_holders_district_checks_first(who: str) -> None:
    at(2024, 3, 5)
    application = applied_for(ordered(), "9099.00")
    with pytest.raises(HubError):
        decide(application, who)
    assert application.state is A.SUBMITTED


def test_cancelling_gives_the_amount_back_to_the_year_and_ends_what_is_undecided() -> None:
    at(2024, 3, 5)
    order, other = ordered(), ordered()
    approved(applied_for(order, "9099.00"))
    undecided = applied_for(other, "9099.00")
    orders.cancel_order(order=order, reason="", by=buyer("E14"))
    orders.cancel_order(order=other, reason="", by=buyer("E14"))
    assert (order.state, left(), undecided.state) == (OrderState.CANCELLED, "100000.00", A.WITHDRAWN)


def test_a_lower_price_gives_the_difference_back() -> None:
    at(2024, 3, 5)
    order = ordered(service="V10", agreed="10000.00")
    approved(applied_for(order, "10000.00"))
    assert left() == "95000.00"
    orders.set_price(order=order, amount_fen=800_000, by=staff("I09"))
    assert (yuan(order.planned_fen), left()) == ("4000.00", "96000.00")


def test_a_voucher_for_one_order_is_offered_for_no_other() -> None:
    at(2024, 3, 5)
    approved(applied_for(ordered(), "9099.00"))
    holder = buyer("E14").organization_id
    assert holder is not None
    options = orders.order_options(service_no="V09", quantity=1, agreed_fen=None, holder_id=holder)
    assert [option.instrument for option in options] == [None]


@pytest.mark.parametrize(
    ("key", "service", "code"),
    [
        ("E14", "V15", "application.no_badge"),
        ("E17", "V10", "application.area_takes_no_part"),
    ],
)
def test_each_order_says_why_nothing_can_be_applied_for(key: str, service: str, code: str) -> None:
    at(2024, 3, 5)
    ordered(key, service)
    holder = buyer(key).organization_id
    assert holder is not None
    (candidate,) = orders.list_candidates(holder)
    assert candidate.refusal is not None
    assert candidate.refusal.code == code


def test_a_year_is_not_applied_for_where_orders_are() -> None:
    at(2024, 3, 5)
    holder = buyer("E14").organization_id
    assert holder is not None
    with pytest.raises(HubError) as refused:
        vouchers.start_application(programme="tj-city", area="nankai", holder_id=holder, by=buyer("E14"))
    assert refused.value.code == "application.by_order"


def test_the_books_agree_at_the_end() -> None:
    at(2024, 3, 5)
    order = ordered()
    approved(applied_for(order, "9099.00"))
    orders.cancel_order(order=order, reason="", by=buyer("E14"))
    assert ledger.verify() == []
