"""Sends what clients are owed: one try at a time and object, no transaction open during the call, given up in sight."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from adapters.contract import AdapterError, BadAnswer
from adapters.transport import Http, Wire, netloc_of
from hub import audit, messages
from hub.identity import portals
from hub.identity.portals import OAuthClient
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import utc_now
from hub.kernel.crypto import sign_with
from hub.kernel.db import db, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue, job
from hub.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState
from hub.webhooks.rules import (
    ANSWER_KEPT,
    SCOPE_OF,
    TEST_EVENT,
    TRIES_MAX,
    Told,
    audience_of,
    body_of,
    excerpt,
    wait_after,
)
from hub.webhooks.spreading import connected_to, listener_of
from schemas.terms import Role

CALL_SECONDS = 5.0
LEASE = timedelta(seconds=60)
SWEEP_LIMIT = 200
PURPOSE = "webhook"
SIGNATURE_HEADER = "Hub-Signature"


@dataclass(frozen=True)
class Letter:
    """One try, written and signed inside a transaction so that the call can be made outside of it."""

    delivery_id: UUID
    url: str
    body: bytes
    signature: str
    started_at: datetime


@dataclass(frozen=True)
class Answered:
    """What came of it; ``fault`` is None when the receiver answered with 2xx in time."""

    fault: AdapterError | None
    wire: Wire | None


@job("webhook.deliver")
def deliver_webhook(*, delivery_id: str) -> None:
    """Make one try; whoever comes second, too early, or before an earlier event of the same object, does nothing."""
    with unit_of_work():
        letter = take(UUID(delivery_id))
    if letter is None:
        return
    answered = post(letter)
    with unit_of_work():
        note(letter, answered)


def sweep_deliveries() -> int:
    """Start the tries that are due again, and those whose worker died; returns how many."""
    due = db.session.scalars(
        select(WebhookDelivery.id)
        .where(_IS_OWED, WebhookDelivery.next_try_at <= utc_now(), ~_waits_for_an_earlier())
        .order_by(WebhookDelivery.next_try_at)
        .limit(SWEEP_LIMIT)
    ).all()
    for delivery_id in due:
        enqueue(deliver_webhook, delivery_id=str(delivery_id))
    return len(due)


def post(letter: Letter) -> Answered:
    """Call the receiver, never redirected, answered within five seconds."""
    wires: list[Wire] = []
    hosts, networks = [netloc_of(letter.url)], portals.callable_networks()
    http = Http(hosts=hosts, networks=networks, record=wires.append, total_seconds=CALL_SECONDS)
    try:
        http.post(letter.url, content=letter.body, headers={SIGNATURE_HEADER: letter.signature})
    except AdapterError as fault:
        return Answered(fault, wires[-1] if wires else None)
    return Answered(None, wires[-1])


def take(delivery_id: UUID) -> Letter | None:
    """Claim the try, so that no other worker makes it too, and write its message."""
    now = utc_now()
    with scope.everything():
        taken = db.session.scalars(
            update(WebhookDelivery)
            .where(WebhookDelivery.id == delivery_id, _IS_OWED, WebhookDelivery.next_try_at <= now)
            .where(~_waits_for_an_earlier())
            .values(tries=WebhookDelivery.tries + 1, next_try_at=now + LEASE)
            .returning(WebhookDelivery)
            .execution_options(synchronize_session=False, populate_existing=True)
        ).one_or_none()
    if taken is None:
        return None
    webhook = db.session.get_one(Webhook, taken.webhook_id)
    client = db.session.get_one(OAuthClient, webhook.client_id)
    told = _still_told(taken, webhook, client)
    if told is None:
        _finish(taken, DeliveryState.DROPPED, "The client may not be told of this any more.")
        return None
    body = body_of(told, sent_at=now, attempt=taken.tries)
    return Letter(taken.id, webhook.url, body, _signed(webhook, body, now), now)


def note(letter: Letter, answered: Answered) -> None:
    """Write down what came of a try, and start the next delivery about the same object when this one is over."""
    with scope.everything():
        delivery = db.session.get_one(WebhookDelivery, letter.delivery_id, with_for_update=True, populate_existing=True)
    fault, wire = answered.fault, answered.wire
    said = "OK" if fault is None else str(fault)[:ANSWER_KEPT]
    db.session.add(
        WebhookAttempt(
            id=new_id(), delivery_id=delivery.id, started_at=letter.started_at, body=letter.body.decode(),
            signature=letter.signature, status=wire.status if wire else None,
            milliseconds=wire.milliseconds if wire else None,
            answer=(excerpt(wire.received) if wire and wire.received else said), good=fault is None,
        )
    )  # fmt: skip
    if delivery.state is not DeliveryState.OWED:
        return
    if fault is None:
        delivery.delivered_at = utc_now()
        _finish(delivery, DeliveryState.DELIVERED, said)
    # An address that must not be called, or a redirect, is not mended by waiting.
    elif isinstance(fault, BadAnswer) or delivery.tries >= TRIES_MAX:
        _finish(delivery, DeliveryState.GIVEN_UP, said)
        _tell_of_giving_up(delivery, said)
    else:
        delivery.last_answer = said
        _try_later(delivery)


def _try_later(delivery: WebhookDelivery) -> None:
    wait = wait_after(delivery.tries, current_app.config["HUB"].webhooks.first_wait_seconds)
    delivery.next_try_at = utc_now() + wait
    db.session.flush()
    if not wait:
        enqueue(deliver_webhook, delivery_id=str(delivery.id))


def _finish(delivery: WebhookDelivery, state: DeliveryState, said: str) -> None:
    delivery.state, delivery.last_answer = state, said
    db.session.flush()
    following = (
        select(WebhookDelivery.id)
        .where(_IS_OWED, WebhookDelivery.webhook_id == delivery.webhook_id)
        .where(WebhookDelivery.subject_id == delivery.subject_id)
        .order_by(WebhookDelivery.created_at, WebhookDelivery.id)
        .limit(1)
    )
    with scope.everything():
        next_id = db.session.scalar(following)
    if next_id is not None:
        enqueue(deliver_webhook, delivery_id=str(next_id))


def _still_told(delivery: WebhookDelivery, webhook: Webhook, client: OAuthClient) -> Told | None:
    """What may be said now: a consent withdrawn meanwhile takes its unit out of the message, or all of it away."""
    if webhook.state is not WebhookState.ACTIVE or client.disabled_at is not None:
        return None
    units = frozenset(delivery.organizations)
    if delivery.event != TEST_EVENT:
        if delivery.event.partition(".")[0] in SCOPE_OF:
            units = connected_to({client}, delivery.event, delivery.organizations).get(client.id, frozenset())
        if audience_of(delivery.event, delivery.areas, listener_of(client), units) is None:
            return None
    return Told(
        delivery.id, webhook.id, client.client_id, delivery.event, delivery.occurred_at, delivery.subject,
        delivery.subject_no, delivery.areas, units,
    )  # fmt: skip


def _signed(webhook: Webhook, body: bytes, now: datetime) -> str:
    """The new key's signature and, while a rotation overlaps, the one before's."""
    signatures = [sign_with(webhook.private_jwk, body, kid=webhook.kid, purpose=PURPOSE)]
    if webhook.previous_private_jwk and webhook.previous_until and webhook.previous_until > now:
        kid = webhook.previous_kid or ""
        signatures.append(sign_with(webhook.previous_private_jwk, body, kid=kid, purpose=PURPOSE))
    return ", ".join(signatures)


_IS_OWED = WebhookDelivery.state == DeliveryState.OWED


def _waits_for_an_earlier() -> ColumnElement[bool]:
    """An event of the same object that happened before has not arrived yet; one sent again holds nobody up."""
    earlier = aliased(WebhookDelivery)
    return (
        select(earlier.id)
        .where(
            earlier.webhook_id == WebhookDelivery.webhook_id,
            earlier.subject_id == WebhookDelivery.subject_id,
            earlier.state == DeliveryState.OWED,
            earlier.delivered_at.is_(None),
            or_(
                earlier.created_at < WebhookDelivery.created_at,
                and_(
                    earlier.created_at == WebhookDelivery.created_at,
                    tuple_(earlier.id) < tuple_(WebhookDelivery.id),
                ),
            ),
        )
        .exists()
    )


def _tell_of_giving_up(delivery: WebhookDelivery, said: str) -> None:
    webhook = db.session.get_one(Webhook, delivery.webhook_id)
    client = db.session.get_one(OAuthClient, webhook.client_id)
    no = delivery.subject_no or str(delivery.subject_id)
    audit.record(
        "webhook.given_up",
        by=THE_HUB,
        subject="webhook",
        subject_id=webhook.id,
        subject_no=client.client_id,
        reason=said,
        after={"delivery": delivery.id, "event": delivery.event, "tries": delivery.tries},
    )
    path = f"clients/{client.client_id}"
    about: dict[str, Any] = {"subject": "webhook", "subject_no": no, "reason": said[:120]}
    messages.tell("webhook.given_up", role=Role.HUB_OPERATOR, path=f"/operator/{path}", **about)
    if client.owner_id is not None:
        mine = f"/developer/{path}/webhooks/{webhook.id}"
        messages.tell("webhook.given_up", account_id=client.owner_id, path=mine, **about)
