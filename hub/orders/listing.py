"""The buyer's list of orders: filters whose address is their state, tabs that sum to all, rows for an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from hub.identity import Organization
from hub.kernel.db import db
from hub.orders.models import Order
from hub.orders.queries import PER_PAGE, OrderPage, count_tabs
from hub.orders.rules import TABS
from hub.vouchers import Instrument
from schemas.terms import OrderState, VoucherMode

STAGES = ("not_applied", "applied", "assessed")
MOST_EXPORTED = 50_000
_STAGE_OF = {
    "not_applied": Order.applied_fen.is_(None),
    "applied": and_(Order.applied_fen.is_not(None), Order.assessed_fen.is_(None)),
    "assessed": Order.assessed_fen.is_not(None),
}


@dataclass(frozen=True)
class OrderFilter:
    """What a buyer narrows the list by; ``voucher`` is "with", "without" or "", ``stage`` one of ``STAGES`` or ""."""

    words: str = ""
    voucher: str = ""
    stage: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.words.strip() or self.voucher or self.stage or self.since or self.until)


def list_bought(*, holder_id: UUID, chosen: OrderFilter, tab: str = "", page: int = 1) -> OrderPage:
    """One page of the orders of a buyer, the newest first; the counts of the tabs follow the filter."""
    found = _found(holder_id, chosen)
    tabs = count_tabs(found)
    if tab in TABS:
        found = found.where(Order.state.in_(TABS[tab]))
    total = tabs.get(tab, sum(tabs.values()))
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    rows = _newest(found).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return OrderPage(db.session.execute(rows).scalars().all(), tabs, total, page, pages)


def export_bought(*, holder_id: UUID, chosen: OrderFilter, tab: str = "") -> Iterator[Order]:
    """All of them, a few at a time, at most ``MOST_EXPORTED``."""
    found = _found(holder_id, chosen)
    if tab in TABS:
        found = found.where(Order.state.in_(TABS[tab]))
    yield from db.session.execute(_newest(found).limit(MOST_EXPORTED).execution_options(yield_per=500)).scalars()


def orders_that_lapse(instrument_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many orders on each of these vouchers lapse with it unless they are handed in before."""
    open_states = (OrderState.PLACED, OrderState.CONFIRMING_QUOTA, OrderState.IN_SERVICE, OrderState.RESERVING)
    found = select(Order.instrument_id).where(Order.instrument_id.in_(instrument_ids), Order.state.in_(open_states))
    counts: dict[UUID, int] = {}
    for instrument_id in db.session.execute(found).scalars():
        if instrument_id is not None:
            counts[instrument_id] = counts.get(instrument_id, 0) + 1
    return counts


def _newest(found: Select[Any]) -> Select[Any]:
    return found.order_by(Order.placed_at.desc(), Order.no.desc())


def _found(holder_id: UUID, chosen: OrderFilter) -> Select[Any]:
    # A draft stands for an invoice or an order that is being divided: nothing that anybody placed.
    found = select(Order).where(Order.holder_id == holder_id, Order.state != OrderState.DRAFT)
    words = chosen.words.strip()
    if words:
        found = found.where(_named(words))
    if chosen.voucher:
        is_without = Order.mode == VoucherMode.NONE
        found = found.where(is_without if chosen.voucher == "without" else ~is_without)
    if chosen.stage in STAGES:
        found = found.where(_STAGE_OF[chosen.stage])
    if chosen.since:
        found = found.where(Order.placed_on >= chosen.since)
    if chosen.until:
        found = found.where(Order.placed_on < chosen.until + timedelta(days=1))
    return found


def _named(words: str) -> Any:
    """By part of an order's or voucher's number, of a service's name or number, or of an institution's name."""
    sellers = select(Organization.id).where(Organization.name.contains(words, autoescape=True))
    vouchers = select(Instrument.id).where(Instrument.no == words.upper())
    return or_(
        Order.no.contains(words.upper(), autoescape=True),
        Order.service_name.contains(words, autoescape=True),
        Order.service_no == words.upper(),
        Order.institution_id.in_(sellers),
        Order.instrument_id.in_(vouchers),
    )
