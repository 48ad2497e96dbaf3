"""What stories check at their end: the ledgers, the record, the messages (`always` of docs/stories.md)."""

from sqlalchemy import text

from hub import ledger
from hub.kernel.db import db
from schemas.events import EVENTS

# State changes of business objects without a word in the record of the same object.
UNRECORDED = """
SELECT DISTINCT s.subject, s.subject_id FROM state_change s
WHERE s.subject IN ('order', 'voucher_application', 'redemption', 'public_notice', 'settle_batch')
  AND NOT (s.from_state IS NULL AND s.to_state = 'DRAFT')
  AND NOT EXISTS (SELECT FROM audit_event a WHERE a.subject_id = s.subject_id)
  AND EXISTS (SELECT FROM state_change t WHERE t.subject_id = s.subject_id AND t.from_state IS NOT NULL)
"""
# Who, when and on whose behalf must stand in every record.
NAMELESS = """
SELECT id, event FROM audit_event
WHERE actor_name = '' OR business_date <> CAST(at AT TIME ZONE 'Asia/Shanghai' AS date)
"""
# One event is one message: the same thing told to the same people twice by one action is one too many. An action is
# over in a fifth of a second; on a fast machine an object is submitted, returned and submitted again within one.
TWICE = """
SELECT event, subject_no FROM message
GROUP BY event, subject_no, organization_id, role, area, account_id, floor(extract(epoch FROM told_at) * 5), filling
HAVING count(*) > 1
"""


def ledger_faults() -> list[str]:
    """What `hub ledger verify` finds."""
    return [f"{violation.invariant} {violation.subject}: {violation.sentence}" for violation in ledger.verify()]


def audit_faults() -> list[str]:
    """Objects that moved without a record, records without a name or with a wrong date, events nobody knows."""
    found = [f"{subject} {subject_id} changed its state without a record" for subject, subject_id in _rows(UNRECORDED)]
    found += [f"record {number} ({event}) lacks its actor or its date" for number, event in _rows(NAMELESS)]
    return found + _unknown_events("audit_event")


def message_faults() -> list[str]:
    """Messages told twice, and events nobody knows."""
    return [f"{event} about {no} was told twice" for event, no in _rows(TWICE)] + _unknown_events("message")


CHECKS = {"ledger": ledger_faults, "audit": audit_faults, "messages": message_faults}


def _unknown_events(table: str) -> list[str]:
    names = {event for (event,) in _rows(f"SELECT DISTINCT event FROM {table}")}  # noqa: S608 - our own names
    return [f"{table} has the unknown event {name}" for name in sorted(names - EVENTS)]


def _rows(statement: str) -> list[tuple[str, ...]]:
    return [tuple(str(value) for value in row) for row in db.session.execute(text(statement))]
