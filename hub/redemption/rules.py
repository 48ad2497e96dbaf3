"""What makes a redemption complete and how an award is shared: pure decisions on figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hub.kernel.errors import HubError
from hub.policy import InvoiceRules, MaterialSlot, TextSlot
from hub.redemption import paper_errors
from schemas.terms import yuan_grouped

# Invoices and receipts bring their file with them; their slots are no material of their own.
FILED_ELSEWHERE = frozenset({"invoice", "receipt"})


@dataclass(frozen=True)
class CoveredOrder:
    """An order of the redemption."""

    id: UUID
    no: str
    amount_fen: int


@dataclass(frozen=True)
class CoveringInvoice:
    """An invoice with the orders it covers."""

    number: str
    amount_fen: int
    order_ids: tuple[UUID, ...]
    id: UUID | None = None


def allocation_faults(
    orders: Sequence[CoveredOrder], invoices: Sequence[CoveringInvoice], rules: InvoiceRules
) -> list[HubError]:
    """Rules ①②③ of CSJ-42/43 where the policy has them, each fault with the figures it rests on."""
    if not invoices:
        return [paper_errors.InvoiceMissing(field="invoices")]
    faults: list[HubError] = []
    by_id = {order.id: order for order in orders}
    for order in orders:
        count = sum(order.id in invoice.order_ids for invoice in invoices)
        if count > 1 and rules.invoices_per_order == "one":
            faults.append(paper_errors.OrderOnSeveralInvoices(no=order.no, count=count, field="invoices"))
        if not count:
            faults.append(paper_errors.OrderWithoutInvoice(no=order.no, field="invoices"))
    for invoice in invoices:
        covered = [by_id[order_id] for order_id in invoice.order_ids if order_id in by_id]
        if len(covered) > 1 and rules.orders_per_invoice == "one":
            faults.append(
                paper_errors.InvoiceWithSeveralOrders(number=invoice.number, count=len(covered), field="invoices")
            )
        if rules.orders_within_invoice:
            faults += _amount_faults(invoice, covered)
    return faults


def _amount_faults(invoice: CoveringInvoice, covered: Sequence[CoveredOrder]) -> list[HubError]:
    limit = yuan_grouped(invoice.amount_fen)
    single = [order for order in covered if order.amount_fen > invoice.amount_fen]
    faults: list[HubError] = [
        paper_errors.OrderExceedsInvoice(
            no=order.no, order=yuan_grouped(order.amount_fen), number=invoice.number, invoice=limit, field="invoices"
        )
        for order in single
    ]
    total = sum(order.amount_fen for order in covered)
    if not single and total > invoice.amount_fen:
        faults.append(
            paper_errors.OrdersExceedInvoice(
                number=invoice.number,
                orders=yuan_grouped(total),
                invoice=limit,
                difference=yuan_grouped(total - invoice.amount_fen),
                field="invoices",
            )
        )
    return faults


def receipt_faults(*, receipts: Sequence[int], invoice_sum_fen: int, rules: InvoiceRules) -> list[HubError]:
    """JS-60, JS-62: receipts are there and sum to the invoices, where the policy asks; the difference is named."""
    if not receipts:
        return [paper_errors.ReceiptMissing(field="receipts")] if rules.receipts_required else []
    total = sum(receipts)
    if not rules.receipts_equal_invoices or total == invoice_sum_fen:
        return []
    return [
        paper_errors.ReceiptsDiffer(
            receipts=yuan_grouped(total),
            invoices=yuan_grouped(invoice_sum_fen),
            difference=yuan_grouped(abs(total - invoice_sum_fen)),
            field="receipts",
        )
    ]


def slots_of(materials: Iterable[MaterialSlot]) -> list[MaterialSlot]:
    """The slots that take files of their own."""
    return [slot for slot in materials if slot.per not in FILED_ELSEWHERE]


def material_faults(slots: Sequence[MaterialSlot], counts: Mapping[str, int]) -> list[HubError]:
    """Which required materials are missing; of slots in one group one suffices."""
    served = {slot.group for slot in slots if slot.group and counts.get(slot.code, 0) >= max(1, slot.count_min)}
    faults: list[HubError] = []
    for slot in slots:
        needed = max(1, slot.count_min) if slot.required else 0
        count = counts.get(slot.code, 0)
        if count < needed and (slot.group is None or slot.group not in served):
            faults.append(
                paper_errors.SlotEmpty(slot=slot.label_zh, needed=needed, count=count, field=f"slot-{slot.code}")
            )
    return faults


def text_faults(slots: Sequence[TextSlot], texts: Mapping[str, str], *, asked: bool) -> list[HubError]:
    """Which texts are missing or too long. ``asked``: whether the starter owes them at all (CSJ-36 asks the holder)."""
    faults: list[HubError] = []
    for slot in slots:
        text = texts.get(slot.code, "")
        if len(text) > slot.max_chars:
            faults.append(
                paper_errors.TextTooLong(label=slot.label_zh, limit=slot.max_chars, count=len(text), field=slot.code)
            )
        elif asked and slot.required and not text.strip():
            faults.append(paper_errors.TextMissing(label=slot.label_zh, field=slot.code))
    return faults


def share_award(amount_fen: int, held_fen: Sequence[int]) -> list[int]:
    """An award over reservations, the earliest order first: floor shares, the last fen where there is room.

    What none has room for (⌊ratio·Σ⌋ − Σ⌊ratio·order⌋, G-49) goes to the earliest. The parts sum to the award.
    """
    total = sum(held_fen)
    parts = [amount_fen * held // total for held in held_fen] if total else [0 for _ in held_fen]
    rest = amount_fen - sum(parts)
    for position, held in enumerate(held_fen):
        taken = min(rest, max(0, held - parts[position]))
        parts[position] += taken
        rest -= taken
    parts[0] += rest
    return parts
