"""Quota that a region masters: reserved, released and consumed there too, by messages that are asked about again."""

from uuid import UUID

from sqlalchemy import select

from adapters.contract import Consume, Outcome, OutcomeStatus, Release, Reserve
from hub import vouchers
from hub.federation import Exchange, directory, exchanges, overview
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.failpoints import failpoint
from hub.kernel.scope import everything
from hub.kernel.states import move
from hub.orders.holds import let_go
from hub.orders.models import Order
from hub.orders.telling import announce_placed, record, tell_holder, tell_institution
from schemas.terms import ExchangeState, Mastership, OrderState


def is_mastered_there(order: Order) -> bool:
    """Whether the order draws on a voucher that the region issued."""
    if order.instrument_id is None:
        return False
    return vouchers.instrument_by_id(order.instrument_id).master is Mastership.REGION


def ask_to_reserve(order: Order) -> None:
    """Send the reservation; the order goes on when the region has answered."""
    assert order.instrument_id is not None
    voucher_no = vouchers.instrument_by_id(order.instrument_id).no
    order.waiting_since = business_now()
    request = Reserve(key=f"reserve-{order.id}", voucher_no=voucher_no, amount_fen=order.planned_fen, order_no=order.no)
    _send(order, "reserve", request)


def ask_to_release(order: Order) -> None:
    """Give the reservation back at the region; one that is not known to exist yet is released when it is answered."""
    if order.region_ref is not None:
        _send(order, "release", Release(key=f"release-{order.id}", ref=order.region_ref))


def tell_consumed(*, order_id: UUID, amount_fen: int, redemption_no: str) -> None:
    """Spend the reservation at the region, wholly or in part; for the redemption, once its amount is final."""
    order = _get(order_id)
    if is_mastered_there(order) and order.region_ref is not None:
        request = Consume(
            key=f"consume-{order.id}", ref=order.region_ref, amount_fen=amount_fen, redemption_no=redemption_no
        )
        _send(order, "consume", request)


def reserve_answered(exchange: Exchange, outcome: Outcome) -> None:
    """The region has decided on a reservation: the order is placed, or cancelled with the region's reason."""
    if exchange.subject != "order":
        return
    order = _get(exchange.subject_id)
    failpoint("orders.reserve_answered")
    if outcome.status is OutcomeStatus.DONE:
        _reserved(order, outcome)
    elif outcome.status is OutcomeStatus.REFUSED:
        _refused(order, outcome)


def waiting_words(order: Order) -> tuple[str, str]:
    """Why an order still waits for its region, in Chinese and English; empty when it does not."""
    if order.state is not OrderState.RESERVING:
        return "", ""
    exchange = exchanges.find_exchange("order", order.id, "reserve")
    state = ExchangeState(exchange.state) if exchange else ExchangeState.QUEUED
    reason = exchange.reason_code if exchange else None
    since = overview.failing_since(exchange.region) if exchange else None
    if exchange is not None and since is not None and state not in (ExchangeState.DEAD, ExchangeState.REFUSED):
        at = since.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        name, name_en = directory.area_name(exchange.region, "zh"), directory.area_name(exchange.region, "en")
        return (
            f"{name}的平台自{at}起没有答复。预留请求已保存，枢纽会自动继续询问，不必重新下单；"
            "超过15分钟将通知运行人员处理。其他地区不受影响。",
            f"The platform of {name_en} has not answered since {at}. The request is kept and the hub keeps asking: do "
            "not order again. A person is told after 15 minutes; other regions are not affected.",
        )
    return _WORDS[ExchangeState.UNKNOWN if state is ExchangeState.QUEUED and reason else state]


_WORDS = {
    ExchangeState.QUEUED: ("预留请求即将发往券的发放平台。", "The request is about to be sent to the region."),
    ExchangeState.SENT: ("预留请求已发往券的发放平台，等待答复。", "The request was sent to the region."),
    ExchangeState.UNKNOWN: (
        "券的发放平台暂时没有答复，枢纽会自动继续询问；超过15分钟将通知运行人员处理。",
        "The region does not answer at the moment; the hub keeps asking and tells a person after 15 minutes.",
    ),
    ExchangeState.DEAD: (
        "多次询问券的发放平台仍无答复，已通知运行人员处理。您也可以取消订单。",
        "The region has not answered repeatedly; a person was told. You may cancel the order.",
    ),
    ExchangeState.ACKED: ("券的发放平台已预留额度。", "The region has reserved the quota."),
    ExchangeState.REFUSED: ("券的发放平台拒绝预留额度。", "The region refused to reserve the quota."),
}


def _reserved(order: Order, outcome: Outcome) -> None:
    order.region_ref = outcome.ref
    db.session.flush()
    if order.state is OrderState.RESERVING:
        move(order, OrderState.PLACED, by=THE_HUB, reason="region reserved", waiting_since=None, waiting_told_at=None)
        announce_placed(order, by=THE_HUB)
    elif order.state in (OrderState.CANCELLED, OrderState.REJECTED_BY_AREA, OrderState.LAPSED):
        # Cancelled while the answer was under way: what the region set aside goes back.
        ask_to_release(order)


def _refused(order: Order, outcome: Outcome) -> None:
    reason = outcome.reason_code or "refused"
    words = f"券的发放平台拒绝预留额度（{reason}）"
    if order.state is OrderState.RESERVING:
        move(order, OrderState.CANCELLED, by=THE_HUB, reason=words, waiting_since=None)
    elif order.state is OrderState.CONFIRMING_QUOTA:
        move(order, OrderState.REJECTED_BY_AREA, by=THE_HUB, reason=words, waiting_since=None)
        tell_institution("order.refused_by_area", order, reason=words)
    else:
        return
    let_go(order, by=THE_HUB, reason=reason)
    record("order.cancelled", order, by=THE_HUB, reason=words)
    tell_holder("order.cancelled", order, reason=words)


def _send(order: Order, verb: str, request: object) -> None:
    assert order.area is not None
    region = directory.get_area(order.area).region
    exchanges.send(region=region, verb=verb, request=request, subject="order", subject_id=order.id)
    db.session.flush()


def _get(order_id: UUID) -> Order:
    with everything():
        return db.session.execute(select(Order).where(Order.id == order_id)).scalar_one()
