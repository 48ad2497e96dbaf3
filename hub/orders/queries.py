"""Reading orders; what somebody may see is narrowed by the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from hub.kernel.db import db
from hub.orders.errors import OrderUnknown
from hub.orders.models import Order
from hub.orders.rules import TABS, tab_of

PER_PAGE = 10


@dataclass(frozen=True)
class OrderPage:
    """One page of a list with the number of orders behind each tab; ``tabs`` sums to ``all``."""

    orders: Sequence[Order]
    tabs: dict[str, int]
    total: int
    page: int
    pages: int


def get_order(no: str) -> Order:
    """The order with this number.

    Raises:
        OrderUnknown: there is none, or it is not visible here.
    """
    found = db.session.execute(select(Order).where(Order.no == no)).scalar_one_or_none()
    if found is None:
        raise OrderUnknown()
    return found


def list_orders(
    *,
    holder_id: UUID | None = None,
    institution_id: UUID | None = None,
    areas: Sequence[str] | None = None,
    tab: str = "",
    words: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> OrderPage:
    """Orders of a buyer, a seller or of areas, the newest first, by tab and by number or service."""
    found = _chosen(select(Order), holder_id, institution_id, areas)
    if words.strip():
        found = found.where(or_(Order.no == words.strip(), Order.service_name.contains(words.strip(), autoescape=True)))
    tabs = count_tabs(found)
    if tab in TABS:
        found = found.where(Order.state.in_(TABS[tab]))
    total = tabs.get(tab, sum(tabs.values()))
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    newest = found.order_by(Order.placed_at.desc(), Order.no.desc()).limit(per_page).offset((page - 1) * per_page)
    return OrderPage(db.session.execute(newest).scalars().all(), tabs, total, page, pages)


def holders_of_orders(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Whose these orders are, of those that one may see."""
    found = select(Order.id, Order.holder_id).where(Order.id.in_(ids))
    return {row.id: row.holder_id for row in db.session.execute(found)}


def list_orders_on_voucher(instrument_id: UUID) -> Sequence[Order]:
    """All orders that draw on one voucher, the newest first."""
    found = select(Order).where(Order.instrument_id == instrument_id).order_by(Order.placed_at.desc())
    return db.session.execute(found).scalars().all()


def _chosen(
    found: Select[Any], holder_id: UUID | None, institution_id: UUID | None, areas: Sequence[str] | None
) -> Select[Any]:
    if holder_id is not None:
        found = found.where(Order.holder_id == holder_id)
    if institution_id is not None:
        # An order that its region has not reserved for yet is nothing the seller could act on.
        found = found.where(Order.institution_id == institution_id, Order.state.not_in(("DRAFT", "RESERVING")))
    if areas is not None:
        found = found.where(Order.area.in_(areas))
    return found


def count_tabs(found: Select[Any]) -> dict[str, int]:
    """How many of the orders that were found stand behind each tab."""
    rows = found.with_only_columns(Order.state, func.count()).group_by(Order.state)
    tabs = dict.fromkeys(TABS, 0)
    for state, count in db.session.execute(rows):
        if tab_of(state):
            tabs[tab_of(state)] += count
    return tabs
