"""Reading the parts of a redemption: orders, invoices with what they cover, receipts, materials."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select

from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.orders import Order
from hub.redemption.models import (
    Invoice,
    InvoiceOrder,
    Material,
    OfRedemption,
    Paper,
    Receipt,
    Redemption,
    RedemptionOrder,
)
from hub.redemption.ownership import belonging

Part = TypeVar("Part", bound=OfRedemption)


@dataclass(frozen=True)
class Parts:
    """Everything a redemption consists of."""

    orders: Sequence[RedemptionOrder]
    invoices: Sequence[Invoice]
    covers: dict[UUID, tuple[UUID, ...]]
    receipts: Sequence[Receipt]
    materials: Sequence[Material]

    @property
    def counts(self) -> dict[str, int]:
        """How many files lie in each slot."""
        counted: dict[str, int] = {}
        for material in self.materials:
            counted[material.slot] = counted.get(material.slot, 0) + 1
        return counted

    @property
    def hashes(self) -> dict[str, str]:
        """The name of every file by its hash."""
        papers: list[Paper] = [*self.invoices, *self.receipts, *self.materials]
        return {paper.sha256: paper.file_name for paper in papers}


def parts_of(redemption: Redemption) -> Parts:
    """The parts; callers reached the redemption through a row of their own."""
    with everything():
        invoices = _list(Invoice, redemption, Invoice.added_at)
        covers: dict[UUID, tuple[UUID, ...]] = {invoice.id: () for invoice in invoices}
        for link in _list(InvoiceOrder, redemption, InvoiceOrder.id):
            covers[link.invoice_id] = (*covers.get(link.invoice_id, ()), link.order_id)
        return Parts(
            orders=_list(RedemptionOrder, redemption, RedemptionOrder.placed_at, RedemptionOrder.order_no),
            invoices=invoices,
            covers=covers,
            receipts=_list(Receipt, redemption, Receipt.added_at),
            materials=_list(Material, redemption, Material.added_at),
        )


def _list(table: type[Part], redemption: Redemption, *by: object) -> Sequence[Part]:
    found = select(table).where(table.redemption_id == redemption.id).order_by(*by)  # type: ignore[arg-type]
    return db.session.execute(found).scalars().all()


def draw_in(redemption: Redemption, order: Order) -> None:
    """Let the redemption cover the order at what it costs now; nothing while nobody has said."""
    row = RedemptionOrder(
        **belonging(redemption),
        order_id=order.id,
        order_no=order.no,
        seller_id=order.institution_id,
        amount_fen=order.service_amount_fen or 0,
        placed_at=order.placed_at,
    )
    db.session.add(row)


def add_up(redemption: Redemption) -> None:
    """Bring the three sums on the redemption up to its parts."""
    db.session.flush()
    with everything():
        redemption.order_sum_fen = _sum(RedemptionOrder, redemption)
        redemption.invoice_sum_fen = _sum(Invoice, redemption)
        redemption.receipt_sum_fen = _sum(Receipt, redemption)
    db.session.flush()


def _sum(table: type[RedemptionOrder] | type[Invoice] | type[Receipt], redemption: Redemption) -> int:
    total = select(func.coalesce(func.sum(table.amount_fen), 0)).where(table.redemption_id == redemption.id)
    return int(db.session.execute(total).scalar_one())
