"""What the registration form of a use says, beside the order that the use is (ZJ1-23, ZJ2-18)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped


class OfUse(Scoped):
    """Mixin: whose a use and its files are."""

    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    area: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)


class VoucherUse(OfUse, Model):
    """One use of a voucher; amounts, mode and state stand on its order, and nothing here changes once it is handed in.

    ``face_code`` is what the QR of its face leads to; ``contract_key`` is the contract as it is compared (G-21).
    """

    __tablename__ = "voucher_use"
    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    face_code: Mapped[str] = mapped_column(String(32), unique=True)
    booking_no: Mapped[str | None] = mapped_column(String(40), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    category: Mapped[str] = mapped_column(Text)
    contract_name: Mapped[str] = mapped_column(Text)
    contract_no: Mapped[str] = mapped_column(Text, default="")
    contract_signed_on: Mapped[date]
    contract_key: Mapped[str] = mapped_column(Text, index=True)
    asked_fen: Mapped[Fen | None]
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    invoice_fen: Mapped[Fen | None]
    promised_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]
    contract_allowed_at: Mapped[datetime | None]
    contract_allowed_by: Mapped[UUID | None] = mapped_column(Uuid)
    contract_allowed_why: Mapped[str | None] = mapped_column(Text)


class UseFile(OfUse, Model):
    """One file of a use, in the slot that the policy names."""

    __tablename__ = "voucher_use_file"
    id: Mapped[Key]
    use_id: Mapped[UUID] = mapped_column(ForeignKey("voucher_use.id"), index=True)
    slot: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[UUID] = mapped_column(Uuid)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]
