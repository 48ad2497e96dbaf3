"""Webhooks: what happens is told to the programs that may know of it, signed, in order, and tried again until heard.

This is the capability's front door. It listens to the audit record and knows nothing of orders or money.
"""

from hub.webhooks.errors import DeliveryNotFound, WebhookNotFound
from hub.webhooks.models import DeliveryState, Webhook, WebhookAttempt, WebhookDelivery, WebhookState
from hub.webhooks.queries import (
    count_deliveries,
    find_webhook,
    get_delivery,
    get_webhook,
    last_delivered_at,
    list_attempts,
    list_deliveries,
    list_webhooks,
)
from hub.webhooks.rules import TEST_EVENT, TRIES_MAX
from hub.webhooks.spreading import areas_of
from hub.webhooks.subscriptions import (
    OVERLAP,
    add_webhook,
    change_webhook,
    public_keys,
    redeliver,
    remove_webhook,
    rotate_key,
    send_test,
)

__all__ = [
    "OVERLAP",
    "TEST_EVENT",
    "TRIES_MAX",
    "DeliveryNotFound",
    "DeliveryState",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookNotFound",
    "WebhookState",
    "add_webhook",
    "areas_of",
    "change_webhook",
    "count_deliveries",
    "find_webhook",
    "get_delivery",
    "get_webhook",
    "last_delivered_at",
    "list_attempts",
    "list_deliveries",
    "list_webhooks",
    "public_keys",
    "redeliver",
    "remove_webhook",
    "rotate_key",
    "send_test",
]
