"""补差价订单 of a 通兑: a further invoice gets an order and an application of its own (CSJ-44, contracts.md §1)."""

from uuid import UUID

from sqlalchemy import delete

from hub import orders
from hub.kernel.actor import Actor
from hub.kernel.db import db
from hub.redemption import editing_errors
from hub.redemption.drafting import draft_redemption
from hub.redemption.editions import note_edition
from hub.redemption.models import InvoiceOrder, Redemption
from hub.redemption.ownership import belonging
from hub.redemption.papers import require_editable
from hub.redemption.parts import add_up, parts_of
from hub.redemption.whole import whole


@whole
def supplement_apart(*, redemption: Redemption, invoice_id: UUID, by: Actor) -> Redemption:
    """Divide the one order by the amount of a further invoice, and begin the application of the new order with it.

    What the two cost together is what the one cost, and the buyer agrees to each.

    Raises:
        LinkUnknown: it is the first invoice, or none of this application.
    """
    require_editable(redemption, by)
    parts = parts_of(redemption)
    further_ones = {one.id: one for one in parts.invoices[1:]}
    if redemption.institution_id is None or invoice_id not in further_ones:
        raise editing_errors.LinkUnknown(field="invoice")
    (part,), invoice = parts.orders, further_ones[invoice_id]
    (original,) = orders.list_orders_by_id([part.order_id])
    further = orders.supplement_order(order=original, amount_fen=invoice.amount_fen, by=by)
    part.amount_fen = original.contract_fen or 0
    begun = draft_redemption(orders=[further], by=by)
    db.session.execute(delete(InvoiceOrder).where(InvoiceOrder.invoice_id == invoice.id))
    invoice.redemption_id = begun.id
    db.session.add(InvoiceOrder(**belonging(begun), invoice_id=invoice.id, order_id=further.id))
    add_up(redemption)
    add_up(begun)
    note_edition(redemption, by=by)
    return begun
