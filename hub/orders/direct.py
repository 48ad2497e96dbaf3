"""The orders behind the invoices of a direct redemption (快速兑付): one for each, which nobody placed (G-12)."""

from uuid import UUID

from hub.federation import directory
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.ids import new_id
from hub.kernel.numbers import next_number
from hub.kernel.states import move, record_birth
from hub.orders.models import Order
from hub.orders.rules import order_number
from hub.orders.telling import record
from schemas.terms import OrderState, PricingMode, VoucherMode


def stand_in_for_invoice(
    *,
    programme: str,
    area: str,
    instrument_id: UUID,
    holder_id: UUID,
    institution_id: UUID,
    category_code: str,
    category: str,
    amount_fen: int,
    by: Actor,
) -> Order:
    """A draft for one invoice: of its amount, of a category instead of a service; it holds nothing by itself."""
    at, prefix = business_now(), directory.get_programme(programme).order_number
    order = Order(
        id=new_id(),
        no=order_number(prefix=prefix, at=at, n=next_number(prefix, at.date())),
        programme=programme,
        area=area,
        holder_id=holder_id,
        institution_id=institution_id,
        service_no="",
        service_name=category,
        category_code=category_code,
        direct=True,
        pricing=PricingMode.FIXED,
        quantity=1,
        quoted_fen=amount_fen,
        contract_fen=amount_fen,
        own_share_fen=amount_fen,
        mode=VoucherMode.HOLDER_REDEEMS,
        instrument_id=instrument_id,
        payer_area=directory.payer_area(programme, area),
        state=OrderState.DRAFT,
        placed_on=at.date(),
        placed_at=at,
    )
    db.session.add(order)
    db.session.flush()
    record_birth(order, by=by)
    record("order.placed", order, by=by, after={"direct": True, "contract_fen": amount_fen})
    return order


def drop_stand_in(order: Order, *, by: Actor, reason: str) -> None:
    """Its invoice was taken out, or the application ended."""
    if order.direct and order.state is OrderState.DRAFT:
        move(order, OrderState.CANCELLED, by=by, reason=reason)
        record("order.cancelled", order, by=by, reason=reason)
