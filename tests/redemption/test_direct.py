"""快速兑付: on invoices alone, of one institution and one type; an order behind each invoice, one hold for all."""

from datetime import date

import pytest

from hub import orders, redemption
from hub.kernel.errors import HubError
from hub.ledger import find_hold, verify
from hub.redemption import Redemption
from hub.vouchers import Instrument
from schemas.terms import HoldState, OrderState, RedemptionState, fen_of_yuan, yuan
from tests.orders.world import at, buyer, figures, hand_out, staff
from tests.redemption import stage

S = RedemptionState
I05, I02, STRUCTURE, RELIABILITY = "91340500MA9JG20547", "91330402MA9JG202X5", "010201", "010102"
TEXTS = {"effect": "缩短研发周期", "innovation": "首次完成含量分析"}


def drafted(voucher: Instrument, institution: str = I05, category: str = STRUCTURE) -> Redemption:
    return redemption.draft_direct(
        instrument_no=voucher.no, institution=institution, category_code=category, texts=TEXTS, by=buyer("E11")
    )


def quick(*amounts: str) -> tuple[Instrument, Redemption]:
    """S06 up to the submission."""
    at(2023, 2, 1)
    voucher = hand_out("E11", "maanshan", "Q", "500000.00")
    at(2023, 3, 6)
    found = drafted(voucher)
    for amount in amounts:
        stage.invoice(found, amount, date(2023, 3, 1), buyer("E11"))
    stage.attach(found, "attachment", buyer("E11"))
    return voucher, found


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("amounts", "total", "award", "left"),
    [
        (("12000.00", "8500.00", "4321.55"), "24821.55", "12410.77", "487589.23"),
        (("10000.00", "2000.01"), "12000.01", "6000.00", "494000.00"),
        (("0.02",), "0.02", "0.01", "499999.99"),
    ],
)
def test_the_award_is_half_of_the_invoices_rounded_down_once(
    amounts: tuple[str, ...], total: str, award: str, left: str
) -> None:
    voucher, found = quick(*amounts)
    redemption.submit_redemption(redemption=found, by=buyer("E11"))
    assert (yuan(found.order_sum_fen), yuan(found.amount_fen or 0)) == (total, award)
    assert found.state is S.SUBMITTED, found.reason
    assert figures(voucher) == ("500000.00", award, left)
    covered = orders.list_orders_by_id([part.order_id for part in redemption.parts_of(found).orders])
    assert [yuan(order.contract_fen or 0) for order in covered] == list(amounts)
    assert {order.state for order in covered} == {OrderState.IN_REDEMPTION}
    assert sum(order.applied_fen or 0 for order in covered) == fen_of_yuan(award)
    assert all(find_hold("order", order.id) is None for order in covered)
    hold = find_hold("redemption", found.id)
    assert hold is not None and hold.state is HoldState.CLAIMED


@pytest.mark.usefixtures("world")
def test_the_whole_way_leaves_the_ledger_whole() -> None:
    voucher, found = quick("12000.00", "8500.00", "4321.55")
    redemption.submit_redemption(redemption=found, by=buyer("E11"))
    stage.reviewed(found, "12410.77")
    assert figures(voucher) == ("500000.00", "0.00", "487589.23")
    assert verify() == []


@pytest.mark.usefixtures("world")
def test_a_return_keeps_one_hold_and_a_corrected_invoice_changes_its_amount() -> None:
    voucher, found = quick("12000.00", "8500.00")
    redemption.submit_redemption(redemption=found, by=buyer("E11"))
    redemption.return_redemption(redemption=found, reason="第二张发票有误", by=staff("mas_admin"))
    assert figures(voucher) == ("500000.00", "10250.00", "489750.00")
    second = redemption.parts_of(found).invoices[1]
    redemption.remove_invoice(redemption=found, invoice_id=second.id, by=buyer("E11"))
    stage.invoice(found, "8000.00", date(2023, 3, 2), buyer("E11"))
    redemption.resubmit_redemption(redemption=found, by=buyer("E11"))
    assert figures(voucher) == ("500000.00", "10000.00", "490000.00")
    assert yuan(found.order_sum_fen) == "20000.00"
    redemption.return_redemption(redemption=found, reason="再补正", by=staff("mas_admin"))
    redemption.withdraw(redemption=found, by=buyer("E11"))
    assert figures(voucher) == ("500000.00", "0.00", "500000.00")
    covered = orders.list_orders_by_id([part.order_id for part in redemption.parts_of(found).orders])
    assert {order.state for order in covered} == {OrderState.CANCELLED}
    assert verify() == []


