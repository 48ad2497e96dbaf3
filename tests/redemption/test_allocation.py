"""Orders × invoices: rules ①–④, the holder's own price, one click to a 差价订单, several people on one draft."""

from datetime import date
from uuid import UUID

import pytest

from hub import orders, redemption
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.ledger import verify
from hub.orders import Order
from hub.redemption import Redemption
from hub.redemption.allocation_rules import grid_of
from hub.redemption.rules import CoveredOrder, CoveringInvoice
from hub.vouchers import Instrument
from schemas.terms import OrderState, RedemptionState, fen_of_yuan, yuan
from tests.orders.world import area_voucher, at, buyer, figures, order, staff
from tests.redemption import stage
from tests.redemption.test_rules import rules

S = RedemptionState
TEXTS = {"effect": "缩短研发周期", "innovation": "首次完成可靠性验证"}
NEGOTIATED = "V04"


def one_order_two_invoices() -> tuple[Instrument, Order, Redemption]:
    """S09: a negotiated order of 10,000.00 that nobody accepted online, invoiced as 6,000.00 and 4,000.00."""
    at(2021, 3, 8)
    voucher = area_voucher("E10", "maanshan", "Q")
    placed = order("E10", NEGOTIATED, voucher, agreed="10000.00")
    at(2021, 3, 12)
    found = redemption.draft_redemption(orders=[placed], by=buyer("E10"), texts=TEXTS)
    for amount in ("6000.00", "4000.00"):
        stage.invoice(found, amount, date(2021, 3, 10), buyer("E10"))
    stage.attach(found, "attachment", buyer("E10"))
    return voucher, placed, found


def submit(found: Redemption) -> set[str]:
    """The codes of what keeps it from being handed in."""
    try:
        redemption.submit_redemption(redemption=found, by=buyer("E10"))
    except redemption.SubmissionIncomplete as several:
        return {fault.code for fault in several.faults}
    except HubError as refused:
        return {refused.code}
    return set()


def pairs(found: Redemption) -> list[tuple[str, list[str]]]:
    """Each invoice's amount with the amounts of the orders on it."""
    parts = redemption.parts_of(found)
    amounts = {part.order_id: yuan(part.amount_fen) for part in parts.orders}
    return [(yuan(one.amount_fen), [amounts[i] for i in parts.covers[one.id]]) for one in parts.invoices]


@pytest.mark.usefixtures("world")
def test_one_click_divides_the_order_and_matches_each_invoice() -> None:
    voucher, placed, found = one_order_two_invoices()
    assert (placed.state, yuan(placed.contract_fen or 0)) == (OrderState.PLACED, "10000.00")
    assert "redemption.order_on_several_invoices" in submit(found)
    second = redemption.parts_of(found).invoices[1]
    further = redemption.supplement(redemption=found, invoice_id=second.id, order_no=placed.no, by=buyer("E10"))
    assert pairs(found) == [("6000.00", ["6000.00"]), ("4000.00", ["4000.00"])]
    assert (further.supplements_id, yuan(found.order_sum_fen)) == (placed.id, "10000.00")
    assert figures(voucher) == ("500000.00", "5000.00", "495000.00")
    redemption.allocate(redemption=found, links=links(found), prices={placed.no: 600001}, by=buyer("E10"))
    assert submit(found) == {"redemption.order_exceeds_invoice"}
    redemption.allocate(redemption=found, links=links(found), prices={placed.no: 600000}, by=buyer("E10"))
    assert submit(found) == set()
    assert (found.state, yuan(found.amount_fen or 0), figures(voucher)[2]) == (S.SUBMITTED, "5000.00", "495000.00")
    stage.reviewed(found, "5000.00")
    assert verify() == []


def links(found: Redemption) -> dict[UUID, list[str]]:
    parts = redemption.parts_of(found)
    nos = {part.order_id: part.order_no for part in parts.orders}
    return {invoice: [nos[i] for i in covered] for invoice, covered in parts.covers.items()}


