"""Moves of an order that follow from its redemption: states only, the ledger is the redemption's affair."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.kernel.states import move
from hub.orders import errors
from hub.orders.models import Order
from hub.orders.telling import record, tell_holder
from schemas.terms import OrderState, VoucherMode


def list_orders_by_id(order_ids: Iterable[UUID]) -> Sequence[Order]:
    """The orders with these ids, whoever owns them, the earliest first."""
    with everything():
        found = select(Order).where(Order.id.in_(list(order_ids))).order_by(Order.placed_at, Order.no)
        return db.session.execute(found).scalars().all()


def begin_redemption(*, order_ids: Sequence[UUID], redemption_id: UUID, by: Actor) -> Sequence[Order]:
    """A redemption of these orders was submitted to which no buyer has to agree (通用, and uses of a voucher: ZJ1-31).

    One of the holder may be of an order that was never accepted online (CSJ-38).
    """
    orders = list_orders_by_id(order_ids)
    for order in orders:
        if not order.registered:
            _require_mode(order, VoucherMode.HOLDER_REDEEMS)
        if order.contract_fen is None:
            raise errors.PriceMissing()
        move(order, OrderState.IN_REDEMPTION, by=by, redemption_id=redemption_id)
    return orders


def await_holder(*, order_id: UUID, redemption_id: UUID, by: Actor) -> Order:
    """The institution's redemption was submitted (通兑); the buyer agrees or refuses next."""
    (order,) = list_orders_by_id([order_id])
    _require_mode(order, VoucherMode.INSTITUTION_REDEEMS)
    move(order, OrderState.AWAITING_HOLDER, by=by, redemption_id=redemption_id)
    return order


def back_to_service(*, order_ids: Sequence[UUID], by: Actor, reason: str | None = None) -> Sequence[Order]:
    """The redemption was refused by the buyer, returned or withdrawn: it can be submitted again."""
    orders = list_orders_by_id(order_ids)
    for order in orders:
        move(order, OrderState.DRAFT if order.direct else OrderState.IN_SERVICE, by=by, reason=reason)
    return orders


def finish_orders(*, order_ids: Sequence[UUID], by: Actor) -> Sequence[Order]:
    """For the buyer the orders are completed: at its agreement (通兑, G-17), at the end of the redemption (通用)."""
    orders = list_orders_by_id(order_ids)
    for order in orders:
        _require_voucher(order)
        move(order, OrderState.COMPLETED, by=by)
        record("order.completed", order, by=by)
        tell_holder("order.completed", order)
    return orders


def lapse_orders(*, order_ids: Sequence[UUID], by: Actor, reason: str) -> Sequence[Order]:
    """The orders end without an award: the redemption was finally rejected, or the voucher has expired."""
    orders = list_orders_by_id(order_ids)
    for order in orders:
        move(order, OrderState.LAPSED, by=by, reason=reason)
        record("order.lapsed", order, by=by, reason=reason)
        tell_holder("order.lapsed", order, reason=reason)
    return orders


def note_amounts(
    *, order_id: UUID, applied_fen: int | None = None, assessed_fen: int | None = None, contract_fen: int | None = None
) -> Order:
    """Keep the amounts that the redemption knows (申请, 核定, 合同) on the order; None leaves one as it is."""
    (order,) = list_orders_by_id([order_id])
    for name, value in (("applied_fen", applied_fen), ("assessed_fen", assessed_fen), ("contract_fen", contract_fen)):
        if value is not None:
            setattr(order, name, value)
    db.session.flush()
    return order


def _require_voucher(order: Order) -> None:
    if order.mode is VoucherMode.NONE:
        raise errors.WithoutVoucher(no=order.no)


def _require_mode(order: Order, mode: VoucherMode) -> None:
    _require_voucher(order)
    if order.mode is not mode:
        raise errors.WrongMode(no=order.no)
