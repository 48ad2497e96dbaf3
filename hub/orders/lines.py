"""Orders of several services under one contract (JS-44): their way, and their lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from hub import catalog, vouchers
from hub.catalog import Service
from hub.federation import directory
from hub.identity import get_parties
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.orders import errors
from hub.orders.cart_rules import pricing_of, sum_of
from hub.orders.cart_tables import OrderLine
from hub.orders.models import Order
from hub.orders.routing import (
    Ask,
    Routing,
    accepts_voucher,
    open_to,
    refuse_impossible,
    route_with_voucher,
    without_voucher,
)
from hub.orders.rules import NotBargained, Price, price_of
from hub.policy import preview


@dataclass(frozen=True)
class Wanted:
    """One service that is to be ordered together with others."""

    service_no: str
    quantity: int
    agreed_fen: int | None = None


def preview_lines(
    *,
    lines: Sequence[Wanted],
    instrument_no: str | None,
    holder_id: UUID,
    at: datetime | None = None,
    ask: Ask = preview,
    taken_fen: int = 0,
) -> Routing:
    """The way of one order for services of one institution; ``taken_fen`` is what orders before it will hold.

    Raises:
        HubError: why it cannot be ordered like this, and what can be done instead.
    """
    at = at or business_now()
    services = [catalog.get_service(line.service_no) for line in lines]
    lead = services[0]
    holder, institution = get_parties(holder_id, lead.institution_id)
    for service in services:
        refuse_impossible(service, institution, holder, open_to(service, holder), at)
    price = sum_of([price_of_line(service, line) for service, line in zip(services, lines, strict=True)])
    if not instrument_no:
        return without_voucher(services, institution, holder, price, at.date())
    instrument = vouchers.get_instrument(instrument_no)
    for service in services[1:]:
        if not accepts_voucher(service, instrument):
            programme = directory.get_programme(instrument.programme).names.zh
            raise errors.BadgeMissing(service=service.name, programme=programme)
    return route_with_voucher(
        service=lead,
        institution=institution,
        holder=holder,
        price=price,
        instrument=instrument,
        on=at.date(),
        ask=ask,
        also_available_fen=-taken_fen,
    )


def price_of_line(service: Service, line: Wanted) -> Price:
    """What one line costs.

    Raises:
        PriceFixed: an amount was named for a listed price.
    """
    try:
        return price_of(
            pricing=service.pricing,
            unit_price_fen=service.price_fen,
            quantity=line.quantity,
            agreed_fen=line.agreed_fen,
        )
    except NotBargained:
        raise errors.PriceFixed(field="agreed_amount") from None


def write_lines(order: Order, lines: Sequence[Wanted]) -> None:
    """Give an order of several services its lines and a name that says so."""
    if len(lines) < 2:
        return
    services = [catalog.get_service(line.service_no) for line in lines]
    order.service_name = f"{services[0].name}等{len(services)}项"
    order.pricing = pricing_of([service.pricing for service in services])
    order.quantity, order.unit, order.unit_price_fen = 1, None, None
    for position, (service, line) in enumerate(zip(services, lines, strict=True), start=1):
        db.session.add(
            OrderLine(
                order_id=order.id,
                holder_id=order.holder_id,
                institution_id=order.institution_id,
                area=order.area,
                position=position,
                service_no=service.no,
                service_name=service.name,
                quantity=line.quantity,
                unit=service.unit,
                unit_price_fen=service.price_fen,
                amount_fen=price_of_line(service, line).estimate_fen,
            )
        )
    db.session.flush()


def lines_of(order: Order) -> Sequence[OrderLine]:
    """The lines of an order of several services; none where it has one."""
    found = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
    return db.session.execute(found).scalars().all()
