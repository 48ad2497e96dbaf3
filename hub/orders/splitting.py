"""差价订单: an order invoiced in parts gets one more order for each further invoice (CSJ-35, CSJ-44)."""

from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Refused
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.kernel.numbers import next_number
from hub.kernel.states import record_birth
from hub.orders import errors
from hub.orders.acting import price_again
from hub.orders.models import Order
from hub.orders.rules import order_number
from hub.orders.telling import record, tell_holder, tell_institution
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, OrderState, PricingMode, VoucherMode, yuan_grouped

SPLITTABLE = (OrderState.PLACED, OrderState.IN_SERVICE)
COPIED = (
    "programme", "area", "holder_id", "institution_id", "service_no", "service_name", "category_code", "pricing",
    "unit", "unit_price_fen", "mode", "instrument_id", "payer_area", "needs_quota_confirmation", "version_label",
    "reasons", "placed_on", "accepted_at", "state", "rate_ppm", "decision_id",
)  # fmt: skip


class NotSplittable(Refused):
    """Only a priced order with a voucher that is still to be redeemed can be divided."""

    code = "order.not_splittable"
    zh = "订单{no}不能补差价订单：须为尚未兑付、金额已定的用券订单。"
    en = "No supplementary order can be made of {no}: it must use a voucher, be priced, and not be redeemed yet."


class PartTooLarge(Refused):
    """Nothing would be left of the order."""

    code = "order.part_too_large"
    zh = "订单{no}的金额为{amount}元，不足以分出{part}元的差价订单。请先核对订单金额与发票金额。"
    en = "Order {no} of {amount} yuan cannot give up {part} yuan: check the amounts of order and invoice."


def may_be_priced(order: Order) -> bool:
    """Whether the holder states the amount: not a fixed price, and never accepted online (CSJ-38)."""
    unaccepted = order.state is OrderState.PLACED and order.mode is VoucherMode.HOLDER_REDEEMS
    return unaccepted and order.pricing is not PricingMode.FIXED and not order.direct


def supplement_order(*, order: Order, amount_fen: int, by: Actor, take_from_original: bool = True) -> Order:
    """A further order of ``amount_fen`` beside ``order``, which becomes cheaper by it unless it is priced already.

    Raises:
        NotSplittable: its state, kind or missing price do not allow it.
        PartTooLarge: less than a fen would be left of it.
    """
    by_seller = order.mode is VoucherMode.INSTITUTION_REDEEMS
    if by_seller:
        by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    else:
        by.require(*HOLDER_ROLES, organization_id=order.holder_id)
    states = (OrderState.IN_SERVICE,) if by_seller else SPLITTABLE
    if order.mode is VoucherMode.NONE or order.state not in states or order.contract_fen is None:
        raise NotSplittable(no=order.no)
    if take_from_original:
        if order.contract_fen <= amount_fen:
            raise PartTooLarge(no=order.no, amount=yuan_grouped(order.contract_fen), part=yuan_grouped(amount_fen))
        price_again(order, order.contract_fen - amount_fen, by=by)
    elif not may_be_priced(order):
        raise errors.PriceNoLongerOpen()
    failpoint("orders.split.after_original")
    further = _beside(order)
    db.session.add(further)
    db.session.flush()
    record_birth(further, by=by, reason=order.no)
    price_again(further, amount_fen, by=by)
    record("order.split", order, by=by, after={"further": further.no, "amount_fen": amount_fen})
    record("order.split", further, by=by, after={"of": order.no, "amount_fen": amount_fen})
    (tell_holder if by_seller else tell_institution)("order.split", order)
    return further


def _beside(order: Order) -> Order:
    now = business_now()
    prefix = directory.get_programme(order.programme or "").order_number
    return Order(
        **{name: getattr(order, name) for name in COPIED},
        id=new_id(),
        no=order_number(prefix=prefix, at=now, n=next_number(prefix, now.date())),
        quantity=1,
        need=f"差价订单：{order.no} / supplement of {order.no}",
        # Of the day of its original, whose policy it keeps, and after it in every list.
        placed_at=order.placed_at,
        supplements_id=order.id,
    )
