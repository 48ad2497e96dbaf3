"""Several at once on an area's desk: each by itself, with a result for each, and filters under a name."""

import pytest
from flask import Flask

from hub import orders, vouchers
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.orders import desk
from schemas.terms import ApplicationState, OrderState
from tests.orders.test_pages import act, browser_of
from tests.orders.world import applied, at, buyer, hand_out, staff


def waiting_order(voucher: vouchers.Instrument, quantity: int = 1) -> orders.Order:
    order = orders.place_order(
        service_no="V02", quantity=quantity, instrument_no=voucher.no, agreed_fen=None, by=buyer("E10")
    )
    return orders.accept_order(order=order, by=staff("i02"))


def test_a_refusal_is_a_line_of_the_result_and_stops_no_other(world: None) -> None:
    at(2021, 3, 4)
    voucher = hand_out("E10", "maanshan", "U", "500000.00")
    first, second = waiting_order(voucher), waiting_order(voucher, 2)
    orders.confirm_quota(order=first, by=staff("mas_admin"))
    officer = staff("mas_admin")
    nos = [first.no, second.no, "CSJ-202103041039-999999", second.no]
    batch = desk.deal_with(work="quotas", action="confirm", nos=nos, reason="", by=officer)
    assert [(row["no"], row["outcome"], row["code"]) for row in batch.rows] == [
        (first.no, "refused", "state.not_allowed"), (second.no, "done", None), (nos[2], "refused", "order.unknown"),
    ]  # fmt: skip
    assert orders.get_order(second.no).state is OrderState.IN_SERVICE
    with pytest.raises(desk.DeskUnknown):
        desk.get_batch(batch.id, staff("wj_admin"))


def test_another_areas_officer_gets_nothing_done(world: None) -> None:
    at(2021, 3, 4)
    order = waiting_order(hand_out("E10", "maanshan", "U", "500000.00"))
    batch = desk.deal_with(work="quotas", action="confirm", nos=[order.no], reason="", by=staff("wj_admin"))
    assert batch.rows[0]["outcome"] == "refused" and order.state is OrderState.CONFIRMING_QUOTA


@pytest.mark.parametrize(
    ("work", "action", "nos", "error"),
    [
        ("quotas", "confirm", [], desk.NothingTicked),
        ("quotas", "confirm", [f"CSJ-{n}" for n in range(100_000)], desk.NothingTicked),
        ("quotas", "refuse", ["CSJ-1"], desk.ReasonNeeded),
        ("quotas", "approve", ["CSJ-1"], desk.DeskUnknown),
        ("nosuch", "confirm", ["CSJ-1"], desk.DeskUnknown),
    ],
)
def test_what_makes_no_sense_does_nothing(
    world: None, work: str, action: str, nos: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        desk.deal_with(work=work, action=action, nos=nos, reason="", by=staff("mas_admin"))


def test_an_officer_narrows_keeps_the_filter_and_deals_with_what_is_ticked(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        at(2024, 3, 5)
        sent = []
        for key, area in (("E06", "wujiang"), ("E07", "wujiang")):
            application = applied(key, "delta", area)
            sent.append(vouchers.submit_application(application=application, by=buyer(key)).no)
    officer = browser_of(hub_app, "wj_admin")
    page = officer.open("/area/desk/applications?words=松陵")
    assert sent[0] in page.words and sent[1] not in page.words
    save = page.form("desk.save_filter")
    assert save is not None
    kept = officer.submit(page, save, {"name": "松陵的"}, {})
    assert "松陵的" in kept.words and sent[1] not in kept.words
    nothing = act(officer, "/area/desk/applications", "desk.deal_with", {"action": "return"})
    assert [code for code, _ in nothing.refusals] == ["desk.nothing_ticked"]
    result = act(
        officer, "/area/desk/applications", "desk.deal_with",
        {"action": "return", "nos": sent, "reason": "请补充营业收入证明"},
    )  # fmt: skip
    assert [row.get("data-outcome") for row in result.tree.xpath("//tr[@data-outcome]")] == ["done", "done"]
    dropped = act(officer, "/area/desk/applications", "desk.drop_filter")
    assert "松陵的" not in dropped.words
    with hub_app.app_context(), scope.everything():
        assert {vouchers.get_application(no).state for no in sent} == {ApplicationState.RETURNED}
