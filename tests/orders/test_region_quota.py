"""A voucher that the region issued: mirrored, reserved there first, released and asked after (S17)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from hub import ledger, messages, orders, vouchers
from hub.federation import overview
from hub.identity import find_organization_by_uscc
from hub.kernel import scope
from hub.kernel.clock import SHANGHAI, business_now, set_business_time
from hub.kernel.db import db, unit_of_work
from hub.kernel.jobs import enqueue, run_until_idle
from hub.vouchers.jobs import mirror_holder
from schemas.terms import OrderState
from tests.federation.platforms import Platform, forget, platforms, point_at
from tests.orders.world import at, buyer, staff

E05 = "91310118MA9QY10564"


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, Platform]]:
    with platforms("shanghai") as found:
        yield found


@pytest.fixture
def region(hub_app: Flask, running: dict[str, Platform]) -> Iterator[Platform]:
    """The region's platform, behaving; the hub points at it."""
    known = hub_app.extensions["directory"]
    platform = running["shanghai"]
    platform.reset_faults()
    point_at(hub_app, running)
    with hub_app.app_context(), scope.everything():
        with unit_of_work():
            at(2024, 5, 6)
        yield platform
        db.session.remove()
    hub_app.extensions["directory"] = known


@pytest.fixture
def voucher_no(hub_app: Flask, region: Platform) -> str:
    """E05's voucher, mirrored from the region by the job."""
    holder = find_organization_by_uscc(E05)
    assert holder is not None
    holder_id = holder.id
    with unit_of_work():
        enqueue(mirror_holder, holder_id=str(holder_id))
    run_until_idle(hub_app)
    (voucher,) = vouchers.list_instruments(holder_id)
    return voucher.no


def place(voucher_no: str) -> UUID:
    with unit_of_work():
        return orders.place_order(
            service_no="V02", quantity=1, instrument_no=voucher_no, agreed_fen=None, by=buyer("E05")
        ).id


def state(order_id: UUID) -> OrderState:
    db.session.remove()
    (order,) = orders.list_orders_by_id([order_id])
    return order.state


def test_an_order_waits_until_the_region_has_reserved_and_cancelling_releases_there_too(
    hub_app: Flask, region: Platform, voucher_no: str
) -> None:
    before = int(region.state.book.vouchers[voucher_no].available_fen)
    order_id = place(voucher_no)
    assert state(order_id) is OrderState.RESERVING
    run_until_idle(hub_app)
    assert state(order_id) is OrderState.PLACED
    assert region.state.book.vouchers[voucher_no].available_fen == before - 150_000
    with unit_of_work():
        (order,) = orders.list_orders_by_id([order_id])
        orders.cancel_order(order=order, reason="改期", by=buyer("E05"))
    run_until_idle(hub_app)
    assert region.state.book.vouchers[voucher_no].available_fen == before


def test_an_answer_that_got_lost_is_asked_for_under_the_same_key_and_reserved_once(
    hub_app: Flask, region: Platform, voucher_no: str
) -> None:
    before = int(region.state.book.vouchers[voucher_no].available_fen)
    region.fault("drop-after", times=1)
    order_id = place(voucher_no)
    run_until_idle(hub_app)
    assert state(order_id) is OrderState.PLACED
    assert region.state.book.vouchers[voucher_no].available_fen == before - 150_000


def test_a_refusal_of_the_region_cancels_the_order_with_its_reason_and_frees_the_quota(
    hub_app: Flask, region: Platform, voucher_no: str
) -> None:
    held_before = ledger.balances(vouchers.get_instrument(voucher_no).id).reserved_fen
    book = region.state.book.vouchers[voucher_no]
    book.used_fen += (spent := book.available_fen)
    order_id = place(voucher_no)
    run_until_idle(hub_app)
    book.used_fen -= spent
    assert state(order_id) is OrderState.CANCELLED
    assert ledger.balances(vouchers.get_instrument(voucher_no).id).reserved_fen == held_before
    (order,) = orders.list_orders_by_id([order_id])
    assert order.region_ref is None


def test_while_the_region_is_down_the_order_waits_says_why_and_a_person_is_told_after_a_quarter_of_an_hour(
    hub_app: Flask, region: Platform, voucher_no: str
) -> None:
    region.fault("down")
    order_id = place(voucher_no)
    run_until_idle(hub_app)
    assert state(order_id) is OrderState.RESERVING
    (order,) = orders.list_orders_by_id([order_id])
    (since,) = {f"{view.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" for view in overview.view_regions() if view.since}
    assert f"上海的平台自{since}起没有答复" in orders.waiting_words(order)[0]
    assert f"since {since}" in orders.waiting_words(order)[1]
    with unit_of_work():
        waiting_no = order.no
        elsewhere = orders.place_order(
            service_no="V15", quantity=1, instrument_no=None, agreed_fen=None, by=buyer("E10")
        )
        assert elsewhere.state is OrderState.PLACED
        set_business_time(business_now() + timedelta(minutes=21))
    run_until_idle(hub_app)
    told = [one for one in messages.inbox(staff("hub_admin")) if one.subject_no == waiting_no]
    assert len(told) == 1 and "15分钟" in told[0].text_zh
    region.reset_faults()
    forget()
    with unit_of_work():
        set_business_time(business_now() + timedelta(minutes=20))
    run_until_idle(hub_app)
    assert state(order_id) is OrderState.PLACED
    assert ledger.verify() == []
