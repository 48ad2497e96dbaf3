"""Placing an order: the way is decided and kept, the quota is held, the institution is told."""

from datetime import datetime
from uuid import UUID

from hub import ledger, vouchers
from hub.federation import directory, ladder
from hub.identity import get_organization
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.failpoints import failpoint
from hub.kernel.ids import new_id
from hub.kernel.numbers import next_number
from hub.kernel.scope import everything
from hub.kernel.states import record_birth
from hub.ledger import QuotaTooSmall
from hub.orders import errors, regions
from hub.orders.models import Order
from hub.orders.promises import require_kept, require_planned
from hub.orders.routing import Routing, preview_order
from hub.orders.rules import HUB_PREFIX, order_number
from hub.orders.telling import announce_placed
from hub.policy import decide
from schemas.terms import HOLDER_ROLES, OrderState, yuan_grouped


def place_order(
    *,
    service_no: str,
    quantity: int,
    instrument_no: str | None,
    agreed_fen: int | None,
    by: Actor,
    need: str = "",
    promised: str = "",
    expected_fen: int | None = None,
) -> Order:
    """Order a service; with a voucher its share of a known price is held at once (design.md §8.3).

    ``promised`` is what the page promised (promises.py), ``expected_fen`` what a program expects to be held.

    Raises:
        FiguresChanged: it would be otherwise than promised or expected.
    """
    holder_id = by.organization_id
    if holder_id is None:
        raise Forbidden()
    by.require(*HOLDER_ROLES, organization_id=holder_id)
    at, order_id = business_now(), new_id()
    routing = preview_order(
        service_no=service_no,
        quantity=quantity,
        instrument_no=instrument_no,
        agreed_fen=agreed_fen,
        holder_id=holder_id,
        at=at,
        ask=lambda question: decide(question, subject="order", subject_id=order_id),
    )
    require_kept(promised, routing, quantity=quantity, agreed_fen=agreed_fen)
    require_planned(expected_fen, routing)
    return place_routed(order_id, routing, holder_id=holder_id, quantity=quantity, need=need, at=at, by=by)


def place_routed(
    order_id: UUID, routing: Routing, *, holder_id: UUID, quantity: int, need: str, at: datetime, by: Actor
) -> Order:
    """Write down an order whose way is decided, hold its share of a known price, and tell whoever comes next."""
    order = _new_order(order_id, routing, holder_id=holder_id, quantity=quantity, need=need, at=at)
    ladder.require_trading(order.area)
    db.session.add(order)
    record_birth(order, by=by)
    failpoint("orders.place.before_hold")
    if order.contract_fen is not None:
        hold_planned(order, by=by)
    failpoint("orders.place.after_hold")
    if order.state is OrderState.RESERVING:
        regions.ask_to_reserve(order)
    announce_placed(order, by=by)
    return order


def hold_planned(order: Order, *, by: Actor) -> None:
    """Hold the planned amount on the voucher; somebody else may have been faster."""
    if order.instrument_id is None or order.planned_fen == 0:
        return
    try:
        with everything():  # an institution that accepts does not see the holder's quota
            ledger.reserve(
                instrument_id=order.instrument_id,
                subject="order",
                subject_id=order.id,
                amount_fen=order.planned_fen,
                by=by,
                ref=order.no,
            )
    except QuotaTooSmall as error:
        raise balance_changed(order) from error


def balance_changed(order: Order) -> errors.BalanceChanged:
    """The refusal with today's figure in it."""
    assert order.instrument_id is not None
    with everything():
        available_fen = ledger.balances(order.instrument_id).available_fen
    no = vouchers.instrument_by_id(order.instrument_id).no
    return errors.BalanceChanged(no=no, available=yuan_grouped(available_fen))


def _new_order(order_id: UUID, routing: Routing, *, holder_id: UUID, quantity: int, need: str, at: datetime) -> Order:
    service, instrument, decision = routing.service, routing.instrument, routing.decision
    home = (instrument.programme, instrument.area) if instrument else routing.by_order
    prefix = directory.get_programme(home[0]).order_number if home else HUB_PREFIX
    return Order(
        id=order_id,
        no=order_number(prefix=prefix, at=at, n=next_number(prefix, at.date())),
        programme=home[0] if home else None,
        area=home[1] if home else _home_area(holder_id),
        holder_id=holder_id,
        institution_id=routing.institution.id,
        service_no=service.no,
        service_name=service.name,
        pricing=service.pricing,
        quantity=quantity,
        unit=service.unit,
        unit_price_fen=service.price_fen,
        quoted_fen=routing.price.quoted_fen,
        proposed_fen=routing.price.proposed_fen,
        contract_fen=routing.price.total_fen,
        planned_fen=routing.planned_fen,
        own_share_fen=routing.own_share_fen,
        mode=routing.mode,
        instrument_id=instrument.id if instrument else None,
        payer_area=routing.payer_area,
        rate_ppm=decision.rate_ppm if decision else None,
        needs_quota_confirmation=routing.needs_quota_confirmation,
        decision_id=decision.id if decision else None,
        version_label=decision.version_label if decision else None,
        reasons=routing.reasons,
        need=need,
        state=OrderState.RESERVING if routing.region_reserves else OrderState.PLACED,
        placed_on=at.date(),
        placed_at=at,
        waiting_since=at if routing.region_reserves else None,
    )


def _home_area(holder_id: UUID) -> str | None:
    area = directory.find_area_of_division(get_organization(holder_id).division)
    return area.code if area else None
