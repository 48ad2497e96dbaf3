"""Whether a file or a text fits what the policy asks: kind, size with its strictness, length."""

from hub.policy.decision import InvoiceRules, MaterialSlot, TextSlot
from schemas.policy import SizeOp


def within(size_bytes: int, max_bytes: int, size_op: SizeOp) -> bool:
    """Whether a size is allowed: 小于 excludes the limit itself, 不超过 and 最大 include it (G-30)."""
    return size_bytes < max_bytes if size_op == "lt" else size_bytes <= max_bytes


def fits_slot(slot: MaterialSlot, *, kind: str, size_bytes: int) -> bool:
    """Whether a file of this kind and size may go into the slot."""
    return kind in slot.types and within(size_bytes, slot.max_bytes, slot.size_op)


def fits_invoice(rules: InvoiceRules, *, kind: str, size_bytes: int) -> bool:
    """Whether a picture of an invoice is acceptable."""
    return kind in rules.types and within(size_bytes, rules.max_bytes, rules.size_op)


def fits_receipt(rules: InvoiceRules, *, kind: str, size_bytes: int) -> bool:
    """Whether a bank receipt is acceptable; where none is asked for, none is."""
    limit = rules.receipt_max_bytes
    return limit is not None and kind in rules.receipt_types and within(size_bytes, limit, rules.receipt_size_op)


def fits_text(slot: TextSlot, *, text: str) -> bool:
    """Whether a text is there where it is required, and not too long; characters are counted, not bytes."""
    return len(text) <= slot.max_chars and (not slot.required or bool(text.strip()))
