"""Warnings before a voucher ends: thirty, fourteen, seven days, one: each once, and only of what is lost."""

from datetime import date

import pytest
from flask import Flask

from hub import messages, orders
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.orders.expiry import warning_due
from tests.orders.world import at, buyer, hand_out, order, staff


@pytest.mark.parametrize(
    ("days_left", "told", "due"),
    [
        (31, None, None),
        (30, None, 30),
        (29, 30, None),
        (20, None, 30),
        (14, 30, 14),
        (8, 14, None),
        (7, 14, 7),
        (1, 7, 1),
        (0, 1, None),
        (0, 7, 1),
        (-1, 1, None),
    ],
)
def test_a_warning_is_due_at_its_day_or_after_a_gap_and_never_twice(
    days_left: int, told: int | None, due: int | None
) -> None:
    assert warning_due(days_left, told) == due


def test_the_holder_is_warned_four_times_of_what_it_would_lose(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything():
        with unit_of_work():
            at(2023, 11, 6)
        run_until_idle(hub_app)
        with unit_of_work():
            voucher = hand_out("E02", "jiangsu", "Q", "140000.00", programme="js-provincial")
            orders.accept_order(order=order("E02", "V06", voucher, agreed="20000.00"), by=staff("i10"))
            no = voucher.no
        counts = []
        for month, day in ((11, 30), (12, 1), (12, 2), (12, 17), (12, 24), (12, 30), (12, 31)):
            with unit_of_work():
                at(2023, month, day, 9, 30)
            run_until_idle(hub_app)
            told = [
                one.text_zh for one in messages.inbox(buyer("E02")) if one.subject_no == no and "到期" in one.text_zh
            ]
            counts.append(len(told))
        assert counts == [0, 1, 1, 2, 3, 4, 4]
        assert "133,000.00 元、未提交兑付的订单 1 个" in told[0]
        (ending,) = [one for one in orders.calendar_of(buyer("E02").organization_id, date(2023, 12, 1)) if no in one.zh]  # type: ignore[arg-type]
        assert ending.on == date(2023, 12, 31)
        db.session.remove()
