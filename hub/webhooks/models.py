"""Where clients want to be told of events, what they are owed, and every try that was made."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Enum, ForeignKey, Index, Integer, String, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped


class WebhookState(StrEnum):
    """Whether events are sent on: a removed one stays as a record of what was told to whom."""

    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    REMOVED = "REMOVED"


class DeliveryState(StrEnum):
    """What became of one delivery; DROPPED: its client may not be told any more."""

    OWED = "OWED"
    DELIVERED = "DELIVERED"
    GIVEN_UP = "GIVEN_UP"
    DROPPED = "DROPPED"


class Webhook(Model):
    """A client's subscription: an address, the events it asks for, and a signing key of its own.

    During a rotation the previous key signs beside the new one until ``previous_until``.
    """

    __tablename__ = "webhook"
    id: Mapped[Key]
    client_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("oauth_client.id"), index=True)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[list[Any]]
    state: Mapped[WebhookState] = mapped_column(Enum(WebhookState, native_enum=False, length=20))
    kid: Mapped[str] = mapped_column(String(64))
    private_jwk: Mapped[str] = mapped_column(EncryptedText("webhook.private_jwk"))
    public_jwk: Mapped[dict[str, Any]]
    previous_kid: Mapped[str | None] = mapped_column(String(64))
    previous_private_jwk: Mapped[str | None] = mapped_column(EncryptedText("webhook.previous_private_jwk"))
    previous_public_jwk: Mapped[dict[str, Any] | None]
    previous_until: Mapped[datetime | None]
    created_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class WebhookDelivery(Scoped, Model):
    """One event for one webhook; ``areas`` and ``organizations`` are those for which the client may know of it.

    ``created_at`` is the database's own clock, so that what happened to one object keeps its order on any host.
    """

    __tablename__ = "webhook_delivery"
    __scope__ = {"areas": ("areas",), "organizations": ("organizations",)}
    id: Mapped[Key]
    webhook_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    subject_no: Mapped[str | None] = mapped_column(Text)
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text))
    organizations: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    occurred_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp(), index=True)
    state: Mapped[DeliveryState] = mapped_column(Enum(DeliveryState, native_enum=False, length=20))
    tries: Mapped[int] = mapped_column(Integer)
    next_try_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    last_answer: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("ix_webhook_delivery_webhook", "webhook_id", "id"),
        Index("ix_webhook_delivery_owed", "next_try_at", postgresql_where=text("state = 'OWED'")),
        Index(
            "ix_webhook_delivery_order", "webhook_id", "subject_id", "created_at",
            postgresql_where=text("state = 'OWED'"),
        ),
    )  # fmt: skip


class WebhookAttempt(Model):
    """One call: the body exactly as it was sent, its signatures, and what came back."""

    __tablename__ = "webhook_attempt"
    id: Mapped[Key]
    delivery_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("webhook_delivery.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime]
    milliseconds: Mapped[int | None] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[str] = mapped_column(Text)
    good: Mapped[bool] = mapped_column(Boolean)
