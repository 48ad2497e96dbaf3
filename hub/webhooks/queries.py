"""A client's webhooks and the log of what was sent to them; another client's are not found."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from hub.identity.portals import OAuthClient
from hub.kernel import scope
from hub.kernel.db import db
from hub.webhooks.errors import DeliveryNotFound, WebhookNotFound
from hub.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState


def list_webhooks(client: OAuthClient) -> list[Webhook]:
    """A client's webhooks that were not removed, oldest first."""
    mine = select(Webhook).where(Webhook.client_id == client.id, Webhook.state != WebhookState.REMOVED)
    return list(db.session.scalars(mine.order_by(Webhook.created_at, Webhook.id)))


def get_webhook(*, client: OAuthClient, webhook_id: UUID) -> Webhook:
    """One of them, removed or not.

    Raises:
        WebhookNotFound: there is none.
    """
    wanted = select(Webhook).where(Webhook.id == webhook_id, Webhook.client_id == client.id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise WebhookNotFound()
    return found


def find_webhook(webhook_id: UUID) -> Webhook | None:
    """The webhook with this id, whose public keys anybody may read; None when there is none or it was removed."""
    found = db.session.get(Webhook, webhook_id)
    return None if found is None or found.state is WebhookState.REMOVED else found


def list_deliveries(
    webhook: Webhook, *, state: DeliveryState | None = None, before: UUID | None = None, size: int, offset: int = 0
) -> list[WebhookDelivery]:
    """What was owed to a webhook, the newest first, beginning after the id ``before``."""
    wanted = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id)
    if state is not None:
        wanted = wanted.where(WebhookDelivery.state == state)
    if before is not None:
        wanted = wanted.where(WebhookDelivery.id < before)
    with scope.everything():
        return list(db.session.scalars(wanted.order_by(WebhookDelivery.id.desc()).limit(size).offset(offset)))


def count_deliveries(webhook: Webhook) -> dict[DeliveryState, int]:
    """How many deliveries stand how."""
    counted = (
        select(WebhookDelivery.state, func.count(WebhookDelivery.id))
        .where(WebhookDelivery.webhook_id == webhook.id)
        .group_by(WebhookDelivery.state)
    )
    with scope.everything():
        return {state: number for state, number in db.session.execute(counted)}


def last_delivered_at(webhook: Webhook) -> datetime | None:
    """When the webhook last accepted something."""
    wanted = select(func.max(WebhookDelivery.delivered_at)).where(WebhookDelivery.webhook_id == webhook.id)
    with scope.everything():
        found: datetime | None = db.session.scalar(wanted)
        return found


def get_delivery(*, client: OAuthClient, webhook_id: UUID, delivery_id: UUID, locked: bool = False) -> WebhookDelivery:
    """One delivery of a client's webhook.

    Raises:
        DeliveryNotFound: there is none.
    """
    wanted = (
        select(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(Webhook.client_id == client.id, Webhook.id == webhook_id, WebhookDelivery.id == delivery_id)
    )
    if locked:
        wanted = wanted.with_for_update(of=WebhookDelivery).execution_options(populate_existing=True)
    with scope.everything():
        found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise DeliveryNotFound()
    return found


def list_attempts(delivery: WebhookDelivery) -> list[WebhookAttempt]:
    """The calls made for a delivery, in order."""
    wanted = select(WebhookAttempt).where(WebhookAttempt.delivery_id == delivery.id)
    return list(db.session.scalars(wanted.order_by(WebhookAttempt.started_at, WebhookAttempt.id)))