@pytest.mark.usefixtures("world")
def test_an_order_priced_down_by_hand_is_not_reduced_again() -> None:
    voucher, placed, found = one_order_two_invoices()
    redemption.allocate(redemption=found, links=links(found), prices={placed.no: 600000}, by=buyer("E10"))
    second = redemption.parts_of(found).invoices[1]
    redemption.supplement(redemption=found, invoice_id=second.id, order_no=placed.no, by=buyer("E10"))
    assert pairs(found) == [("6000.00", ["6000.00"]), ("4000.00", ["4000.00"])]
    assert figures(voucher)[1] == "5000.00"


@pytest.mark.usefixtures("world")
def test_an_accepted_order_keeps_its_sum_when_it_is_divided() -> None:
    at(2021, 3, 8)
    voucher = area_voucher("E10", "maanshan", "Q")
    placed = stage.in_service("E10", "V02", voucher, "i02")
    at(2021, 3, 11)
    found = redemption.draft_redemption(orders=[placed], by=buyer("E10"), texts=TEXTS)
    for amount in ("2000.00", "1000.00"):
        stage.invoice(found, amount, date(2021, 3, 10), buyer("E10"))
    stage.attach(found, "attachment", buyer("E10"))
    with pytest.raises(HubError) as refused:
        redemption.allocate(redemption=found, links=links(found), prices={placed.no: 200000}, by=buyer("E10"))
    assert refused.value.code == "order.price_closed"
    second = redemption.parts_of(found).invoices[1]
    further = redemption.supplement(redemption=found, invoice_id=second.id, order_no=placed.no, by=buyer("E10"))
    assert (further.state, yuan(found.order_sum_fen)) == (OrderState.IN_SERVICE, "3000.00")
    assert submit(found) == set() and yuan(found.amount_fen or 0) == "1500.00"
    assert figures(voucher) == ("500000.00", "1500.00", "498500.00")


@pytest.mark.usefixtures("world")
def test_a_further_invoice_larger_than_the_order_is_refused() -> None:
    at(2021, 3, 8)
    placed = stage.in_service("E10", "V02", area_voucher("E10", "maanshan", "Q"), "i02")
    found = redemption.draft_redemption(orders=[placed], by=buyer("E10"), texts=TEXTS)
    stage.invoice(found, "2000.00", date(2021, 3, 8), buyer("E10"))
    large = stage.invoice(found, "3000.00", date(2021, 3, 8), buyer("E10"))
    with pytest.raises(HubError) as refused:
        redemption.supplement(redemption=found, invoice_id=large.id, order_no=placed.no, by=buyer("E10"))
    assert refused.value.code == "order.part_too_large"
    assert orders.get_order(placed.no).contract_fen == 300000


@pytest.mark.usefixtures("world")
def test_links_to_what_is_not_in_the_application_are_refused() -> None:
    _, placed, found = one_order_two_invoices()
    for wrong in ({new_id(): [placed.no]}, {redemption.parts_of(found).invoices[0].id: ["CSJ-000000000000-000001"]}):
        with pytest.raises(HubError) as refused:
            redemption.allocate(redemption=found, links=wrong, prices={}, by=buyer("E10"))
        assert refused.value.code == "redemption.link_unknown"


@pytest.mark.usefixtures("world")
def test_who_saves_over_an_edition_they_have_not_read_is_told_and_loses_nothing() -> None:
    _, _, found = one_order_two_invoices()
    read = found.edition
    redemption.describe_redemption(
        redemption=found, contract_fen=None, texts={"effect": "甲"}, by=buyer("E10"), edition=read
    )
    with pytest.raises(redemption.EditedMeanwhile):
        redemption.describe_redemption(
            redemption=found, contract_fen=None, texts={"effect": "乙"}, by=buyer("E10"), edition=read
        )
    with pytest.raises(redemption.EditedMeanwhile):
        redemption.submit_redemption(redemption=found, by=buyer("E10"), edition=read)
    assert found.texts["effect"] == "甲"
    kept = redemption.list_editions(found)
    assert [one.texts["effect"] for one in kept] == ["甲", TEXTS["effect"]]
    redemption.restore_edition(redemption=found, edition=kept[1].edition, by=buyer("E10"))
    assert found.texts["effect"] == TEXTS["effect"] and len(redemption.list_editions(found)) == 3


