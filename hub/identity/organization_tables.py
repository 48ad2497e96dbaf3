"""Units with a unified social credit code: enterprises and institutions, what qualifies them, where they are paid."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.crypto import EncryptedText
from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from schemas.terms import QualificationKind


class Organization(Model):
    """One row per USCC. Its name and place are public; personal columns are encrypted.

    ``division`` and with it region and area are frozen once written (G-32). ``identity_region`` names the region
    that is master of its identity; None: the hub. A natural person who holds vouchers (创业者) has an identity number
    in place of the code of a unit, and a code of the hub's own in ``uscc``. ``real_name_area``: whose office approved
    its real-name registration. ``bank_locked_until``: contact or way in
    were changed, so where it is paid cannot be changed yet.
    """

    __tablename__ = "organization"
    id: Mapped[Key]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(30))
    is_holder: Mapped[bool] = mapped_column(default=False)
    is_institution: Mapped[bool] = mapped_column(default=False)
    division: Mapped[str] = mapped_column(String(6))
    region: Mapped[str | None] = mapped_column(String(40), index=True)
    area: Mapped[str | None] = mapped_column(String(40), index=True)
    identity_region: Mapped[str | None] = mapped_column(String(40))
    real_name_area: Mapped[str | None] = mapped_column(String(40))
    registered_address: Mapped[str | None] = mapped_column(Text)
    revenue_fen: Mapped[Fen | None]
    legal_representative: Mapped[str | None] = mapped_column(EncryptedText("organization.legal_representative"))
    legal_representative_index: Mapped[str | None] = mapped_column(String(100), index=True)
    contact_name: Mapped[str | None] = mapped_column(EncryptedText("organization.contact_name"))
    contact_phone: Mapped[str | None] = mapped_column(EncryptedText("organization.contact_phone"))
    contact_phone_index: Mapped[str | None] = mapped_column(String(100), index=True)
    contact_email: Mapped[str | None] = mapped_column(EncryptedText("organization.contact_email"))
    contact_email_index: Mapped[str | None] = mapped_column(String(100), index=True)
    identity_number: Mapped[str | None] = mapped_column(EncryptedText("organization.identity_number"))
    identity_number_index: Mapped[str | None] = mapped_column(String(100), unique=True)
    bank_locked_until: Mapped[datetime | None]
    refreshed_at: Mapped[datetime | None]
    suspended_from: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    suspended_why: Mapped[str | None] = mapped_column(Text)
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    registered_at: Mapped[datetime]


class Qualification(Scoped, Model):
    """A dated fact with evidence that makes an enterprise eligible; never a flag on the enterprise."""

    __tablename__ = "qualification"
    __scope__ = {"organizations": ("organization_id",)}
    __table_args__ = (Index("uq_qualification", "organization_id", "kind", "number", unique=True),)
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"))
    kind: Mapped[QualificationKind] = mapped_column(Enum(QualificationKind, native_enum=False, length=20))
    number: Mapped[str] = mapped_column(Text)
    year: Mapped[int | None]
    issued_on: Mapped[date | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(Text)


class BankAccount(Scoped, Model):
    """Where a unit is paid. The newest row that has not ended counts; people see its holder and the last four."""

    __tablename__ = "bank_account"
    __scope__ = {"organizations": ("organization_id",)}
    __table_args__ = (
        Index("uq_bank_account_live", "organization_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )
    id: Mapped[Key]
    organization_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("organization.id"))
    holder_name: Mapped[str] = mapped_column(Text)
    bank_name: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(EncryptedText("bank_account.number"))
    number_index: Mapped[str] = mapped_column(String(100), index=True)
    last4: Mapped[str] = mapped_column(String(4))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
