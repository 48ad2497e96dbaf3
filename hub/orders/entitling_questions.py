"""What the policy is asked about a voucher for one order: who may apply, and how much it draws (TJ-03, TJ-16)."""

from dataclasses import replace
from datetime import date
from typing import Any

from hub import catalog, vouchers
from hub.identity import Organization, get_organization
from hub.kernel.clock import business_now, business_today
from hub.orders.expected import ExpectedVoucher, listing_facts, region_of_seller
from hub.orders.models import Order
from hub.orders.routing import order_question
from hub.orders.rules import Price
from hub.policy import Question, preview

Home = tuple[str, str]


def amount_question(order: Order, home: Home, estimate_fen: int | None) -> Question:
    """The question of phase ``order``, of what is left of the year; the order's own day chooses the version."""
    service, left_fen, now = catalog.find_service(order.service_no), allowance_for(order, home).left_fen, business_now()
    assert service is not None
    mode = vouchers.modes_issued(*home, now.date())[0]
    return order_question(
        service=service,
        institution=get_organization(order.institution_id),
        holder=get_organization(order.holder_id),
        price=Price(order.quoted_fen, None, estimate_fen),
        instrument=ExpectedVoucher(*home, mode=mode, year=now.year, granted_at=now),
        on=order.placed_on,
        available_fen=left_fen if left_fen is not None else estimate_fen or 0,
    )


def refuse_ineligible(order: Order, home: Home) -> None:
    """Raise where the policy takes no application of this holder, or none for this seller, today."""
    on = business_today()
    question = vouchers.application_question(programme=home[0], area=home[1], holder_id=order.holder_id, on=on)
    facts = {**question.facts, **seller_facts(home, get_organization(order.institution_id), on)}
    decision = preview(replace(question, facts=facts))
    if decision.outcome == "deny":
        raise vouchers.ApplicationDenied(decision)


def seller_facts(home: Home, seller: Organization, on: date) -> dict[str, Any]:
    """Where the seller is, and whether the directory lists it on the day of the application."""
    return {"order.seller_region": region_of_seller(seller), **listing_facts(*home, seller, on, phase="application")}


def allowance_for(order: Order, home: Home) -> vouchers.YearsAllowance:
    """What the year leaves of the order's holder."""
    return vouchers.allowance_of(holder_id=order.holder_id, programme=home[0], area=home[1], on=business_today())
