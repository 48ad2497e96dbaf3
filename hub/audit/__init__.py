"""The audit record: who did what to which object, on whose behalf, why, and what it changed; append-only.

Rows of the record and of the books are sealed every minute: ``verify_record`` proves them, ``seal_status`` says how old
the newest proof is, ``begin_export`` and ``write_export`` hand them to an auditor with a verifier that needs no hub.
"""

from hub.audit.anchors import Anchor, read_anchor, write_anchor
from hub.audit.exporting import Export, NothingSealed, TooManyExports, begin_export, write_export
from hub.audit.models import AuditEvent
from hub.audit.seal_status import LATE_AFTER, SealingLate, SealStatus, list_seals, seal_status
from hub.audit.sealing import seal_pending
from hub.audit.service import Recorded, UnknownEvent, list_events, on_record, record
from hub.audit.verifying import Finding, Proof, verify_record

__all__ = [
    "LATE_AFTER",
    "Anchor",
    "AuditEvent",
    "Export",
    "Finding",
    "NothingSealed",
    "Proof",
    "Recorded",
    "SealStatus",
    "SealingLate",
    "TooManyExports",
    "UnknownEvent",
    "begin_export",
    "list_events",
    "list_seals",
    "on_record",
    "read_anchor",
    "record",
    "seal_pending",
    "seal_status",
    "verify_record",
    "write_anchor",
    "write_export",
]
