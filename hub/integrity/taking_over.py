"""Invoices and contracts that were used elsewhere before the area joined, so that none is used again."""

from datetime import date
from uuid import UUID

from hub.integrity.contracts import ContractEntry, register_contracts, release_contracts
from hub.integrity.registry import InvoiceEntry, find_used, register_invoices, release_invoices
from hub.kernel.errors import HubError

NOBODY = UUID(int=0)


def take_over_invoice(*, row_id: UUID, code: str | None, number: str, region: str, area: str, on: date) -> None:
    """Mark an invoice as used on a day of the past; ``row_id`` stands where a redemption of ours would.

    Raises:
        InvoiceAlreadyUsed: a live redemption uses it. InvoiceNumberWrong, InvoiceCodeMissing: it is no invoice.
    """
    entry = InvoiceEntry(row_id, code, number)
    register_invoices(redemption_id=row_id, invoices=[entry], region=region, area=area, on=on)


def take_over_contract(
    *, row_id: UUID, buyer: str, seller: str, number: str, programme: str, region: str, area: str, on: date
) -> None:
    """Mark a contract as used on a day of the past.

    Raises:
        ContractAlreadyUsed: a live redemption uses it.
    """
    entry = ContractEntry(buyer, (seller,), number)
    register_contracts(redemption_id=row_id, contracts=[entry], programme=programme, region=region, area=area, on=on)


def used_before(code: str | None, number: str) -> HubError | None:
    """The refusal for an invoice that is in use already, or None."""
    return find_used(code, number, except_by=NOBODY)


def give_back_papers(row_id: UUID) -> None:
    """What was taken over under this row was not used after all."""
    release_invoices(row_id)
    release_contracts(row_id)