@pytest.mark.usefixtures("world")
def test_another_amount_than_the_confirmed_one_is_not_handed_in() -> None:
    _, placed, found = one_order_two_invoices()
    second = redemption.parts_of(found).invoices[1]
    redemption.supplement(redemption=found, invoice_id=second.id, order_no=placed.no, by=buyer("E10"))
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=found, by=buyer("E10"), confirmed_fen=500001)
    assert refused.value.code == "redemption.figures_changed" and "5,000.01" in refused.value.text("zh")
    redemption.submit_redemption(redemption=found, by=buyer("E10"), confirmed_fen=500000)
    assert found.state is S.SUBMITTED


@pytest.mark.parametrize(
    ("amounts", "invoices", "at_orders", "at_invoices", "left"),
    [
        ([6000], [(6000, [0])], [()], [()], [0]),
        ([3000, 3000], [(5999, [0, 1])], [(), ()], [("redemption.orders_exceed_invoice",)], [-1]),
        ([6001], [(6000, [0])], [()], [("redemption.order_exceeds_invoice",)], [-1]),
        ([100], [(60, [0]), (40, [0])], [("redemption.order_on_several_invoices",)],
         [("redemption.order_exceeds_invoice",), ("redemption.order_exceeds_invoice",)], [-40, -60]),
        ([100, 5], [(100, [0])], [(), ("redemption.order_without_invoice",)], [()], [0]),
    ],
)  # fmt: skip
def test_every_broken_rule_stands_at_its_place(
    amounts: list[int],
    invoices: list[tuple[int, list[int]]],
    at_orders: list[tuple[str, ...]],
    at_invoices: list[tuple[str, ...]],
    left: list[int],
) -> None:
    covered = [CoveredOrder(new_id(), f"O{n}", fen) for n, fen in enumerate(amounts)]
    covering = [
        CoveringInvoice(f"I{n}", fen, tuple(covered[i].id for i in on), new_id())
        for n, (fen, on) in enumerate(invoices)
    ]
    grid = grid_of(covered, covering, rules())
    assert [tuple(one.code for one in row.faults) for row in grid.rows] == at_orders
    assert [tuple(one.code for one in column.faults) for column in grid.columns] == at_invoices
    assert [column.left_fen for column in grid.columns] == left
    assert grid.order_sum_fen == sum(amounts) and grid.invoice_sum_fen == sum(fen for fen, _ in invoices)
    assert fen_of_yuan("0.01") == 1


@pytest.mark.usefixtures("world")
def test_a_sellers_order_invoiced_in_parts_becomes_two_orders_and_two_applications() -> None:
    voucher, placed, drafted = stage.institution_case(amount="4000.00")
    by = staff("i02")
    second = stage.invoice(drafted, "2000.00", date(2021, 3, 8), by)
    with pytest.raises(HubError):
        redemption.submit_redemption(redemption=drafted, by=by)
    first, _ = redemption.parts_of(drafted).invoices
    with pytest.raises(HubError, match="link"):
        redemption.supplement_apart(redemption=drafted, invoice_id=first.id, by=by)
    begun = redemption.supplement_apart(redemption=drafted, invoice_id=second.id, by=by)
    further = redemption.parts_of(begun).orders[0]
    assert (yuan(placed.contract_fen or 0), yuan(further.amount_fen)) == ("4000.00", "2000.00")
    assert [one.id for one in redemption.parts_of(begun).invoices] == [second.id]
    assert figures(voucher) == ("500000.00", "3000.00", "497000.00")
    stage.attach(begun, "attachment", by)
    for one, amount in ((drafted, "2000.00"), (begun, "1000.00")):
        redemption.submit_redemption(redemption=one, by=by)
        assert yuan(one.amount_fen or 0) == amount
        redemption.agree_redemption(redemption=one, by=buyer("E10"))
