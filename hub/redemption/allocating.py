"""Which invoice answers for which order, and what orders cost that were never accepted online (CSJ-35…CSJ-44)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete

from hub import orders
from hub.kernel.actor import Actor
from hub.kernel.clock import business_today
from hub.kernel.db import db
from hub.orders import Order
from hub.policy import Decision, preview
from hub.redemption import editing_errors
from hub.redemption.allocation_rules import Grid, grid_of
from hub.redemption.editing import require_edition
from hub.redemption.editions import note_edition
from hub.redemption.models import InvoiceOrder, Redemption
from hub.redemption.ownership import belonging
from hub.redemption.papers import require_editable
from hub.redemption.parts import Parts, add_up, draw_in, parts_of
from hub.redemption.questions import question_of
from hub.redemption.rules import CoveredOrder, CoveringInvoice
from hub.redemption.whole import whole

Links = Mapping[UUID, Sequence[str]]


@whole
def allocate(
    *,
    redemption: Redemption,
    links: Links,
    prices: Mapping[str, int],
    by: Actor,
    edition: int | None = None,
) -> Redemption:
    """Save which order numbers each invoice (by id) covers, and the amounts that the holder states by order number.

    A draft may break rules ①–③ while it is being worked on; submitting may not.

    Raises:
        EditedMeanwhile: somebody saved since.
        LinkUnknown: an invoice or order is not part of the application.
        PriceNoLongerOpen: the amount of an order is fixed.
    """
    require_editable(redemption, by)
    require_edition(redemption, edition)
    parts = parts_of(redemption)
    _require_known(parts, links, prices)
    _set_prices(parts, prices, by=by)
    _link(redemption, parts, links)
    add_up(redemption)
    note_edition(redemption, by=by)
    return redemption


def _require_known(parts: Parts, links: Links, prices: Mapping[str, int]) -> None:
    nos = {order.order_no for order in parts.orders}
    invoices = {invoice.id for invoice in parts.invoices}
    linked = {no for covered in links.values() for no in covered}
    if not set(links) <= invoices or not linked | set(prices) <= nos:
        raise editing_errors.LinkUnknown(field="cover")


def _set_prices(parts: Parts, prices: Mapping[str, int], *, by: Actor) -> None:
    known = {order.id: order for order in orders.list_orders_by_id([part.order_id for part in parts.orders])}
    for part in parts.orders:
        order, wanted = known[part.order_id], prices.get(part.order_no)
        if wanted is None or wanted == order.contract_fen:
            continue
        orders.price_done_offline(order=order, amount_fen=wanted, by=by)
        part.amount_fen = wanted


def _link(redemption: Redemption, parts: Parts, links: Links) -> None:
    ids = {order.order_no: order.order_id for order in parts.orders}
    db.session.execute(delete(InvoiceOrder).where(InvoiceOrder.redemption_id == redemption.id))
    for invoice in parts.invoices:
        for no in dict.fromkeys(links.get(invoice.id, ())):
            db.session.add(InvoiceOrder(**belonging(redemption), invoice_id=invoice.id, order_id=ids[no]))
    db.session.flush()


@whole
def supplement(*, redemption: Redemption, invoice_id: UUID, order_no: str, by: Actor) -> Order:
    """补差价订单: the invoice gets an order of its amount beside the one it was on, linked one to one (CSJ-44).

    What the original costs goes down by as much, unless it already fits into the invoices that stay with it.

    Raises:
        LinkUnknown: the invoice is not on that order.
    """
    require_editable(redemption, by)
    parts = parts_of(redemption)
    invoice = next((one for one in parts.invoices if one.id == invoice_id), None)
    part = next((one for one in parts.orders if one.order_no == order_no), None)
    if invoice is None or part is None or part.order_id not in parts.covers.get(invoice_id, ()):
        raise editing_errors.LinkUnknown(field="cover")
    (original,) = orders.list_orders_by_id([part.order_id])
    staying = sum(
        one.amount_fen for one in parts.invoices if one.id != invoice_id and part.order_id in parts.covers[one.id]
    )
    fits = original.contract_fen is not None and original.contract_fen <= staying
    further = orders.supplement_order(
        order=original,
        amount_fen=invoice.amount_fen,
        by=by,
        take_from_original=not (fits and orders.may_be_priced(original)),
    )
    part.amount_fen = original.contract_fen or 0
    draw_in(redemption, further)
    on_this_invoice = (InvoiceOrder.invoice_id == invoice_id, InvoiceOrder.order_id == part.order_id)
    db.session.execute(delete(InvoiceOrder).where(*on_this_invoice))
    db.session.add(InvoiceOrder(**belonging(redemption), invoice_id=invoice_id, order_id=further.id))
    add_up(redemption)
    note_edition(redemption, by=by)
    return further


@whole
def preview_allocation(redemption: Redemption, *, order_sum_fen: int) -> Decision:
    """What the policy would say if the orders cost this much together; nothing is kept."""
    question = question_of(redemption, on=business_today())
    facts = {**question.facts, "redemption.order_sum_fen": order_sum_fen}
    return preview(replace(question, facts=facts))


def grid_as(parts: Parts, decision: Decision, *, links: Links, prices: Mapping[str, int]) -> Grid:
    """The grid with these links and stated amounts in place of the saved ones."""
    assert decision.invoice is not None
    ids = {order.order_no: order.order_id for order in parts.orders}
    covered = [
        CoveredOrder(order.order_id, order.order_no, prices.get(order.order_no, order.amount_fen))
        for order in parts.orders
    ]
    covering = [
        CoveringInvoice(one.number, one.amount_fen, tuple(ids[no] for no in links.get(one.id, ()) if no in ids), one.id)
        for one in parts.invoices
    ]
    return grid_of(covered, covering, decision.invoice)
