"""Vouchers, orders and awards made straight in the ledger."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

from hub import ledger
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, set_business_time

OFFICER = Actor(account_id=UUID(int=1), name="经办")
APPROVER = Actor(account_id=UUID(int=2), name="复核")
MARCH = datetime(2021, 3, 4, 2, 0, tzinfo=UTC)


@dataclass
class Voucher:
    """A voucher of 2021 with a quota."""

    amount_fen: int = 1_000
    year: int = 2021
    area: str = "maanshan"
    programme: str = "delta"
    cap_fen: int | None = None
    id: UUID = field(default_factory=uuid4)
    holder_id: UUID = field(default_factory=uuid4)

    def grant(self) -> "Voucher":
        """Issue the quota."""
        ledger.grant_quota(
            instrument_id=self.id, holder_id=self.holder_id, programme=self.programme, area=self.area, year=self.year,
            amount_fen=self.amount_fen, cap_fen=self.cap_fen, business_date=business_now().date(), by=OFFICER,
            ref=str(self.id),
        )  # fmt: skip
        return self

    def reserve(self, amount_fen: int, order_id: UUID | None = None) -> UUID:
        """Reserve for an order; returns the order's id."""
        order_id = order_id or uuid4()
        ledger.reserve(
            instrument_id=self.id, subject="order", subject_id=order_id, amount_fen=amount_fen, by=OFFICER,
            ref=f"order:{order_id}",
        )  # fmt: skip
        return order_id

    def submitted(self, amount_fen: int) -> UUID:
        """Reserve and submit for redemption."""
        order_id = self.reserve(amount_fen)
        ledger.claim(subject="order", subject_id=order_id, by=OFFICER)
        return order_id

    def figures(self) -> tuple[int, int, int, int, int]:
        """granted, reserved, used, expired, available."""
        b = ledger.balances(self.id)
        return b.granted_fen, b.reserved_fen, b.used_fen, b.expired_fen, b.available_fen


def award(
    parts: dict[UUID, int],
    *,
    payee_id: UUID | None = None,
    agreed_at: datetime = MARCH,
    payee_kind: str = "institution",
    payer_area: str = "maanshan",
    payee_area: str | None = None,
    payee_region: str | None = "zhejiang",
    redemption_id: UUID | None = None,
    ref: str | None = None,
) -> ledger.Payable:
    """Award the orders' amounts to a payee."""
    redemption_id = redemption_id or uuid4()
    return ledger.award(
        redemption_id=redemption_id, shares=[ledger.Share("order", order, fen) for order, fen in parts.items()],
        programme="delta", payer_area=payer_area, payee_id=payee_id or uuid4(), payee_kind=payee_kind,
        payee_area=payee_area, payee_region=payee_region, agreed_at=agreed_at, policy_version="delta v1",
        by=OFFICER, ref=ref or str(redemption_id),
    )  # fmt: skip


def at(moment: str) -> None:
    """Move business time."""
    set_business_time(datetime.fromisoformat(moment))
