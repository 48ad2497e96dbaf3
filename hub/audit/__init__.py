"""The audit record: who did what to which object, on whose behalf, why, and what it changed; append-only."""

from hub.audit.models import AuditEvent
from hub.audit.service import UnknownEvent, list_events, record

__all__ = ["AuditEvent", "UnknownEvent", "list_events", "record"]
