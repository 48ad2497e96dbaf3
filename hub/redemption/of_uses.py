"""The redemption of a use of a voucher: begun with what was uploaded with the use (ZJ1-25, ZJ2-31)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.integrity import normalize_invoice
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.scope import everything
from hub.orders import Order, uses
from hub.orders.uses import UseFile, VoucherUse
from hub.policy import policy_in_force
from hub.redemption import paper_errors
from hub.redemption.drafting import draft_redemption
from hub.redemption.models import Invoice, InvoiceOrder, Material, Redemption, RedemptionOrder
from hub.redemption.papers import belonging, require_editable
from hub.redemption.parts import add_up, parts_of
from hub.redemption.rules import FILED_ELSEWHERE
from hub.redemption.states import EDITABLE
from hub.redemption.whole import whole

INVOICE = "invoice"


@whole
def begin_for_use(*, no: str, by: Actor) -> Redemption:
    """The redemption of a use, begun with what was uploaded where there is none yet.

    Raises:
        OrderNotRedeemable: the use is not confirmed, or has ended.
        NotYourRedemption: the other side redeems it.
    """
    use, order = uses.get_use(no)
    begun = begun_for_use(order.id)
    if begun is not None:
        return begun
    redemption = draft_redemption(orders=[order], by=by, contract_fen=order.contract_fen)
    _carry(use, order, redemption)
    return redemption


@whole
def fill_invoice(*, no: str, number: str, amount_fen: int, by: Actor, code: str = "") -> Redemption:
    """Give the invoice that was uploaded with the use its number and amount (「请填写发票号」).

    Raises:
        InvoiceMissing: none was uploaded: it is added among the papers of the redemption.
    """
    redemption = begin_for_use(no=no, by=by)
    require_editable(redemption, by)
    use, order = uses.get_use(no)
    used = {invoice.file_id for invoice in parts_of(redemption).invoices}
    file = next((one for one in uses.files_of(use) if one.slot == INVOICE and one.file_id not in used), None)
    if file is None:
        raise paper_errors.InvoiceMissing(field="number")
    _add_invoice(redemption, order, file, (code, number), amount_fen)
    return redemption


def slots_for_use(order: Order) -> Sequence[Any]:
    """The documents that the policy of the use asks for when it is redeemed."""
    assert order.programme is not None
    assert order.area is not None
    policy = policy_in_force(order.programme, order.area, order.placed_on)
    materials = [one for one in policy.draft.materials if one.phase == "redemption"]
    return [one for one in materials if one.per not in FILED_ELSEWHERE]


def begun_for_use(order_id: UUID) -> Redemption | None:
    """The redemption of a use that can still be changed, or None."""
    found = (
        select(Redemption)
        .join(RedemptionOrder, RedemptionOrder.redemption_id == Redemption.id)
        .where(RedemptionOrder.order_id == order_id, Redemption.state.in_(EDITABLE))
        .order_by(Redemption.drafted_at.desc())
    )
    with everything():
        return db.session.execute(found).scalars().first()


def _carry(use: VoucherUse, order: Order, redemption: Redemption) -> None:
    """What was uploaded with the use are the first papers of its redemption."""
    limits = {slot.code: slot.count_max for slot in slots_for_use(order)}
    taken: dict[str, int] = {}
    for file in uses.files_of(use):
        limit = limits.get(file.slot)
        if file.slot not in limits or (limit is not None and taken.get(file.slot, 0) >= limit):
            continue
        taken[file.slot] = taken.get(file.slot, 0) + 1
        db.session.add(Material(**belonging(redemption), **_paper(file), slot=file.slot))
    first = next((one for one in uses.files_of(use) if one.slot == INVOICE), None)
    if first is not None and use.invoice_number and use.invoice_fen:
        _add_invoice(redemption, order, first, ("", use.invoice_number), use.invoice_fen)
    add_up(redemption)


def _add_invoice(
    redemption: Redemption, order: Order, file: UseFile, written: tuple[str, str], amount_fen: int
) -> None:
    identity = normalize_invoice(written[0] or None, written[1])
    invoice = Invoice(
        **belonging(redemption),
        **_paper(file),
        code=identity.code or None,
        number=identity.number,
        amount_fen=amount_fen,
    )
    db.session.add(invoice)
    db.session.flush()
    db.session.add(InvoiceOrder(**belonging(redemption), invoice_id=invoice.id, order_id=order.id))
    add_up(redemption)


def _paper(file: UseFile) -> dict[str, Any]:
    return {
        "file_id": file.file_id,
        "file_name": file.file_name,
        "sha256": file.sha256,
        "size_bytes": file.size_bytes,
        "added_at": business_now(),
    }
