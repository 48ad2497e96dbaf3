"""Record what was done, and read it back within one's scope."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from flask import g, has_app_context
from sqlalchemy import select

from hub.audit.models import AuditEvent
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import append, db
from schemas.events import EVENTS

LIST_LIMIT = 500


class UnknownEvent(ValueError):
    """The event is not in the closed list of schemas/events.py."""


@dataclass(frozen=True)
class Recorded:
    """What was just written down, for those who pass it on; ``at`` is business time."""

    event: str
    at: datetime
    subject: str
    subject_id: UUID
    subject_no: str | None
    areas: tuple[str, ...]
    organizations: tuple[UUID, ...]


_listeners: list[Callable[[Recorded], None]] = []


def on_record(listener: Callable[[Recorded], None]) -> None:
    """Have ``listener`` called for every row, in the transaction that writes it; what it raises undoes both."""
    _listeners.append(listener)


def record(
    event: str,
    *,
    by: Actor,
    subject: str,
    subject_id: UUID,
    subject_no: str | None = None,
    areas: Iterable[str | None] = (),
    organizations: Iterable[UUID | None] = (),
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str | None = None,
    purpose: str | None = None,
    decision_id: UUID | None = None,
) -> None:
    """Write one row; ``areas`` and ``organizations`` are those who may see it, ``before``/``after`` what changed.

    Raises:
        UnknownEvent: nobody has declared that event.
    """
    if event not in EVENTS:
        raise UnknownEvent(event)
    now = business_now()
    seen_in = sorted({area for area in areas if area})
    seen_by = sorted({organization for organization in organizations if organization})
    append(
        AuditEvent,
        event=event,
        at=now,
        business_date=now.date(),
        account_id=by.account_id,
        actor_name=by.name,
        actor_roles=sorted(f"{granted.role}@{granted.area or granted.organization_id or '*'}" for granted in by.roles),
        on_behalf_of=by.organization_id,
        through=by.through,
        areas=seen_in,
        organizations=seen_by,
        subject=subject,
        subject_id=subject_id,
        subject_no=subject_no,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        purpose=purpose,
        decision_id=decision_id,
        request_id=g.get("request_id") if has_app_context() else None,
    )
    for listener in _listeners:
        listener(Recorded(event, now, subject, subject_id, subject_no, tuple(seen_in), tuple(seen_by)))


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The values as JSON holds them: dates, ids and states as text."""
    return None if values is None else {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_json(item) for item in value]
    return str(value)


def list_events(
    *,
    subject: str | None = None,
    subject_id: UUID | None = None,
    event: str | None = None,
    account_id: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 100,
) -> list[AuditEvent]:
    """The rows in the scope in force, latest first."""
    wanted = select(AuditEvent).order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(min(limit, LIST_LIMIT))
    equal = {"subject": subject, "subject_id": subject_id, "event": event, "account_id": account_id}
    for name, value in equal.items():
        if value is not None:
            wanted = wanted.where(getattr(AuditEvent, name) == value)
    if since is not None:
        wanted = wanted.where(AuditEvent.business_date >= since)
    if until is not None:
        wanted = wanted.where(AuditEvent.business_date <= until)
    return list(db.session.execute(wanted).scalars())
