"""The grid of orders and invoices with its sums, and every broken rule at the order or invoice that breaks it; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.kernel.errors import HubError
from hub.policy import InvoiceRules
from hub.redemption.rules import CoveredOrder, CoveringInvoice, allocation_faults


@dataclass(frozen=True)
class Row:
    """An order with what is wrong about it."""

    order: CoveredOrder
    invoices: int
    faults: tuple[HubError, ...] = ()


@dataclass(frozen=True)
class Column:
    """An invoice: the orders on it, how much of it they leave, and what is wrong."""

    invoice: CoveringInvoice
    covered_fen: int
    faults: tuple[HubError, ...] = ()

    @property
    def left_fen(self) -> int:
        """What the orders leave of the invoice; less than nothing when they exceed it."""
        return self.invoice.amount_fen - self.covered_fen


@dataclass(frozen=True)
class Grid:
    """The whole allocation."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    other: tuple[HubError, ...] = field(default=())

    @property
    def order_sum_fen(self) -> int:
        """服务总金额."""
        return sum(row.order.amount_fen for row in self.rows)

    @property
    def invoice_sum_fen(self) -> int:
        """发票汇总."""
        return sum(column.invoice.amount_fen for column in self.columns)

    @property
    def holds(self) -> bool:
        """Whether rules ①–④ hold."""
        at_lines = [*(row.faults for row in self.rows), *(column.faults for column in self.columns)]
        return not self.other and not any(at_lines)


def grid_of(orders: Sequence[CoveredOrder], invoices: Sequence[CoveringInvoice], rules: InvoiceRules) -> Grid:
    """Sums and faults of an allocation, saved or only typed."""
    faults = allocation_faults(orders, invoices, rules)
    amounts = {order.id: order.amount_fen for order in orders}
    rows = [
        Row(
            order,
            sum(order.id in invoice.order_ids for invoice in invoices),
            tuple(one for one in faults if one.values.get("no") == order.no and "number" not in one.values),
        )
        for order in orders
    ]
    columns = [
        Column(
            invoice,
            sum(amounts.get(order_id, 0) for order_id in invoice.order_ids),
            tuple(one for one in faults if one.values.get("number") == invoice.number),
        )
        for invoice in invoices
    ]
    at_lines = [*(row.faults for row in rows), *(column.faults for column in columns)]
    placed = {id(one) for line in at_lines for one in line}
    return Grid(tuple(rows), tuple(columns), tuple(one for one in faults if id(one) not in placed))
