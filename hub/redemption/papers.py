"""The papers of a redemption, one file for each: invoices, receipts, and materials in the slots of the policy."""

from collections.abc import Sequence
from datetime import date
from typing import IO, Any, TypeVar
from uuid import UUID

from sqlalchemy import delete, select

from hub.integrity import normalize_invoice
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.files import FileRule, StoredFile, store_file
from hub.orders import list_orders_by_id
from hub.policy import Decision, MaterialSlot
from hub.redemption import direct, errors, paper_errors
from hub.redemption.faces import NO_FACE, NO_PAYER, Face, Payer
from hub.redemption.holding import is_direct
from hub.redemption.models import Invoice, InvoiceOrder, Material, Paper, Receipt, Redemption
from hub.redemption.ownership import belonging
from hub.redemption.parts import add_up, parts_of
from hub.redemption.questions import answer_now
from hub.redemption.rules import slots_of
from hub.redemption.states import EDITABLE
from hub.redemption.whole import lock, whole
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES

P = TypeVar("P", bound=Paper)


def require_starter(redemption: Redemption, by: Actor) -> None:
    """Refuse anybody but the side that redeems."""
    roles = INSTITUTION_ROLES if redemption.institution_id else HOLDER_ROLES
    by.require(*roles, organization_id=redemption.starter_id)


def require_editable(redemption: Redemption, by: Actor) -> None:
    """Lock the redemption for a change to its papers, or refuse."""
    require_starter(redemption, by)
    lock(redemption)
    if redemption.state not in EDITABLE:
        raise errors.NotEditable(no=redemption.no)


@whole
def add_invoice(
    *,
    redemption: Redemption,
    code: str | None,
    number: str,
    dated: date | None,
    amount_fen: int,
    order_nos: Sequence[str],
    stream: IO[bytes],
    name: str,
    by: Actor,
    face: Face = NO_FACE,
    institution: str | None = None,
    category: str | None = None,
) -> Invoice:
    """Enter an invoice with its picture; without ``order_nos`` it covers all orders of the redemption.

    In a direct redemption it gets an order of its own; ``institution`` and ``category`` must be the application's.
    """
    require_editable(redemption, by)
    identity = normalize_invoice(code, number)
    direct.require_same(redemption, number=identity.number, institution=institution, category=category)
    stored = _store(redemption, invoice_rule(answer_now(redemption)), stream, name, by)
    invoice = Invoice(
        **belonging(redemption),
        **_file(stored),
        code=identity.code or None,
        number=identity.number,
        date=dated,
        amount_fen=amount_fen,
        **face.columns(titled=_title(redemption, order_nos)),
    )
    db.session.add(invoice)
    db.session.flush()
    if is_direct(redemption):
        direct.stand_in(redemption, invoice, by=by)
    else:
        _cover(redemption, invoice, order_nos)
    add_up(redemption)
    return invoice


def _title(redemption: Redemption, order_nos: Sequence[str]) -> str:
    """What an invoice is called unless somebody says otherwise: the service of the first order that it covers."""
    covered = [part.order_id for part in parts_of(redemption).orders if not order_nos or part.order_no in order_nos]
    found = list_orders_by_id(covered[:1])
    return found[0].service_name if found else direct.category_words(redemption.category_code)


def _cover(redemption: Redemption, invoice: Invoice, order_nos: Sequence[str]) -> None:
    covered = parts_of(redemption).orders
    chosen = [order for order in covered if order.order_no in order_nos] or covered
    for order in chosen:
        db.session.add(InvoiceOrder(**belonging(redemption), invoice_id=invoice.id, order_id=order.order_id))


@whole
def add_receipt(
    *, redemption: Redemption, amount_fen: int, stream: IO[bytes], name: str, by: Actor, payer: Payer = NO_PAYER
) -> Receipt:
    """Enter a bank receipt with its picture, and who paid."""
    require_editable(redemption, by)
    stored = _store(redemption, receipt_rule(answer_now(redemption)), stream, name, by)
    receipt = Receipt(**belonging(redemption), **_file(stored), **payer.columns(), amount_fen=amount_fen)
    db.session.add(receipt)
    add_up(redemption)
    return receipt


