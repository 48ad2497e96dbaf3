"""Webhooks of a client: where it is told of which events, and the log of what was sent."""

from typing import Any

from marshmallow import Schema, fields, validate

from schemas.api.common import PageQuery, page
from schemas.events import WEBHOOKS

STATES = ("ACTIVE", "PAUSED", "REMOVED")
DELIVERY_STATES = ("OWED", "DELIVERED", "GIVEN_UP", "DROPPED")


def _events(**options: Any) -> "fields.List[str]":
    known = fields.String(validate=validate.OneOf(sorted(WEBHOOKS)))
    return fields.List(known, validate=validate.Length(min=1, max=len(WEBHOOKS)), **options)


class NewWebhook(Schema):
    """An address of the client (https; http and loopback outside production only) and the events it asks for."""

    url = fields.String(required=True, validate=validate.Length(min=1, max=500))
    events = _events(required=True)


class ChangedWebhook(NewWebhook):
    """The whole of it anew; ``active`` false: nothing is told while it is paused, and not later either."""

    active = fields.Boolean(load_default=True)


class Webhook(Schema):
    """A subscription; ``keys_url`` is the key set with which its messages are checked."""

    id = fields.UUID(required=True)
    url = fields.String(required=True)
    events = fields.List(fields.String(), required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    keys_url = fields.String(required=True)
    kid = fields.String(required=True)
    previous_kid = fields.String(required=True, allow_none=True)
    previous_until = fields.DateTime(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    changed_at = fields.DateTime(required=True)


class WebhookList(Schema):
    """Every webhook of the client."""

    items = fields.List(fields.Nested(Webhook), required=True)


class WebhookKey(Schema):
    """A public key (RFC 7517)."""

    kty = fields.String(required=True)
    crv = fields.String(required=True)
    x = fields.String(required=True)
    y = fields.String(required=True)
    kid = fields.String(required=True)
    use = fields.String(required=True)
    alg = fields.String(required=True)


class WebhookKeys(Schema):
    """The key set of a webhook: two keys while a rotation overlaps."""

    keys = fields.List(fields.Nested(WebhookKey), required=True)


class Rotate(Schema):
    """For how many hours the present key goes on signing beside the new one; 0 when it has leaked."""

    overlap_hours = fields.Integer(load_default=24, strict=True, validate=validate.Range(min=0, max=168))


class DeliveryQuery(PageQuery):
    """Deliveries in one state."""

    state = fields.String(load_default=None, validate=validate.OneOf(DELIVERY_STATES))


class Delivery(Schema):
    """One event for one webhook; ``id`` is also in the message and stays the same however often it is sent."""

    id = fields.UUID(required=True)
    event = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(DELIVERY_STATES))
    tries = fields.Integer(required=True)
    occurred_at = fields.DateTime(required=True)
    created_at = fields.DateTime(required=True)
    next_try_at = fields.DateTime(required=True, allow_none=True)
    delivered_at = fields.DateTime(required=True, allow_none=True)
    last_answer = fields.String(required=True, allow_none=True)


DeliveryPage = page(Delivery, "DeliveryPage")


class Attempt(Schema):
    """One call: the body as it was sent, its signatures, and what came back."""

    started_at = fields.DateTime(required=True)
    milliseconds = fields.Integer(required=True, allow_none=True)
    status = fields.Integer(required=True, allow_none=True)
    body = fields.String(required=True)
    signature = fields.String(required=True)
    answer = fields.String(required=True)


class DeliveryWithAttempts(Delivery):
    """A delivery with every try."""

    attempts = fields.List(fields.Nested(Attempt), required=True)
