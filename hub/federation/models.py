"""Every message to and from a region, each attempt byte for byte, and how each region's platform is."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model, append_only
from hub.kernel.sealed import Sealed, Sealing
from hub.kernel.states import HasState
from schemas.terms import ExchangeState

QUEUED, SENT, ACKED, REFUSED, UNKNOWN, DEAD = ExchangeState


class Exchange(HasState, Sealed, Model):
    """One message of ours to a region. ``payload`` is signed as it stands; ``key`` makes repeating it harmless."""

    __tablename__ = "exchange"
    # What was said and signed; where the message stands now goes on changing and is told by its attempts.
    SEALING = Sealing(
        columns=("id", "key", "region", "verb", "subject", "subject_id", "payload_sha256", "signature", "alg", "kid",
                 "created_at"),
    )  # fmt: skip
    __table_args__ = (
        UniqueConstraint("region", "key"),
        Index("ix_exchange_due", "state", "next_at"),
        Index("ix_exchange_subject", "subject", "subject_id"),
    )
    LEGAL = frozenset(
        {
            (QUEUED, SENT),
            (QUEUED, DEAD),
            (SENT, ACKED),
            (SENT, REFUSED),
            (SENT, UNKNOWN),
            (SENT, QUEUED),
            (SENT, DEAD),
            (UNKNOWN, ACKED),
            (UNKNOWN, REFUSED),
            (UNKNOWN, QUEUED),
            (UNKNOWN, DEAD),
            (DEAD, QUEUED),
            (DEAD, UNKNOWN),
        }
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text, index=True)
    verb: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    payload: Mapped[str] = mapped_column(EncryptedText("exchange.payload"))
    payload_sha256: Mapped[str] = mapped_column(Text)
    signature: Mapped[str] = mapped_column(Text)
    alg: Mapped[str] = mapped_column(Text)
    kid: Mapped[str] = mapped_column(Text)
    state: Mapped[ExchangeState] = mapped_column(Enum(ExchangeState, native_enum=False, length=10))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    asks: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ref: Mapped[str | None] = mapped_column(Text)
    reason_code: Mapped[str | None] = mapped_column(Text)

    @property
    def no(self) -> str:
        """What people call it: the first and last characters of the id."""
        return f"BW-{str(self.id)[:8]}{str(self.id)[-6:]}".upper()


@append_only
class ExchangeAttempt(Sealed, Model):
    """One call for an exchange, exactly as it went over the wire; bytes are kept one to one as Latin-1 text."""

    __tablename__ = "exchange_attempt"
    SEALING = Sealing(
        columns=("id", "exchange_id", "verb", "started_at", "milliseconds", "method", "path", "sent", "signature",
                 "status", "received", "received_headers", "conclusion"),
    )  # fmt: skip
    id: Mapped[Key]
    exchange_id: Mapped[UUID] = mapped_column(ForeignKey("exchange.id"), index=True)
    verb: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    milliseconds: Mapped[int] = mapped_column(Integer)
    method: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    sent: Mapped[str] = mapped_column(EncryptedText("exchange_attempt.sent"))
    signature: Mapped[str | None] = mapped_column(Text)
    status: Mapped[int | None] = mapped_column(Integer)
    received: Mapped[str] = mapped_column(EncryptedText("exchange_attempt.received"))
    received_headers: Mapped[dict[str, Any]]
    conclusion: Mapped[str] = mapped_column(Text)


class InboundState(StrEnum):
    """States of a call of a region: stored, then taken, known already, refused, or failed on our side."""

    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    DUPLICATE = "DUPLICATE"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class InboundMessage(HasState, Sealed, Model):
    """A call of a region, stored before anybody looked into it."""

    __tablename__ = "inbound_message"
    SEALING = Sealing(columns=("id", "region", "topic", "headers", "body_sha256", "received_at"))
    LEGAL = frozenset((InboundState.RECEIVED, to) for to in InboundState if to is not InboundState.RECEIVED)

    id: Mapped[Key]
    region: Mapped[str] = mapped_column(Text, index=True)
    topic: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]]
    body: Mapped[str] = mapped_column(EncryptedText("inbound_message.body"))
    body_sha256: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    state: Mapped[InboundState] = mapped_column(Enum(InboundState, native_enum=False, length=10))
    events: Mapped[int] = mapped_column(Integer, default=0)
    reason: Mapped[str | None] = mapped_column(Text)


@append_only
class InboundReceipt(Model):
    """A message id that a region has used: the same one again is no new event."""

    __tablename__ = "inbound_receipt"
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    message_id: Mapped[str] = mapped_column(Text, primary_key=True)
    inbound_id: Mapped[UUID] = mapped_column(ForeignKey("inbound_message.id"))
    event: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class RegionHealth(Model):
    """Since when a region's platform fails, if it does; all processes share what they saw."""

    __tablename__ = "region_health"
    region: Mapped[str] = mapped_column(Text, primary_key=True)
    failing_since: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    last_fault: Mapped[str | None] = mapped_column(Text)
    last_fault_at: Mapped[datetime | None]


class RegionDocument(Model):
    """The last good copy of what a region publishes, metadata or keys: one row for all processes."""

    __tablename__ = "region_document"
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    document: Mapped[dict[str, Any]]
    fetched_at: Mapped[datetime]
