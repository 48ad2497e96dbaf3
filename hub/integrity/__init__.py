"""Integrity across regions and programmes: invoices used once, findings kept, holds released by two people."""

from hub.integrity.errors import (
    InvoiceAlreadyUsed,
    InvoiceCodeMissing,
    InvoiceNumberWrong,
    InvoiceTwice,
    ReleasedByYou,
)
from hub.integrity.models import HoldRelease, IntegrityHit, Severity
from hub.integrity.registry import (
    InvoiceEntry,
    find_used,
    hashes_of_others,
    note_files,
    register_invoices,
    release_invoices,
)
from hub.integrity.rules import BorneName, DatedInvoice, Examined, Hit, normalize_invoice, repeated
from hub.integrity.service import RELEASES_NEEDED, check, is_held, keep_hits, list_hits, list_releases, release_hold

__all__ = [
    "RELEASES_NEEDED",
    "BorneName",
    "DatedInvoice",
    "Examined",
    "Hit",
    "HoldRelease",
    "IntegrityHit",
    "InvoiceAlreadyUsed",
    "InvoiceCodeMissing",
    "InvoiceEntry",
    "InvoiceNumberWrong",
    "InvoiceTwice",
    "ReleasedByYou",
    "Severity",
    "check",
    "find_used",
    "hashes_of_others",
    "is_held",
    "keep_hits",
    "list_hits",
    "list_releases",
    "normalize_invoice",
    "note_files",
    "register_invoices",
    "release_hold",
    "release_invoices",
    "repeated",
]
