"""Pure decisions: who may be told of what, what a message says, and when it is tried again."""

import json
import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

TEST_EVENT = "webhook.test"
# What a portal must have been let see before it hears of such an object; notices and policies are public anyway.
SCOPE_OF = {
    "account": "org",
    "holder": "org",
    "application": "voucher.read",
    "voucher": "voucher.read",
    "order": "order.read",
    "use": "order.read",
    "redemption": "redemption.read",
}
PUBLIC = frozenset({"institution", "policy", "notice"})
# Money between treasuries: only what belongs to the client's own region, and only with the scope for it.
REGION_ONLY = {"settlement": "settlement.read"}
# The number of an account is a user name.
NAMELESS = frozenset({"account"})
TRIES_MAX = 12
LONGEST_WAIT_SECONDS = 21_600.0
ANSWER_KEPT = 500


@dataclass(frozen=True)
class Audience:
    """For whom a client may be told of one event; None in place of it means: not at all."""

    areas: frozenset[str] = frozenset()
    organizations: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Listener:
    """What a client is: the areas of its region (none for a portal), and its scopes."""

    region_areas: frozenset[str]
    scopes: frozenset[str]


def audience_of(event: str, areas: Collection[str], listener: Listener, connected: Collection[UUID]) -> Audience | None:
    """Whether and for whom a client hears of an event; ``connected`` are the event's units that let it."""
    subject = event.partition(".")[0]
    if subject in PUBLIC:
        return Audience(frozenset(areas) & listener.region_areas)
    own = frozenset(areas) & listener.region_areas
    if subject in REGION_ONLY:
        return Audience(own) if own and REGION_ONLY[subject] in listener.scopes else None
    if subject not in SCOPE_OF:
        return None
    if not own and not connected:
        return None
    return Audience(own, frozenset(connected))


@dataclass(frozen=True)
class Told:
    """What a message says of an event: which, when, about which object, for whom; never what the object holds."""

    delivery_id: UUID
    webhook_id: UUID
    client_id: str
    event: str
    occurred_at: datetime
    subject: str
    subject_no: str | None
    areas: Collection[str]
    organizations: Collection[UUID]


def body_of(told: Told, *, sent_at: datetime, attempt: int) -> bytes:
    """The bytes to sign and send. ``id`` stays the same for every try, ``sent_at`` and ``attempt`` do not."""
    named = None if told.event.partition(".")[0] in NAMELESS else told.subject_no
    message = {
        "id": str(told.delivery_id),
        "event": told.event,
        "occurred_at": told.occurred_at.isoformat(timespec="milliseconds"),
        "object": {"type": told.subject, "no": named},
        "org_ids": sorted(str(unit) for unit in told.organizations),
        "areas": sorted(told.areas),
        "webhook": str(told.webhook_id),
        "client_id": told.client_id,
        "sent_at": sent_at.isoformat(timespec="milliseconds"),
        "attempt": attempt,
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def wait_after(tries: int, first_seconds: float) -> timedelta:
    """How long to wait after so many tries: three times longer each time, capped, spread by up to a half."""
    seconds = min(LONGEST_WAIT_SECONDS, first_seconds * 3.0 ** (tries - 1))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 - jitter, not a secret


def excerpt(answer: bytes) -> str:
    """The beginning of what a receiver answered, as text that can be kept and shown."""
    return answer[:ANSWER_KEPT].decode("utf-8", "replace").replace("\0", "")