def open_slot(redemption: Redemption, slot: str) -> MaterialSlot:
    """The slot of this code that takes one more file, or a refusal."""
    wanted = {material.code: material for material in slots_of(answer_now(redemption).materials)}
    if slot not in wanted:
        raise paper_errors.SlotUnknown(slot=slot, field="slot")
    held = parts_of(redemption).counts.get(slot, 0)
    limit = wanted[slot].count_max
    if limit is not None and held >= limit:
        raise paper_errors.SlotFull(slot=wanted[slot].label_zh, count=limit, field="file")
    return wanted[slot]


@whole
def attach_material(*, redemption: Redemption, slot: str, stream: IO[bytes], name: str, by: Actor) -> Material:
    """Put one file into a slot that the policy names; kind and size are checked by content."""
    require_editable(redemption, by)
    stored = _store(redemption, slot_rule(open_slot(redemption, slot)), stream, name, by)
    material = Material(**belonging(redemption), **_file(stored), slot=slot)
    db.session.add(material)
    db.session.flush()
    return material


@whole
def remove_invoice(*, redemption: Redemption, invoice_id: UUID, by: Actor) -> None:
    """Take an invoice out again."""
    require_editable(redemption, by)
    invoice = _own(Invoice, redemption, invoice_id)
    covered = parts_of(redemption).covers.get(invoice.id, ())
    db.session.execute(delete(InvoiceOrder).where(InvoiceOrder.invoice_id == invoice.id))
    db.session.delete(invoice)
    if is_direct(redemption):
        direct.drop_stand_ins(redemption, covered, by=by)
    add_up(redemption)


@whole
def remove_receipt(*, redemption: Redemption, receipt_id: UUID, by: Actor) -> None:
    """Take a receipt out again."""
    require_editable(redemption, by)
    db.session.delete(_own(Receipt, redemption, receipt_id))
    add_up(redemption)


def invoice_rule(decision: Decision) -> FileRule:
    """What the picture of an invoice may be."""
    assert decision.invoice is not None
    rules = decision.invoice
    return FileRule(kinds=rules.types, max_bytes=rules.max_bytes, size_op=rules.size_op)


def receipt_rule(decision: Decision) -> FileRule:
    """What the picture of a receipt may be; as for invoices where the policy says nothing of its own."""
    assert decision.invoice is not None
    rules = decision.invoice
    if rules.receipt_max_bytes is None:
        return invoice_rule(decision)
    return FileRule(kinds=rules.receipt_types, max_bytes=rules.receipt_max_bytes, size_op=rules.receipt_size_op)


def slot_rule(slot: MaterialSlot) -> FileRule:
    """What a file in a slot may be."""
    return FileRule(kinds=slot.types, max_bytes=slot.max_bytes, size_op=slot.size_op)


def _store(redemption: Redemption, rule: FileRule, stream: IO[bytes], name: str, by: Actor) -> StoredFile:
    if by.organization_id is not None and by.organization_id != redemption.starter_id:
        raise Forbidden()
    return store_file(stream, name=name, organization_id=redemption.starter_id, rule=rule, by=by)


def _file(stored: StoredFile) -> dict[str, Any]:
    return {
        "file_id": stored.id,
        "file_name": stored.name,
        "sha256": stored.sha256,
        "size_bytes": stored.size_bytes,
        "added_at": business_now(),
    }


def _own(table: type[P], redemption: Redemption, paper_id: UUID) -> P:
    found = db.session.execute(
        select(table).where(table.id == paper_id, table.redemption_id == redemption.id)  # type: ignore[attr-defined]
    ).scalar_one_or_none()
    if found is None:
        raise paper_errors.PaperUnknown()
    return found
