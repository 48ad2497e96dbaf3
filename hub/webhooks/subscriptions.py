"""A client's webhooks: added, changed, paused, removed, given a new key, tried out, and a delivery sent again."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub import audit
from hub.audit import Recorded
from hub.identity import portals
from hub.identity.portals import OAuthClient
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_now, utc_now
from hub.kernel.crypto import new_pair
from hub.kernel.db import db
from hub.kernel.jobs import enqueue
from hub.webhooks.delivering import deliver_webhook
from hub.webhooks.errors import (
    AddressRefused,
    KeyOverlaps,
    NotRedeliverable,
    TooManyWebhooks,
    WebhookNotFound,
)
from hub.webhooks.models import DeliveryState, Webhook, WebhookDelivery, WebhookState
from hub.webhooks.queries import get_delivery
from hub.webhooks.rules import TEST_EVENT, Audience
from hub.webhooks.spreading import owe

WEBHOOKS_MAX = 10
OVERLAP = timedelta(hours=24)
OVERLAP_AT_MOST = timedelta(days=7)


def add_webhook(*, client: OAuthClient, url: str, events: Collection[str], by: Actor) -> Webhook:
    """Tell a client of these events from now on; what happened before is not told.

    Raises:
        AddressRefused: the hub would not call the address.
        TooManyWebhooks: the client has ten.
    """
    _refuse_address(url)
    living = select(func.count()).where(Webhook.client_id == client.id, Webhook.state != WebhookState.REMOVED)
    if (db.session.scalar(living) or 0) >= WEBHOOKS_MAX:
        raise TooManyWebhooks(most=WEBHOOKS_MAX)
    private, public = new_pair()
    now = utc_now()
    webhook = Webhook(
        client_id=client.id, url=url, events=sorted(set(events)), state=WebhookState.ACTIVE, kid=public["kid"],
        private_jwk=private, public_jwk=public, created_by=by.name, created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(webhook)
    db.session.flush()
    _record("webhook.added", webhook, client, by=by, after={"url": url, "events": webhook.events})
    return webhook


def change_webhook(
    *, client: OAuthClient, webhook_id: UUID, url: str, events: Collection[str], active: bool, by: Actor
) -> Webhook:
    """Another address or other events, for what happens from now on; what is owed goes to the new address.

    What happens while a webhook is paused is not told later, and what it was owed is dropped.

    Raises:
        WebhookNotFound: it is another client's.
        AddressRefused: the hub would not call the address.
    """
    _refuse_address(url)
    webhook = locked_webhook(client, webhook_id)
    before = _facts(webhook)
    webhook.url, webhook.events = url, sorted(set(events))
    webhook.state = WebhookState.ACTIVE if active else WebhookState.PAUSED
    webhook.changed_at = utc_now()
    db.session.flush()
    _record("webhook.changed", webhook, client, by=by, before=before, after=_facts(webhook))
    return webhook


def remove_webhook(*, client: OAuthClient, webhook_id: UUID, by: Actor) -> Webhook:
    """Tell nothing more; its log stays for three months.

    Raises:
        WebhookNotFound: it is another client's, or was removed before.
    """
    webhook = locked_webhook(client, webhook_id)
    webhook.state, webhook.changed_at = WebhookState.REMOVED, utc_now()
    db.session.flush()
    _record("webhook.removed", webhook, client, by=by, before={"url": webhook.url})
    return webhook


def rotate_key(*, client: OAuthClient, webhook_id: UUID, by: Actor, overlap: timedelta = OVERLAP) -> Webhook:
    """A new signing key; the present one signs beside it for ``overlap`` more, with none it is withdrawn at once.

    Raises:
        WebhookNotFound: it is another client's.
        KeyOverlaps: the key before still signs.
    """
    webhook = locked_webhook(client, webhook_id)
    now = utc_now()
    until = webhook.previous_until
    if overlap and until is not None and until > now:
        raise KeyOverlaps(until=f"{until.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    private, public = new_pair()
    webhook.previous_kid = webhook.kid if overlap else None
    webhook.previous_private_jwk = webhook.private_jwk if overlap else None
    webhook.previous_public_jwk = webhook.public_jwk if overlap else None
    webhook.previous_until = now + min(overlap, OVERLAP_AT_MOST) if overlap else None
    was, webhook.kid, webhook.private_jwk, webhook.public_jwk = webhook.kid, public["kid"], private, public
    webhook.changed_at = now
    db.session.flush()
    after = {"kid": webhook.kid, "previous_until": webhook.previous_until}
    _record("webhook.key_rotated", webhook, client, by=by, before={"kid": was}, after=after)
    return webhook


def send_test(*, client: OAuthClient, webhook_id: UUID) -> WebhookDelivery:
    """A message that means nothing, sent like any other, so that a receiver can be tried out.

    Raises:
        WebhookNotFound: it is another client's.
    """
    webhook = locked_webhook(client, webhook_id)
    trial = Recorded(TEST_EVENT, business_now(), "webhook", webhook.id, client.client_id, (), ())
    return get_delivery(client=client, webhook_id=webhook.id, delivery_id=owe(webhook.id, trial, Audience()))


def redeliver(*, client: OAuthClient, webhook_id: UUID, delivery_id: UUID, by: Actor) -> WebhookDelivery:
    """Send a delivery again under its own id, whether it arrived or was given up; its tries begin anew.

    Raises:
        DeliveryNotFound: it is another client's.
        NotRedeliverable: it is on its way, or may not be told any more.
    """
    webhook = locked_webhook(client, webhook_id)
    delivery = get_delivery(client=client, webhook_id=webhook.id, delivery_id=delivery_id, locked=True)
    if delivery.state in (DeliveryState.OWED, DeliveryState.DROPPED):
        raise NotRedeliverable()
    was = delivery.state
    delivery.state, delivery.tries, delivery.next_try_at = DeliveryState.OWED, 0, utc_now()
    db.session.flush()
    enqueue(deliver_webhook, delivery_id=str(delivery.id))
    _record("webhook.redelivered", webhook, client, by=by, before={"state": was}, after={"delivery": delivery.id})
    return delivery


def public_keys(webhook: Webhook, now: datetime) -> dict[str, Any]:
    """The key set with which a receiver checks: the key that signs, and the one before while it still does."""
    keys = [webhook.public_jwk]
    if webhook.previous_public_jwk and webhook.previous_until and webhook.previous_until > now:
        keys.append(webhook.previous_public_jwk)
    return {"keys": keys}


def locked_webhook(client: OAuthClient, webhook_id: UUID) -> Webhook:
    """A client's webhook that was not removed, locked until the transaction ends.

    Raises:
        WebhookNotFound: there is none.
    """
    wanted = select(Webhook).where(
        Webhook.id == webhook_id, Webhook.client_id == client.id, Webhook.state != WebhookState.REMOVED
    )
    found = db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise WebhookNotFound()
    return found


def _refuse_address(url: str) -> None:
    at = portals.surroundings()
    why = portals.address_fault(url, production=at.production) or portals.egress_fault(url, at)
    if why is not None:
        raise AddressRefused(field="url", why_zh=why[0], why_en=why[1])


def _facts(webhook: Webhook) -> dict[str, Any]:
    return {"url": webhook.url, "events": webhook.events, "state": webhook.state}


def _record(event: str, webhook: Webhook, client: OAuthClient, *, by: Actor, **values: Any) -> None:
    audit.record(event, by=by, subject="webhook", subject_id=webhook.id, subject_no=client.client_id, **values)
