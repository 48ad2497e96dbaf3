"""Messages, who has read them, and text messages on their way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model, append_only
from hub.kernel.scope import Scoped


class Message(Scoped, Model):
    """One event told to one group: an organization's people, the holders of a role (in an area), or one account."""

    __tablename__ = "message"
    __scope__ = {"areas": ("area",), "organizations": ("organization_id",)}
    id: Mapped[Key]
    event: Mapped[str] = mapped_column(Text)
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    role: Mapped[str | None] = mapped_column(Text)
    area: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    subject: Mapped[str] = mapped_column(Text)
    subject_no: Mapped[str] = mapped_column(Text, index=True)
    path: Mapped[str] = mapped_column(Text)
    filling: Mapped[dict[str, Any]]
    # Which wording it was told in: 0 is the shipped one.
    edition: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    told_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index("ix_message_role_area", "role", "area"),)


class MessageRead(Model):
    """Who has read which message, and taken it out of their own list; each person of a group for themselves."""

    __tablename__ = "message_read"
    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    read_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


@append_only
class WordingEdition(Model):
    """A wording that replaces the shipped one from a moment on; ``name`` is an event, or ``sms.`` and its template."""

    __tablename__ = "wording_edition"
    __table_args__ = (UniqueConstraint("name", "edition"),)
    id: Mapped[Key]
    name: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(Integer)
    zh: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None] = mapped_column(Uuid)
    changed_by_name: Mapped[str] = mapped_column(Text)


class SmsOutbox(Model):
    """A text message to be sent; phone and text are encrypted, because codes and numbers are personal data."""

    __tablename__ = "sms_outbox"
    id: Mapped[Key]
    phone: Mapped[str] = mapped_column(EncryptedText("sms_outbox.phone"))
    phone_index: Mapped[str] = mapped_column(Text, index=True)
    template: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(EncryptedText("sms_outbox.text"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]


class MailOutbox(Model):
    """An e-mail to be sent; address and text are encrypted like those of a text message."""

    __tablename__ = "mail_outbox"
    id: Mapped[Key]
    address: Mapped[str] = mapped_column(EncryptedText("mail_outbox.address"))
    subject: Mapped[str] = mapped_column(EncryptedText("mail_outbox.subject"))
    text: Mapped[str] = mapped_column(EncryptedText("mail_outbox.text"))
    created_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
