"""Buyer, sellers and what stands on the papers, as the integrity checks look at them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from hub.identity import Organization, marks, rename
from hub.integrity import BorneName, DatedInvoice, Party
from hub.kernel.clock import SHANGHAI
from hub.redemption.parts import Parts


def party_of(unit: Organization, *, ordered_on: date | None = None) -> Party:
    """A unit of the deal as the checks need it."""
    suspended = unit.suspended_from.astimezone(SHANGHAI).date() if unit.suspended_from else None
    until = unit.suspended_until.astimezone(SHANGHAI).date() if unit.suspended_until else None
    if until and ordered_on and until <= ordered_on:
        suspended = None
    return Party(
        id=unit.id,
        name=unit.name,
        division=unit.division,
        parent=(unit.profile or {}).get("parent_uscc"),
        uscc=unit.uscc,
        names=names_of(unit.id),
        marks=marks.marks_of(unit),
        suspended_on=suspended,
        ordered_on=ordered_on,
    )


def names_of(organization_id: UUID) -> Sequence[BorneName]:
    """The names that papers may carry; the day of a change still belongs to the former name."""
    return [
        BorneName(one.name, one.until.astimezone(SHANGHAI).date() if one.until else None)
        for one in rename.names_of(organization_id)
    ]


def written(parts: Parts) -> list[DatedInvoice]:
    """The invoices with what stands on them, and the sellers of the orders that each covers."""
    seller = {part.order_id: part.seller_id for part in parts.orders}
    return [
        DatedInvoice(
            invoice.number, invoice.date, invoice.buyer_name, invoice.buyer_uscc, invoice.seller_name,
            invoice.seller_uscc,
            frozenset(seller[covered] for covered in parts.covers.get(invoice.id, ()) if covered in seller),
        )
        for invoice in parts.invoices
    ]  # fmt: skip
