"""Orders that were under way elsewhere when the area joined: they go on here, in service, with their amount held."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from hub import ledger
from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.errors import Refused
from hub.kernel.ids import new_id
from hub.kernel.scope import everything
from hub.kernel.states import move, record_birth
from hub.orders.models import Order
from hub.orders.telling import record
from hub.vouchers import Instrument
from schemas.terms import OrderState, PricingMode


class OrderNumberTaken(Refused):
    """An order with this number is here."""

    code = "order.number_taken"
    zh = "订单号「{no}」已存在。"
    en = "There is an order with the number {no} already."


class OrderWentOn(Refused):
    """The order is no longer as it came over."""

    code = "order.went_on"
    zh = "订单「{no}」已在本平台继续办理，不能撤销导入。"
    en = "Order {no} has gone on here: it cannot be taken back."


def order_taken(no: str) -> bool:
    """Whether an order has this number."""
    with everything():
        return db.session.execute(select(Order.id).where(Order.no == no)).first() is not None


def take_over_order(
    *, no: str, voucher: Instrument, institution_id: UUID, service_name: str, contract_fen: int, held_fen: int,
    placed_on: date, by: Actor, ref: str,
) -> Order:  # fmt: skip
    """An accepted order; ``held_fen`` is what was set aside for it where it came from, and is held here now.

    Raises:
        OrderNumberTaken: the number is. QuotaTooSmall: the voucher has less left.
    """
    if order_taken(no):
        raise OrderNumberTaken(no=no)
    at = datetime.combine(placed_on, time(0), SHANGHAI)
    order = Order(
        id=new_id(), no=no, programme=voucher.programme, area=voucher.area, holder_id=voucher.holder_id,
        institution_id=institution_id, service_no="", service_name=service_name, pricing=PricingMode.FIXED,
        quantity=1, quoted_fen=contract_fen, contract_fen=contract_fen, planned_fen=held_fen,
        own_share_fen=contract_fen - held_fen, mode=voucher.mode, instrument_id=voucher.id,
        payer_area=directory.payer_area(voucher.programme, voucher.area), state=OrderState.IN_SERVICE,
        placed_on=placed_on, placed_at=at, accepted_at=business_now(),
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    record_birth(order, by=by, reason="taken over")
    ledger.reserve(instrument_id=voucher.id, subject="order", subject_id=order.id, amount_fen=held_fen, by=by, ref=no)
    record("order.placed", order, by=by, after={"taken_over": ref, "contract_fen": contract_fen})
    return order


def undo_order(*, order_id: UUID, by: Actor, reason: str) -> None:
    """Take back an order that is still as it came over.

    Raises:
        OrderWentOn: something was done with it.
    """
    with everything():
        order = db.session.get_one(Order, order_id, with_for_update=True)
    if order.state is not OrderState.IN_SERVICE or order.redemption_id is not None:
        raise OrderWentOn(no=order.no)
    ledger.release(subject="order", subject_id=order.id, by=by, ref=f"{order.no}:undone", reason=reason)
    move(order, OrderState.TERMINATED, by=by, reason=reason)
    record("order.cancelled", order, by=by, reason=reason)
