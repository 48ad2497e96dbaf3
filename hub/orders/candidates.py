"""Which orders a voucher can be applied for, each with what it could be or the reason why not (TJ-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from hub import catalog, vouchers
from hub.catalog import Service
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.orders.entitling_questions import allowance_for, amount_question, refuse_ineligible
from hub.orders.expected import areas_granting_by_order, home_granting_by_order
from hub.orders.models import Order
from hub.policy import Decision, preview
from hub.vouchers import VoucherApplication, per_order_errors
from schemas.terms import ApplicationState, OrderState, VoucherMode

ENDED = (OrderState.CANCELLED, OrderState.REJECTED_BY_AREA, OrderState.LAPSED, OrderState.TERMINATED)
OPEN = (OrderState.PLACED, OrderState.IN_SERVICE)
SHOWN = 200


@dataclass(frozen=True)
class Candidate:
    """An order as the list of applications shows it: its application, or what could be applied for, or why not."""

    order: Order
    application: VoucherApplication | None
    decision: Decision | None
    refusal: HubError | None


def list_candidates(holder_id: UUID) -> Sequence[Candidate]:
    """Every order of a holder, the newest first: those with an application, those that could have one, the others."""
    wanted = select(Order).where(Order.holder_id == holder_id, Order.state != OrderState.DRAFT)
    orders = db.session.execute(wanted.order_by(Order.placed_at.desc(), Order.no.desc()).limit(SHOWN)).scalars().all()
    applied, holder = vouchers.applications_of_orders([order.id for order in orders]), get_organization(holder_id)
    return [_candidate(order, applied.get(order.id), holder) for order in orders]


def _candidate(order: Order, application: VoucherApplication | None, holder: Organization) -> Candidate:
    if application is not None and application.state not in (ApplicationState.REJECTED, ApplicationState.WITHDRAWN):
        return Candidate(order, application, None, None)
    try:
        home = require_open(order, holder)
        refuse_ineligible(order, home)
        decision = preview(amount_question(order, home, order.service_amount_fen))
        vouchers.refuse_used_up(allowance_for(order, home))
        if decision.outcome == "deny":
            raise vouchers.ApplicationDenied(decision)
    except HubError as refusal:
        return Candidate(order, application, None, refusal)
    return Candidate(order, application, decision, None)


def require_open(order: Order, holder: Organization) -> tuple[str, str]:
    """(programme, area) in which a voucher for this order can be applied for now.

    Raises:
        NoBadge, NoProgrammeHere, OrderNotOpen: why it cannot.
    """
    on = business_today()
    service = catalog.find_service(order.service_no)
    if service is None:
        raise per_order_errors.NoBadge(service=order.service_name)
    home = home_granting_by_order(service, holder, on)
    if home is None:
        raise _no_programme(service, on)
    if order.state in ENDED:
        raise not_open(order, "已取消或失效", "has ended")
    if order.mode is not VoucherMode.NONE:
        raise not_open(order, "已使用创新券", "uses a voucher already")
    if order.state not in OPEN:
        raise not_open(order, "的服务已完成（须事前申请、事后兑现）", "is done already: apply first, redeem afterwards")
    return home


def _no_programme(service: Service, on: date) -> HubError:
    for programme, areas in areas_granting_by_order(service, on):
        names = directory.get_programme(programme).names
        return per_order_errors.NoProgrammeHere(
            programme=names.zh,
            programme_en=names.en,
            areas="、".join(directory.area_name(area, "zh") for area in areas),
            areas_en=", ".join(directory.area_name(area, "en") for area in areas),
        )
    return per_order_errors.NoBadge(service=service.name)


def not_open(order: Order, why: str, why_en: str) -> HubError:
    return per_order_errors.OrderNotOpen(no=order.no, why=why, why_en=why_en)
