"""The registry of invoices in use, across all regions and programmes; a partial unique index decides the race."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from hub.federation import directory
from hub.integrity.errors import InvoiceAlreadyUsed, InvoiceTwice
from hub.integrity.models import FileUse, InvoiceRegistration
from hub.integrity.releasing import release_others
from hub.integrity.rules import InvoiceIdentity, normalize_invoice, repeated
from hub.kernel.db import db
from hub.kernel.ids import new_id


@dataclass(frozen=True)
class InvoiceEntry:
    """An invoice to be registered, as typed."""

    invoice_id: UUID
    code: str | None
    number: str

    @property
    def identity(self) -> InvoiceIdentity:
        """What the registry knows it by."""
        return normalize_invoice(self.code, self.number)


def register_invoices(
    *, redemption_id: UUID, invoices: Sequence[InvoiceEntry], region: str, area: str, on: date
) -> None:
    """Mark the invoices as used by this redemption; those it used before and no longer holds become free.

    Raises:
        InvoiceTwice: one stands twice in the list.
        InvoiceAlreadyUsed: another live redemption uses one of them.
    """
    for identity in repeated(entry.identity for entry in invoices):
        raise InvoiceTwice(number=identity.number)
    release_others(InvoiceRegistration, redemption_id, {entry.identity.key for entry in invoices})
    # One order of keys for everybody, so that two submissions never wait for each other.
    for entry in sorted(invoices, key=lambda entry: entry.identity.key):
        _register(redemption_id, entry, region=region, area=area, on=on)


def _register(redemption_id: UUID, entry: InvoiceEntry, *, region: str, area: str, on: date) -> None:
    values = {
        "key": entry.identity.key,
        "redemption_id": redemption_id,
        "invoice_id": entry.invoice_id,
        "region": region,
        "area": area,
        "registered_on": on,
        "live": True,
    }
    # Whoever held the key may release it between the two statements; then it is free after all.
    while not _take(values) and not _is_own(redemption_id, entry.identity.key):
        used = find_used(entry.code, entry.number, except_by=redemption_id)
        if used is not None:
            raise used


def _take(values: dict[str, object]) -> bool:
    """Write the key unless somebody holds it; waits for a transaction that has just written the same one."""
    row = insert(InvoiceRegistration).values(id=new_id(), **values)
    row = row.on_conflict_do_nothing(index_elements=["key"], index_where=text("live"))
    return db.session.execute(row.returning(InvoiceRegistration.id)).scalar_one_or_none() is not None


def _is_own(redemption_id: UUID, key: str) -> bool:
    own = select(InvoiceRegistration.id).where(
        InvoiceRegistration.key == key, InvoiceRegistration.live, InvoiceRegistration.redemption_id == redemption_id
    )
    return db.session.execute(own).first() is not None


def find_used(code: str | None, number: str, *, except_by: UUID) -> InvoiceAlreadyUsed | None:
    """The refusal for an invoice that another live redemption uses, or None; ``register_invoices`` still decides."""
    identity = normalize_invoice(code, number)
    found = db.session.execute(
        select(InvoiceRegistration.region, InvoiceRegistration.registered_on).where(
            InvoiceRegistration.key == identity.key,
            InvoiceRegistration.live,
            InvoiceRegistration.redemption_id != except_by,
        )
    ).one_or_none()
    if found is None:
        return None
    return InvoiceAlreadyUsed(
        number=identity.number, region=directory.get_region(found.region).names.zh, on=found.registered_on
    )


def release_invoices(redemption_id: UUID) -> int:
    """The redemption has ended without an award: its invoices can be used again; answers how many."""
    return release_others(InvoiceRegistration, redemption_id, set())


def note_files(*, redemption_id: UUID, holder_id: UUID, region: str, hashes: Sequence[str], on: date) -> None:
    """Remember on which files a submission rests (F-02)."""
    for sha256 in sorted(set(hashes)):
        row = insert(FileUse).values(
            id=new_id(), sha256=sha256, redemption_id=redemption_id, holder_id=holder_id, region=region, used_on=on
        )
        db.session.execute(row.on_conflict_do_nothing(index_elements=["sha256", "redemption_id"]))


def hashes_of_others(*, holder_id: UUID, hashes: Sequence[str]) -> set[str]:
    """Those of the hashes that another holder's redemption rests on."""
    found = select(FileUse.sha256).where(FileUse.sha256.in_(list(hashes)), FileUse.holder_id != holder_id)
    return set(db.session.execute(found.distinct()).scalars())
