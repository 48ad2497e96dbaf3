"""What regions tell us: stored as it came before anybody reads it, checked, and counted once by the region's id."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from adapters.contract import (
    BadAnswer,
    Event,
    Inbound,
    NotSupported,
    RegionRefused,
    RegionUnavailable,
    Reply,
    Result,
    UpstreamSession,
)
from hub.federation import gateway
from hub.federation.directory import get_region
from hub.federation.models import InboundMessage, InboundReceipt, InboundState
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.kernel.states import move, record_birth

MAX_BYTES = 512 * 1024
LOGOUT = "logout"
# Anybody may send one where the protocol signs nothing (CAS), and each is kept: a logout message is short.
LOGOUT_MAX_BYTES = 16 * 1024
KEPT_HEADERS = 40
NOT_KEPT = frozenset({"authorization", "cookie"})
# OpenID Connect Back-Channel Logout 1.0 §2.8 fixes the answers and forbids keeping them; providers retry on a 202.
LOGOUT_STATUS = {"accepted": 200, "refused": 400, "unavailable": 503}

EventConsumer = Callable[[str, Any], None]
LogoutConsumer = Callable[[str, UpstreamSession], None]
_consumers: dict[type, list[EventConsumer]] = {}
_logout_consumers: list[LogoutConsumer] = []


def on_event(kind: type, consumer: EventConsumer) -> None:
    """Call ``consumer(region, event)`` once for each new event of that kind, in the unit of work that notes it.

    What the consumer raises undoes the note too, and the region is asked to send the message again.
    """
    known = _consumers.setdefault(kind, [])
    if consumer not in known:
        known.append(consumer)


def on_logout(consumer: LogoutConsumer) -> None:
    """Call ``consumer(region, session)`` when a region says that a session of its own has ended."""
    if consumer not in _logout_consumers:
        _logout_consumers.append(consumer)


def longest(topic: str) -> int:
    """How many bytes a message about this topic may have."""
    return LOGOUT_MAX_BYTES if topic == LOGOUT else MAX_BYTES


def receive(region: str, topic: str, headers: Mapping[str, str], body: bytes) -> Reply:
    """Take one call of a region, from its raw bytes to the reply in the region's own form."""
    adapter = gateway.open_adapter(get_region(region), seconds=gateway.LOOK_UP_SECONDS)
    kept = {name.lower(): value for name, value in headers.items()}
    with unit_of_work():
        stored = _store(region, topic, kept, body)
    try:
        result = _take(region, adapter, stored, Inbound(topic, kept, body))
    except (BadAnswer, NotSupported, RegionRefused) as fault:
        result = _end(stored, InboundState.REFUSED, "refused", str(fault))
    except (RegionUnavailable, HubError) as fault:
        result = _end(stored, InboundState.FAILED, "unavailable", str(fault))
    reply = adapter.answer(result)
    if topic != LOGOUT:
        return reply
    return replace(reply, status=LOGOUT_STATUS[result.status], headers={**reply.headers, "Cache-Control": "no-store"})


def _take(region: str, adapter: Any, stored: UUID, inbound: Inbound) -> Result:
    if inbound.topic == LOGOUT:
        session = adapter.read_logout(inbound)
        with unit_of_work():
            for consumer in _logout_consumers if session else []:
                consumer(region, session)
            _move(stored, InboundState.ACCEPTED)
        return Result("accepted")
    events: tuple[Event, ...] = adapter.read_inbound(inbound)
    with unit_of_work():
        new = consume(region, stored, events)
    return Result("duplicate" if events and not new else "accepted")


def consume(region: str, stored: UUID, events: tuple[Event, ...]) -> int:
    """Pass on those of a message's events that are new; how many they are."""
    new = [event for event in events if _is_new(region, event, stored)]
    for event in new:
        for consumer in _consumers.get(type(event), []):
            consumer(region, event)
    known = bool(events) and not new
    _move(stored, InboundState.DUPLICATE if known else InboundState.ACCEPTED, events=len(new))
    return len(new)


def store_reported(region: str, topic: str, body: bytes) -> UUID:
    """Keep what a region's program reported by the API as it is kept when its platform sends it."""
    return _store(region, topic, {}, body)


def _store(region: str, topic: str, headers: Mapping[str, str], body: bytes) -> UUID:
    names = [name for name in sorted(headers) if name not in NOT_KEPT][:KEPT_HEADERS]
    message = InboundMessage(
        id=new_id(), region=region, topic=topic, headers={name: headers[name][:2000] for name in names},
        body=body.decode("latin-1"), body_sha256=hashlib.sha256(body).hexdigest(), received_at=business_now(),
        state=InboundState.RECEIVED, events=0,
    )  # fmt: skip
    db.session.add(message)
    db.session.flush()
    record_birth(message, by=THE_HUB)
    return message.id


def _is_new(region: str, event: Event, stored: UUID) -> bool:
    row = insert(InboundReceipt).values(
        region=region, message_id=event.message_id, inbound_id=stored, event=type(event).__name__, at=business_now()
    )
    made = row.on_conflict_do_nothing().returning(InboundReceipt.message_id)
    return db.session.execute(made).scalar_one_or_none() is not None


def _end(stored: UUID, to: InboundState, status: str, why: str) -> Result:
    with unit_of_work():
        _move(stored, to, reason=why[:300])
    return Result(status)


def _move(stored: UUID, to: InboundState, **values: Any) -> None:
    message = db.session.get(InboundMessage, stored, populate_existing=True)
    assert message is not None
    move(message, to, by=THE_HUB, **values)