@pytest.mark.usefixtures("world")
def test_a_final_rejection_frees_voucher_and_invoices() -> None:
    voucher, found = quick("12000.00")
    redemption.submit_redemption(redemption=found, by=buyer("E11"))
    redemption.reject_redemption(redemption=found, reason="不属于研发活动", by=staff("mas_admin"))
    assert figures(voucher) == ("500000.00", "0.00", "500000.00")
    number = redemption.parts_of(found).invoices[0].number
    again = drafted(voucher)
    stage.invoice(again, "12000.00", date(2023, 3, 1), buyer("E11"), number=number)
    stage.attach(again, "attachment", buyer("E11"))
    redemption.submit_redemption(redemption=again, by=buyer("E11"))
    assert again.state is S.SUBMITTED


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("institution", "category", "code"),
    [
        (I02, None, "redemption.another_institution"),
        (None, RELIABILITY, "redemption.another_category"),
        (I02, RELIABILITY, "redemption.another_institution"),
    ],
)
def test_an_invoice_of_another_institution_or_type_is_refused(
    institution: str | None, category: str | None, code: str
) -> None:
    _, found = quick("12000.00")
    with pytest.raises(HubError) as refused:
        redemption.add_invoice(
            redemption=found, code="134002112345", number="00000999", dated=date(2023, 3, 1), amount_fen=100,
            order_nos=(), stream=stage.png(), name="i.png", by=buyer("E11"), institution=institution, category=category,
        )  # fmt: skip
    assert refused.value.code == code and "只能选择一个" in refused.value.text("zh")
    assert len(redemption.parts_of(found).invoices) == 1


@pytest.mark.usefixtures("world")
def test_only_vouchers_that_are_not_for_orders_are_redeemed_directly() -> None:
    at(2021, 3, 4)
    voucher = hand_out("E10", "maanshan", "Q", "500000.00")
    with pytest.raises(HubError) as refused:
        redemption.draft_direct(instrument_no=voucher.no, institution=I05, category_code=STRUCTURE, by=buyer("E10"))
    assert refused.value.code == "redemption.not_direct"


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("institution", "category", "code"),
    [
        ("91340500MA9QY111XT", STRUCTURE, "redemption.institution_missing"),
        (I05, "0102", "redemption.category_level"),
        (I05, "999999", "redemption.category_level"),
        ("11110000MA9JG2100X", STRUCTURE, "redemption.institution_missing"),
    ],
)
def test_institution_and_type_must_be_known(institution: str, category: str, code: str) -> None:
    at(2023, 3, 6)
    voucher = hand_out("E11", "maanshan", "Q", "500000.00")
    with pytest.raises(HubError) as refused:
        drafted(voucher, institution, category)
    assert refused.value.code == code


@pytest.mark.usefixtures("world")
def test_an_institution_outside_the_delta_is_refused_by_the_policy() -> None:
    at(2023, 3, 6)
    voucher = hand_out("E11", "maanshan", "Q", "500000.00")
    outside = next(one for one in redemption.list_sellers() if one.division.startswith("13"))
    with pytest.raises(HubError) as refused:
        drafted(voucher, outside.uscc)
    assert refused.value.code == "redemption.institution_unfit"


@pytest.mark.usefixtures("world")
def test_somebody_else_cannot_draw_on_the_voucher() -> None:
    at(2023, 3, 6)
    voucher = hand_out("E11", "maanshan", "Q", "500000.00")
    with pytest.raises(HubError) as refused:
        redemption.draft_direct(instrument_no=voucher.no, institution=I05, category_code=STRUCTURE, by=buyer("E10"))
    assert refused.value.status in (403, 404)
