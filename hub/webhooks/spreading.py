"""From the audit record to what each client is owed, in the transaction that caused the event."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from hub.audit import Recorded
from hub.federation import directory
from hub.identity import portals
from hub.identity.portals import OAuthClient
from hub.kernel.clock import utc_now
from hub.kernel.db import append, db
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue
from hub.webhooks.models import DeliveryState, Webhook, WebhookDelivery, WebhookState
from hub.webhooks.rules import SCOPE_OF, Audience, Listener, audience_of
from schemas.events import WEBHOOKS


def spread(recorded: Recorded) -> None:
    """Owe the event to every webhook that asks for it and whose client may be told."""
    if recorded.event not in WEBHOOKS:
        return
    asking = _asking_for(recorded.event)
    if not asking:
        return
    connected = connected_to({client for _, client in asking}, recorded.event, recorded.organizations)
    for webhook_id, client in asking:
        units = connected.get(client.id, frozenset())
        audience = audience_of(recorded.event, recorded.areas, listener_of(client), units)
        if audience is not None:
            owe(webhook_id, recorded, audience)


def owe(webhook_id: UUID, recorded: Recorded, audience: Audience) -> UUID:
    """Write one delivery down and start its first try once the transaction commits; its id."""
    from hub.webhooks.delivering import deliver_webhook

    delivery_id = new_id()
    append(
        WebhookDelivery,
        id=delivery_id,
        webhook_id=webhook_id,
        event=recorded.event,
        subject=recorded.subject,
        subject_id=recorded.subject_id,
        subject_no=recorded.subject_no,
        areas=sorted(audience.areas),
        organizations=sorted(audience.organizations),
        occurred_at=recorded.at,
        state=DeliveryState.OWED,
        tries=0,
        next_try_at=utc_now(),
    )
    enqueue(deliver_webhook, delivery_id=str(delivery_id))
    return delivery_id


def listener_of(client: OAuthClient) -> Listener:
    """What a client is to the rules."""
    return Listener(areas_of(client.region), frozenset(client.scopes))


def areas_of(region: str | None) -> frozenset[str]:
    """The codes under which a region's own things are recorded: its areas, and itself."""
    if region is None:
        return frozenset()
    return frozenset(area.code for area in directory.list_areas() if area.region == region) | {region}


def connected_to(
    clients: Collection[OAuthClient], event: str, organizations: Collection[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """Which of an event's units let each client know of such things."""
    scope = SCOPE_OF.get(event.partition(".")[0])
    if scope is None or not organizations:
        return {}
    return portals.connected_units([client.id for client in clients], organizations, scope)


def _asking_for(event: str) -> Sequence[tuple[UUID, OAuthClient]]:
    wanted = (
        select(Webhook.id, OAuthClient)
        .join(OAuthClient, OAuthClient.id == Webhook.client_id)
        .where(Webhook.state == WebhookState.ACTIVE, Webhook.events.contains([event]))
        .where(OAuthClient.disabled_at.is_(None))
    )
    return [(webhook_id, client) for webhook_id, client in db.session.execute(wanted)]
