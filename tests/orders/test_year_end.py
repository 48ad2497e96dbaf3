"""The year ends: what was not submitted lapses, what was submitted stays, twice changes nothing (S04)."""

from uuid import uuid4

from flask import Flask

from hub import ledger, messages, orders, vouchers
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import run_until_idle
from hub.orders.year_end import close_instrument
from schemas.terms import InstrumentState, OrderState, yuan
from tests.orders.world import at, buyer, hand_out, order, staff


def test_an_order_submitted_in_the_last_second_survives_its_voucher_and_another_lapses(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything():
        with unit_of_work():
            at(2023, 11, 6)
        run_until_idle(hub_app)
        with unit_of_work():
            voucher_no = hand_out("E02", "jiangsu", "Q", "140000.00", programme="js-provincial").no
            voucher = vouchers.get_instrument(voucher_no)
            one, two = (order("E02", "V06", voucher, agreed="20000.00") for _ in range(2))
            nos = one.no, two.no
            for placed in (one, two):
                orders.accept_order(order=placed, by=staff("i10"))
            at(2023, 12, 31, 23, 59)
            orders.begin_redemption(order_ids=[one.id], redemption_id=uuid4(), by=buyer("E02"))
            ledger.claim(subject="order", subject_id=one.id, by=buyer("E02"))
        with unit_of_work():
            at(2024, 1, 1, 0, 1)
        run_until_idle(hub_app)
        assert [orders.get_order(no).state for no in nos] == [OrderState.IN_REDEMPTION, OrderState.LAPSED]
        voucher = vouchers.get_instrument(voucher_no)
        left = ledger.balances(voucher.id)
        assert voucher.state is InstrumentState.EXPIRED
        assert [yuan(fen) for fen in (left.available_fen, left.expired_fen, left.reserved_fen)] == [
            "0.00",
            "133000.00",
            "7000.00",
        ]
        with unit_of_work():
            close_instrument(instrument_id=voucher.id, by=THE_HUB)
        assert ledger.balances(vouchers.get_instrument(voucher_no).id) == left
        assert ledger.verify() == []
        db.session.remove()


def test_the_area_is_reminded_once_of_a_quota_it_has_not_confirmed_for_three_working_days(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything():
        with unit_of_work():
            at(2024, 5, 6)
            voucher = hand_out("E08", "jiashan", "U", "300000.00")
            placed = order("E08", "V02", voucher)
            orders.accept_order(order=placed, by=staff("i02"))
            no = placed.no
        for day, reminders in ((7, 0), (9, 0), (10, 1), (11, 1)):
            with unit_of_work():
                at(2024, 5, day, 9, 30)
            run_until_idle(hub_app)
            told = [one.text_zh for one in messages.inbox(staff("js_admin_jiashan")) if one.subject_no == no]
            assert sum("请尽快确认额度" in text for text in told) == reminders, (day, told)
        db.session.remove()
