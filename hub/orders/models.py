"""Orders: who buys what from whom, with which voucher, and what the policy said about it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Enum, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hub.kernel.db import Fen, Key, Model
from hub.kernel.scope import Scoped
from hub.kernel.states import HasState
from schemas.terms import OrderState, PricingMode, VoucherMode

S = OrderState

LEGAL_MOVES = frozenset(
    {
        (S.DRAFT, S.RESERVING),
        (S.DRAFT, S.PLACED),
        (S.DRAFT, S.CANCELLED),
        # The order behind an invoice of a direct redemption, handed in and given back with it.
        (S.DRAFT, S.IN_REDEMPTION),
        (S.IN_REDEMPTION, S.DRAFT),
        (S.RESERVING, S.PLACED),
        (S.RESERVING, S.CANCELLED),
        (S.PLACED, S.CONFIRMING_QUOTA),
        (S.PLACED, S.IN_SERVICE),
        (S.PLACED, S.IN_REDEMPTION),
        (S.PLACED, S.CANCELLED),
        (S.PLACED, S.LAPSED),
        (S.CONFIRMING_QUOTA, S.IN_SERVICE),
        (S.CONFIRMING_QUOTA, S.REJECTED_BY_AREA),
        (S.CONFIRMING_QUOTA, S.LAPSED),
        (S.IN_SERVICE, S.AWAITING_HOLDER),
        (S.IN_SERVICE, S.IN_REDEMPTION),
        (S.IN_SERVICE, S.COMPLETED),
        (S.IN_SERVICE, S.LAPSED),
        (S.IN_SERVICE, S.TERMINATED),
        (S.AWAITING_HOLDER, S.COMPLETED),
        (S.AWAITING_HOLDER, S.IN_SERVICE),
        (S.IN_REDEMPTION, S.COMPLETED),
        (S.IN_REDEMPTION, S.IN_SERVICE),
        (S.IN_REDEMPTION, S.LAPSED),
        # A redemption the holder has agreed to can still be returned for correction or finally rejected.
        (S.COMPLETED, S.IN_SERVICE),
        (S.COMPLETED, S.LAPSED),
    }
)


class Order(Scoped, HasState, Model):
    """An order. Amounts: quoted (报价), contract (合同), applied (申请), assessed (核定); planned is 拟兑."""

    __tablename__ = "order"
    __scope__ = {"areas": ("area",), "organizations": ("holder_id", "institution_id")}
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("(mode = 'NONE') = (instrument_id IS NULL)", name="voucher_matches_mode"),
    )
    LEGAL = LEGAL_MOVES
    id: Mapped[Key]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    programme: Mapped[str | None] = mapped_column(String(40), index=True)
    area: Mapped[str | None] = mapped_column(String(40), index=True)
    holder_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    institution_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    service_no: Mapped[str] = mapped_column(String(20), index=True)
    service_name: Mapped[str] = mapped_column(Text)
    pricing: Mapped[PricingMode] = mapped_column(Enum(PricingMode, native_enum=False, length=20))
    quantity: Mapped[int]
    unit: Mapped[str | None] = mapped_column(Text)
    unit_price_fen: Mapped[Fen | None]
    quoted_fen: Mapped[Fen | None]
    proposed_fen: Mapped[Fen | None]
    contract_fen: Mapped[Fen | None]
    planned_fen: Mapped[Fen] = mapped_column(default=0)
    own_share_fen: Mapped[Fen | None]
    applied_fen: Mapped[Fen | None]
    assessed_fen: Mapped[Fen | None]
    mode: Mapped[VoucherMode] = mapped_column(Enum(VoucherMode, native_enum=False, length=30))
    instrument_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    payer_area: Mapped[str | None] = mapped_column(String(40), index=True)
    rate_ppm: Mapped[int | None] = mapped_column(BigInteger)
    needs_quota_confirmation: Mapped[bool] = mapped_column(default=False)
    decision_id: Mapped[UUID | None] = mapped_column(Uuid)
    version_label: Mapped[str | None] = mapped_column(Text)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    need: Mapped[str] = mapped_column(Text, default="")
    contract_label: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[OrderState] = mapped_column(Enum(OrderState, native_enum=False, length=20), default=S.PLACED)
    placed_on: Mapped[date]
    placed_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    region_ref: Mapped[str | None] = mapped_column(Text)
    waiting_since: Mapped[datetime | None]
    waiting_told_at: Mapped[datetime | None]
    redemption_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    # Stands for one invoice of a direct redemption: nobody placed it, its service is a category (G-12).
    direct: Mapped[bool] = mapped_column(default=False)
    category_code: Mapped[str | None] = mapped_column(String(6))
    # One use of a voucher, registered with its contract: hub/orders/uses says what is done with it (ZJ1-23).
    registered: Mapped[bool] = mapped_column(default=False)
    # 差价订单: the order whose further invoice this one answers for (CSJ-44).
    supplements_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)

    @property
    def service_amount_fen(self) -> int | None:
        """What the service costs as far as it is known: the contract, else the quotation."""
        return self.contract_fen if self.contract_fen is not None else self.quoted_fen
