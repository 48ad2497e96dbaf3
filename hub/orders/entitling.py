"""A voucher for one order: the draft of its application, its price by the policy, and granting it with the hold.

The enterprise orders first and applies then (TJ-05, TJ-12); the order's own home decides, whoever sells (TJ-32).
"""

from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from hub import vouchers
from hub.federation import directory
from hub.identity import get_organization
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.orders.candidates import OPEN, not_open, require_open
from hub.orders.entitling_questions import allowance_for, amount_question, refuse_ineligible, seller_facts
from hub.orders.models import Order
from hub.orders.placing import hold_planned
from hub.orders.redeeming import list_orders_by_id
from hub.orders.routing import say_with_voucher
from hub.orders.telling import record, tell_institution
from hub.policy import Decision, decide, preview
from hub.vouchers import Instrument, VoucherApplication, per_order_errors
from schemas.terms import HOLDER_ROLES, PricingMode, VoucherMode, yuan_grouped


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
            raise not_open(order, "已取消、失效、完成或已使用创新券", "has ended, is done or uses a voucher")
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
                raise not_open(order, "已取消、失效、完成或已使用创新券", "has ended, is done or uses a voucher")
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
