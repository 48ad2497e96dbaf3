"""What people ask of an office about their unit or account, and what the office said.

One table serves registration review, rename, change of contact, linking and exceptions, because all of them are the
same thing: somebody asks with evidence, somebody else decides with a reason.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState
from schemas.terms import Role


class RequestKind(StrEnum):
    """What is asked."""

    REGISTRATION = "REGISTRATION"
    RENAME = "RENAME"
    CONTACT_CHANGE = "CONTACT_CHANGE"
    LINK = "LINK"
    LEGACY_CODE = "LEGACY_CODE"
    JOINING = "JOINING"
    REAL_NAME = "REAL_NAME"
    CERTIFICATE = "CERTIFICATE"


class RequestState(StrEnum):
    """Where it stands."""

    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


_MOVES = {
    RequestState.SUBMITTED: (
        RequestState.APPROVED,
        RequestState.REJECTED,
        RequestState.RETURNED,
        RequestState.WITHDRAWN,
    ),
    RequestState.RETURNED: (RequestState.SUBMITTED, RequestState.WITHDRAWN),
}


class IdentityRequest(HasState, Scoped, Model):
    """Something asked of the office of ``area`` about a unit or an account. ``asked`` is a JSON object, encrypted."""

    __tablename__ = "identity_request"
    __scope__ = {"areas": ("area",), "organizations": ("organization_id",)}
    __table_args__ = (Index("ix_identity_request_queue", "area", "state", "due_on"),)
    LEGAL = frozenset((before, after) for before, afters in _MOVES.items() for after in afters)
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    kind: Mapped[RequestKind] = mapped_column(Enum(RequestKind, native_enum=False, length=20))
    state: Mapped[RequestState] = mapped_column(Enum(RequestState, native_enum=False, length=20))
    area: Mapped[str] = mapped_column(String(40))
    organization_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    account_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("account.id"), index=True)
    asked: Mapped[str] = mapped_column(EncryptedText("identity_request.asked"))
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    submitted_at: Mapped[datetime]
    due_on: Mapped[date | None]
    decided_by: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(Text)


class OrganizationName(Model):
    """A name that a unit bore: documents of the time show it, and invoices in it are told from others' (F-07)."""

    __tablename__ = "organization_name"
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime]
    request_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("identity_request.id"))


class LinkTicket(Model):
    """A fresh login at a region that meets a unit known by other means: what may be bound, once, by one browser.

    The proof is bound to the upstream subject; the old account is written in when its password was right.
    """

    __tablename__ = "link_ticket"
    id: Mapped[Key]
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    region: Mapped[str] = mapped_column(String(40))
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("link_ticket.phone"))
    person_name: Mapped[str | None] = mapped_column(EncryptedText("link_ticket.person_name"))
    upstream: Mapped[str | None] = mapped_column(EncryptedText("link_ticket.upstream"))
    next_path: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("account.id"))
    password_proved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Scoped, Model):
    """An invitation to act for a unit, sent to a phone; taken up once by whoever holds its secret and that phone."""

    __tablename__ = "invitation"
    __scope__ = {"organizations": ("organization_id",)}
    __table_args__ = (
        Index(
            "uq_invitation_live",
            "organization_id",
            "phone_index",
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"))
    role: Mapped[Role] = mapped_column(Enum(Role, native_enum=False, length=30))
    name: Mapped[str] = mapped_column(EncryptedText("invitation.name"))
    phone: Mapped[str] = mapped_column(EncryptedText("invitation.phone"))
    phone_index: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[UUID] = mapped_column(Uuid, ForeignKey("account.id"))
    authorization_file_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("stored_file.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
