"""Redemptions (兑付) with their orders, invoices, receipts and materials."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Enum, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState
from hub.redemption.states import LEGAL_MOVES
from schemas.terms import RedemptionBasis, RedemptionState, ReviewStage, VoucherMode


class Redemption(Scoped, HasState, Model):
    """The procedure that turns used vouchers into money, from draft to payment.

    ``amount_fen`` is what is applied for (申请), ``assessed_fen`` what the area fixes (核定). ``institution_id`` is
    set only where the institution redeems: a holder's own papers are not its sellers' to read.
    """

    __tablename__ = "redemption"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    __table_args__ = (
        CheckConstraint("assessed_fen IS NULL OR assessed_fen >= 0", name="assessed_not_negative"),
        CheckConstraint(
            "(started_by_kind = 'institution') = (institution_id IS NOT NULL)", name="institution_starts_its_own"
        ),
    )
    LEGAL = LEGAL_MOVES
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    programme: Mapped[str] = mapped_column(String(40), index=True)
    area: Mapped[str] = mapped_column(String(40), index=True)
    mode: Mapped[VoucherMode] = mapped_column(Enum(VoucherMode, native_enum=False, length=30))
    basis: Mapped[RedemptionBasis] = mapped_column(Enum(RedemptionBasis, native_enum=False, length=10))
    instrument_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    # Of a direct redemption: from whom the service was, and of which category (CSJ-45).
    seller_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    category_code: Mapped[str | None] = mapped_column(String(6))
    started_by_kind: Mapped[str] = mapped_column(String(12))
    started_by: Mapped[UUID | None] = mapped_column(Uuid)
    state: Mapped[RedemptionState] = mapped_column(
        Enum(RedemptionState, native_enum=False, length=20), default=RedemptionState.DRAFT, index=True
    )
    stage: Mapped[ReviewStage | None] = mapped_column(Enum(ReviewStage, native_enum=False, length=20))
    round: Mapped[int] = mapped_column(default=1)
    # Counts what was written on the application: whoever saves says which edition they had before them.
    edition: Mapped[int] = mapped_column(default=1)
    contract_fen: Mapped[Fen | None]
    order_sum_fen: Mapped[Fen] = mapped_column(default=0)
    invoice_sum_fen: Mapped[Fen] = mapped_column(default=0)
    receipt_sum_fen: Mapped[Fen] = mapped_column(default=0)
    amount_fen: Mapped[Fen | None]
    assessed_fen: Mapped[Fen | None]
    rate_ppm: Mapped[int | None] = mapped_column(BigInteger)
    payee_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    payee_kind: Mapped[str | None] = mapped_column(String(12))
    payer_area: Mapped[str | None] = mapped_column(String(40), index=True)
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str | None] = mapped_column(Text)
    correct_by: Mapped[date | None]
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    # Of all that was handed in last: whether the firm has changed anything since.
    handed_in_sha256: Mapped[str | None] = mapped_column(String(64))
    version_label: Mapped[str | None] = mapped_column(Text)
    notice_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    assessed_at: Mapped[datetime | None]
    assessed_by: Mapped[UUID | None] = mapped_column(Uuid)
    payable_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]

    @property
    def starter_id(self) -> UUID:
        """The organisation that prepares and submits it."""
        return self.institution_id or self.holder_id


class OfRedemption(Scoped):
    """Mixin of the parts of a redemption: they belong to whom it belongs."""

    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    redemption_id: Mapped[UUID] = mapped_column(ForeignKey("redemption.id"), index=True)
    area: Mapped[str] = mapped_column(String(40))
    holder_id: Mapped[UUID] = mapped_column(Uuid)
    institution_id: Mapped[UUID | None] = mapped_column(Uuid)


class Paper(OfRedemption):
    """Mixin of parts that are a file: invoice, receipt, material."""

    file_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    added_at: Mapped[datetime]


class RedemptionOrder(OfRedemption, Model):
    """An order that the redemption covers, with what it cost when it was drawn in."""

    __tablename__ = "redemption_order"
    __table_args__ = (UniqueConstraint("redemption_id", "order_id"),)
    id: Mapped[Key]
    order_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    order_no: Mapped[str] = mapped_column(String(40))
    seller_id: Mapped[UUID] = mapped_column(Uuid)
    amount_fen: Mapped[Fen]
    placed_at: Mapped[datetime]
    awarded_fen: Mapped[Fen | None]


class Invoice(Paper, Model):
    """An invoice as entered; ``code`` is empty on a fully digital one (G-31), names where nobody gave them."""

    __tablename__ = "invoice"
    id: Mapped[Key]
    code: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[str] = mapped_column(String(40))
    date: Mapped[date | None]
    amount_fen: Mapped[Fen]
    title: Mapped[str] = mapped_column(Text, default="")
    buyer_name: Mapped[str] = mapped_column(Text, default="")
    buyer_uscc: Mapped[str] = mapped_column(String(18), default="")
    seller_name: Mapped[str] = mapped_column(Text, default="")
    seller_uscc: Mapped[str] = mapped_column(String(18), default="")


class InvoiceOrder(OfRedemption, Model):
    """Which orders an invoice covers."""

    __tablename__ = "invoice_order"
    __table_args__ = (UniqueConstraint("invoice_id", "order_id"),)
    id: Mapped[Key]
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id", ondelete="CASCADE"), index=True)
    order_id: Mapped[UUID] = mapped_column(Uuid, index=True)


class Receipt(Paper, Model):
    """A bank receipt: money that the buyer really paid.

    Of the payer's account only a keyed hash and the last four digits are kept; empty where nobody gave it.
    """

    __tablename__ = "receipt"
    id: Mapped[Key]
    amount_fen: Mapped[Fen]
    payer_name: Mapped[str] = mapped_column(Text, default="")
    payer_account_index: Mapped[str] = mapped_column(String(100), default="")
    payer_last4: Mapped[str] = mapped_column(String(4), default="")


class Material(Paper, Model):
    """A file in a slot that the policy names; a contract has a title and its effective amount beside (TJ-27)."""

    __tablename__ = "redemption_material"
    id: Mapped[Key]
    slot: Mapped[str] = mapped_column(String(60))
    title: Mapped[str | None] = mapped_column(Text)
    amount_fen: Mapped[Fen | None]
