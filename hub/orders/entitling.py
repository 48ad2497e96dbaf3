"""A voucher for one order: which orders it can be asked for and why not, the draft, and granting it with the hold.

The enterprise orders first and applies then (TJ-05, TJ-12); the order's own home decides, whoever sells (TJ-32).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub import catalog, vouchers
from hub.catalog import Service
from hub.federation import directory
from hub.identity import Organization, get_organization
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.kernel.scope import everything
from hub.orders.entitling_questions import allowance_for, amount_question, refuse_ineligible, seller_facts
from hub.orders.expected import areas_granting_by_order, home_granting_by_order
from hub.orders.models import Order
from hub.orders.placing import hold_planned
from hub.orders.redeeming import list_orders_by_id
from hub.orders.routing import say_with_voucher
from hub.orders.telling import record, tell_institution
from hub.policy import Decision, decide, preview
from hub.vouchers import Instrument, VoucherApplication, per_order_errors
from schemas.terms import HOLDER_ROLES, ApplicationState, OrderState, PricingMode, VoucherMode, yuan_grouped

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
        raise _not_open(order, "已取消或失效", "has ended")
    if order.mode is not VoucherMode.NONE:
        raise _not_open(order, "已使用创新券", "uses a voucher already")
    if order.state not in OPEN:
        raise _not_open(
            order, "的服务已完成（须事前申请、事后兑现）", "is done already: apply first, redeem afterwards"
        )
    return home


def apply_for_order(
    *, order: Order, estimate_fen: int, starts_on: date | None, ends_on: date | None, activity: str, by: Actor
) -> VoucherApplication:
    """Begin the application for an order; what the policy would refuse is refused before anything is written.

    Raises:
        AppliedAlready: the order has a live application.
        YearUsedUp: nothing is left of the year.
        ApplicationDenied: the policy says no to this amount, seller or day.
    """
    holder = get_organization(order.holder_id)
    programme, area = require_open(order, holder)
    _refuse_second(order)
    _require_figures(order, estimate_fen)
    refuse_ineligible(order, (programme, area))
    vouchers.refuse_used_up(allowance_for(order, (programme, area)))
    try:
        with db.session.begin_nested():
            application = vouchers.start_application(
                programme=programme, area=area, holder_id=order.holder_id, order_id=order.id, by=by
            )
    except IntegrityError:
        _refuse_second(order)  # two clicks at once: the unique index let one through
        raise
    _describe(application, order, estimate_fen, starts_on, ends_on, activity)
    decision = SIDE.price(application, keep=False)
    if decision.outcome == "deny":
        raise vouchers.ApplicationDenied(decision)
    return application


def correct_application(
    *,
    application: VoucherApplication,
    estimate_fen: int,
    starts_on: date | None,
    ends_on: date | None,
    activity: str,
    by: Actor,
) -> VoucherApplication:
    """Change what a draft or a returned application says about its order."""
    by.require(*HOLDER_ROLES, organization_id=application.holder_id)
    vouchers.require_editable(application)
    order = _order_of(application)
    _require_figures(order, estimate_fen)
    _describe(application, order, estimate_fen, starts_on, ends_on, activity)
    return application


class _Side:
    """The orders, as applications for them need to know them."""

    def price(self, application: VoucherApplication, *, keep: bool) -> Decision:
        """What the policy says about the amount today; kept with the application when it is submitted."""
        order, about = _order_of(application), vouchers.about_order(application)
        home = (application.programme, application.area)
        question = amount_question(order, home, about.estimate_fen)
        if not keep:
            return preview(question)
        if order.state not in OPEN or order.mode is not VoucherMode.NONE:
            raise _not_open(order, "已取消、失效、完成或已使用创新券", "has ended, is done or uses a voucher")
        _require_activity(application, about.activity)
        vouchers.refuse_used_up(allowance_for(order, home))
        decision = decide(question, subject="application", subject_id=application.id)
        if not decision.allowed:
            raise vouchers.ApplicationDenied(decision)
        about.amount_decision_id = decision.id
        return decision

    def make_entitled(self, application: VoucherApplication, *, by: Actor) -> Instrument:
        """Grant what was applied for, as far as the year still has it, and hold it for the order in the same step."""
        with everything():
            order = _order_of(application, lock=True)
            if order.state not in OPEN or order.mode is not VoucherMode.NONE:
                raise _not_open(order, "已取消、失效、完成或已使用创新券", "has ended, is done or uses a voucher")
            home = (application.programme, application.area)
            vouchers.refuse_used_up(allowance_for(order, home))
            question = amount_question(order, home, vouchers.about_order(application).estimate_fen)
            decision = decide(question, subject="order", subject_id=order.id)
            if not decision.allowed:
                raise vouchers.ApplicationDenied(decision)
            amount_fen = min(application.quota_fen or 0, decision.amount_fen or 0)
            application.year = business_now().year
            assert decision.mode is not None
            instrument = vouchers.grant_instrument(
                application=application, amount_fen=amount_fen, mode=decision.mode, order_id=order.id, by=by
            )
            _attach(order, instrument, decision, amount_fen)
            hold_planned(order, by=by)
        record("order.quota_confirmed", order, by=by, after={"planned_fen": order.planned_fen})
        tell_institution("order.quota_confirmed", order)
        return instrument

    def seller_facts(self, application: VoucherApplication, on: date) -> dict[str, Any]:
        """Where the seller is, and whether the directory lists it on the day of the application."""
        home = (application.programme, application.area)
        return seller_facts(home, get_organization(vouchers.about_order(application).seller_id), on)


SIDE = _Side()


def _attach(order: Order, instrument: Instrument, decision: Decision, amount_fen: int) -> None:
    order.mode, order.instrument_id = instrument.mode, instrument.id
    order.programme, order.area = instrument.programme, instrument.area
    order.payer_area = directory.payer_area(instrument.programme, instrument.area)
    order.planned_fen, order.rate_ppm = amount_fen, decision.rate_ppm
    order.decision_id, order.version_label = decision.id, decision.version_label
    order.reasons = say_with_voucher(instrument, get_organization(order.institution_id), decision)
    db.session.flush()


def _describe(
    application: VoucherApplication,
    order: Order,
    estimate_fen: int,
    starts_on: date | None,
    ends_on: date | None,
    activity: str,
) -> None:
    vouchers.describe_order(
        application=application,
        order_id=order.id,
        order_no=order.no,
        seller_id=order.institution_id,
        estimate_fen=estimate_fen,
        starts_on=starts_on,
        ends_on=ends_on,
        activity=activity.strip(),
    )


def _require_figures(order: Order, estimate_fen: int) -> None:
    fixed_fen = order.contract_fen if order.pricing is PricingMode.FIXED else None
    if fixed_fen is not None and estimate_fen > fixed_fen:
        raise per_order_errors.EstimateAbovePrice(
            estimate=yuan_grouped(estimate_fen), price=yuan_grouped(fixed_fen), field="estimate"
        )


def _require_activity(application: VoucherApplication, activity: str) -> None:
    for slot in vouchers.answer_now(application, on=business_today()).texts:
        if len(activity) > slot.max_chars or (slot.required and not activity):
            raise per_order_errors.ActivityMissing(
                label=slot.label_zh, limit=slot.max_chars, count=len(activity), field="activity"
            )


def _refuse_second(order: Order) -> None:
    live = vouchers.live_application(order.id)
    if live is not None:
        raise per_order_errors.AppliedAlready(no=order.no, application=live.no)


def _order_of(application: VoucherApplication, *, lock: bool = False) -> Order:
    assert application.order_id is not None
    (order,) = list_orders_by_id([application.order_id])
    if lock:
        db.session.refresh(order, with_for_update=True)
    return order


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


def _not_open(order: Order, why: str, why_en: str) -> HubError:
    return per_order_errors.OrderNotOpen(no=order.no, why=why, why_en=why_en)
