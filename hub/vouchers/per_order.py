"""Vouchers granted order by order: what an application says of its order, what is left of the year (TJ-12, G-25).

What an order costs and may draw is known above this capability; whoever serves the orders registers with
``serve_orders``.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from hub import ledger
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.policy import Decision, policy_in_force
from hub.vouchers import per_order_errors as errors
from hub.vouchers.models import Instrument, VoucherApplication
from hub.vouchers.per_order_models import OrderApplication
from schemas.policy import Unlimited
from schemas.terms import ApplicationState, yuan_grouped

DEAD = (ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
PATH = "/enterprise/applications/by-order"


@dataclass(frozen=True)
class YearsAllowance:
    """What a holder may be granted in a year and what was; ``cap_fen`` None: no cap."""

    cap_fen: int | None
    granted_fen: int

    @property
    def left_fen(self) -> int | None:
        """What is left of the year."""
        return None if self.cap_fen is None else max(0, self.cap_fen - self.granted_fen)


class OrderSide(Protocol):
    """What the capability above does for an application about an order."""

    def price(self, application: VoucherApplication, *, keep: bool) -> Decision:
        """What the policy says about the order's amount today; ``keep`` stores the decision."""
        ...

    def make_entitled(self, application: VoucherApplication, *, by: Actor) -> Instrument:
        """Grant the voucher and hold it for the order, in one step."""
        ...

    def seller_facts(self, application: VoucherApplication, on: date) -> dict[str, Any]:
        """The facts about the order's seller on the day of the application."""
        ...


_sides: list[OrderSide] = []


def serve_orders(side: OrderSide) -> None:
    """Say who knows the orders."""
    _sides[:] = [side]


def order_side() -> OrderSide:
    """Who knows the orders."""
    return _sides[0]


def is_per_order(programme: str, area: str, on: date) -> bool:
    """Whether the policy in force grants order by order."""
    quota = policy_in_force(programme, area, on).draft.quota
    return quota is not None and quota.unit == "order"


def refuse_per_order(programme: str, area: str, on: date) -> None:
    """Raise with the way where one applies for an order and not for the year."""
    if is_per_order(programme, area, on):
        raise errors.AppliedForByOrder(path=PATH)


def allowance_of(*, holder_id: UUID, programme: str, area: str, on: date) -> YearsAllowance:
    """The yearly allowance of a holder as the policy of that day caps it."""
    caps = policy_in_force(programme, area, on).draft.caps
    cap = None if caps is None or isinstance(caps.per_year_fen, Unlimited) else caps.per_year_fen
    with everything():
        return YearsAllowance(cap, ledger.granted_in_year(holder_id, programme, on.year))


def refuse_used_up(allowance: YearsAllowance) -> None:
    """Raise where nothing is left of the year."""
    if allowance.left_fen == 0:
        raise errors.YearUsedUp(cap=yuan_grouped(allowance.cap_fen or 0), granted=yuan_grouped(allowance.granted_fen),
                                left=yuan_grouped(0))  # fmt: skip


def describe_order(
    *,
    application: VoucherApplication,
    order_id: UUID,
    order_no: str,
    seller_id: UUID,
    estimate_fen: int,
    starts_on: date | None,
    ends_on: date | None,
    activity: str,
) -> OrderApplication:
    """Write down, or correct, what an application says about its order."""
    if starts_on and ends_on and ends_on < starts_on:
        raise errors.PeriodWrong(field="ends_on")
    about = find_about(application.id)
    if about is None:
        about = OrderApplication(application_id=application.id, area=application.area, round=0)
        about.holder_id, about.order_id, about.order_no, about.seller_id = (
            application.holder_id, order_id, order_no, seller_id,
        )  # fmt: skip
        db.session.add(about)
    about.estimate_fen, about.starts_on, about.ends_on, about.activity = estimate_fen, starts_on, ends_on, activity
    db.session.flush()
    return about


def find_about(application_id: UUID) -> OrderApplication | None:
    """What an application says about its order; callers reached the application through a row of their own."""
    with everything():
        wanted = select(OrderApplication).where(OrderApplication.application_id == application_id)
        return db.session.execute(wanted).scalar_one_or_none()


def about_order(application: VoucherApplication) -> OrderApplication:
    """Like ``find_about``, for an application that is known to be for an order."""
    about = find_about(application.id)
    assert about is not None
    return about


def applications_of_orders(order_ids: Collection[UUID]) -> dict[UUID, VoucherApplication]:
    """The application that counts for each of these orders: a live or granted one, else the latest."""
    if not order_ids:
        return {}
    with everything():
        wanted = select(VoucherApplication).where(VoucherApplication.order_id.in_(order_ids))
        found = db.session.execute(wanted.order_by(VoucherApplication.started_at)).scalars().all()
    latest = {one.order_id: one for one in found if one.order_id is not None}
    live = {one.order_id: one for one in found if one.order_id is not None and one.state not in DEAD}
    return latest | live


def live_application(order_id: UUID) -> VoucherApplication | None:
    """The application of an order that is neither rejected nor withdrawn."""
    found = applications_of_orders([order_id]).get(order_id)
    return found if found is not None and found.state not in DEAD else None


def give_back_unused(*, instrument_id: UUID, by: Actor, ref: str, reason: str) -> None:
    """Return to the year's allowance what a voucher for one order no longer needs; other vouchers keep theirs."""
    with everything():
        bound = db.session.execute(select(Instrument.order_id).where(Instrument.id == instrument_id)).scalar_one()
    if bound is not None:
        ledger.return_unused(instrument_id=instrument_id, by=by, ref=ref, reason=reason)
