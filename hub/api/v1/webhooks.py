"""Webhooks of the calling client, the log of what was sent to them, and the keys with which messages are checked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub import webhooks
from hub.api.access import caller, client
from hub.api.operation import Blueprint, operation
from hub.api.paging import cursor_of, id_of
from hub.identity import openid
from hub.kernel.clock import utc_now
from hub.webhooks import DeliveryState, Webhook, WebhookDelivery
from schemas.api import webhooks as schemas
from schemas.api.common import Nothing

bp = Blueprint("webhooks", __name__, url_prefix="/api/v1", description="事件推送 / Webhooks")
ONE = "/webhooks/<uuid:webhook_id>"
DELIVERY = f"{ONE}/deliveries/<uuid:delivery_id>"
SCOPE = "webhook.manage"


@operation(bp, "GET", "/webhooks", "listWebhooks", client_scope=SCOPE, answers=schemas.WebhookList)
def list_webhooks() -> Any:
    """Every webhook of the client."""
    return {"items": [_shown(webhook) for webhook in webhooks.list_webhooks(client())]}


@operation(
    bp, "POST", "/webhooks", "addWebhook", client_scope=SCOPE, takes=schemas.NewWebhook, answers=schemas.Webhook,
    status=201,
)  # fmt: skip
def add_webhook(body: dict[str, Any]) -> Any:
    """Be told of these events from now on."""
    return _shown(webhooks.add_webhook(client=client(), by=caller(), **body))


@operation(bp, "GET", ONE, "getWebhook", client_scope=SCOPE, answers=schemas.Webhook)
def get_webhook(webhook_id: UUID) -> Any:
    """One webhook."""
    return _shown(webhooks.get_webhook(client=client(), webhook_id=webhook_id))


@operation(
    bp, "POST", f"{ONE}/change", "changeWebhook", client_scope=SCOPE, takes=schemas.ChangedWebhook,
    answers=schemas.Webhook,
)  # fmt: skip
def change_webhook(body: dict[str, Any], webhook_id: UUID) -> Any:
    """Another address or other events, or a pause."""
    return _shown(webhooks.change_webhook(client=client(), webhook_id=webhook_id, by=caller(), **body))


@operation(bp, "POST", f"{ONE}/remove", "removeWebhook", client_scope=SCOPE, takes=Nothing, answers=schemas.Webhook)
def remove_webhook(body: dict[str, Any], webhook_id: UUID) -> Any:
    """Be told nothing more; the log stays for three months."""
    del body
    return _shown(webhooks.remove_webhook(client=client(), webhook_id=webhook_id, by=caller()))


@operation(
    bp, "POST", f"{ONE}/rotate", "rotateWebhookKey", client_scope=SCOPE, takes=schemas.Rotate,
    answers=schemas.Webhook,
)  # fmt: skip
def rotate_key(body: dict[str, Any], webhook_id: UUID) -> Any:
    """A new signing key; the present one signs beside it while they overlap."""
    overlap = timedelta(hours=body["overlap_hours"])
    return _shown(webhooks.rotate_key(client=client(), webhook_id=webhook_id, by=caller(), overlap=overlap))


@operation(
    bp, "POST", f"{ONE}/test", "testWebhook", client_scope=SCOPE, takes=Nothing, answers=schemas.Delivery, status=202
)
def send_test(body: dict[str, Any], webhook_id: UUID) -> Any:
    """Send a message that means nothing, signed like any other."""
    del body
    return _delivery(webhooks.send_test(client=client(), webhook_id=webhook_id))


@operation(bp, "GET", f"{ONE}/keys", "listWebhookKeys", answers=schemas.WebhookKeys)
def list_keys(webhook_id: UUID) -> Any:
    """The public keys of a webhook; fetch them anew when a message names a key that is not known."""
    webhook = webhooks.find_webhook(webhook_id)
    if webhook is None:
        raise webhooks.WebhookNotFound()
    return webhooks.public_keys(webhook, utc_now())


@operation(
    bp, "GET", f"{ONE}/deliveries", "listDeliveries", client_scope=SCOPE, query=schemas.DeliveryQuery,
    answers=schemas.DeliveryPage,
)  # fmt: skip
def list_deliveries(query: dict[str, Any], webhook_id: UUID) -> Any:
    """What was owed to a webhook, the newest first."""
    webhook = webhooks.get_webhook(client=client(), webhook_id=webhook_id)
    state = DeliveryState(query["state"]) if query["state"] else None
    before = id_of(query["cursor"]) if query["cursor"] else None
    found = webhooks.list_deliveries(webhook, state=state, before=before, size=query["limit"] + 1)
    rows = found[: query["limit"]]
    more = len(found) > len(rows)
    return {"items": [_delivery(row) for row in rows], "next": cursor_of(rows[-1].id) if more else None}


@operation(bp, "GET", DELIVERY, "getDelivery", client_scope=SCOPE, answers=schemas.DeliveryWithAttempts)
def get_delivery(webhook_id: UUID, delivery_id: UUID) -> Any:
    """One delivery with every try."""
    found = webhooks.get_delivery(client=client(), webhook_id=webhook_id, delivery_id=delivery_id)
    return _delivery(found) | {"attempts": webhooks.list_attempts(found)}


@operation(
    bp, "POST", f"{DELIVERY}/redeliver", "redeliver", client_scope=SCOPE, takes=Nothing, answers=schemas.Delivery,
    status=202,
)  # fmt: skip
def redeliver(body: dict[str, Any], webhook_id: UUID, delivery_id: UUID) -> Any:
    """Send it again under its own id."""
    del body
    return _delivery(webhooks.redeliver(client=client(), webhook_id=webhook_id, delivery_id=delivery_id, by=caller()))


def _shown(webhook: Webhook) -> dict[str, Any]:
    answer = {name: getattr(webhook, name) for name in schemas.Webhook().fields if name != "keys_url"}
    return answer | {"keys_url": f"{openid.issuer()}/api/v1/webhooks/{webhook.id}/keys"}


def _delivery(delivery: WebhookDelivery) -> dict[str, Any]:
    answer = {name: getattr(delivery, name) for name in schemas.Delivery().fields}
    if delivery.state is not DeliveryState.OWED:
        answer["next_try_at"] = None
    return answer
