"""Prices, numbers and tabs of orders; pure."""

from dataclasses import dataclass
from datetime import datetime

from schemas.terms import OrderState, PricingMode, VoucherMode

_PATTERNS = {"IV": "{prefix}{at:%Y%m%d}{n:04d}", "CXQ": "{prefix}{at:%Y%m%d}{n:04d}"}
_HUB_PATTERN = "{prefix}-{at:%Y%m%d%H%M}-{n:06d}"
HUB_PREFIX = "CSJ"

TABS: dict[str, tuple[OrderState, ...]] = {
    "waiting": (OrderState.RESERVING, OrderState.PLACED),
    "confirming": (OrderState.CONFIRMING_QUOTA,),
    "in_service": (OrderState.IN_SERVICE,),
    "redeeming": (OrderState.AWAITING_HOLDER, OrderState.IN_REDEMPTION),
    "completed": (OrderState.COMPLETED,),
    "ended": (OrderState.CANCELLED, OrderState.REJECTED_BY_AREA, OrderState.LAPSED, OrderState.TERMINATED),
}


@dataclass(frozen=True)
class Price:
    """What is known of a price when ordering. ``total_fen`` None: it is still to be negotiated."""

    quoted_fen: int | None
    proposed_fen: int | None
    total_fen: int | None

    @property
    def estimate_fen(self) -> int | None:
        """The best figure there is, for a preview."""
        return next((fen for fen in (self.total_fen, self.proposed_fen, self.quoted_fen) if fen is not None), None)


class NotBargained(ValueError):
    """An amount was named for a listed price."""


def price_of(*, pricing: PricingMode, unit_price_fen: int | None, quantity: int, agreed_fen: int | None) -> Price:
    """Fixed and reference prices are known at once (a reference price may be agreed otherwise); others are not.

    Raises:
        NotBargained: another amount was named for a fixed price.
    """
    quoted_fen = unit_price_fen * quantity if unit_price_fen else None
    if pricing is PricingMode.FIXED:
        if agreed_fen is not None and agreed_fen != quoted_fen:
            raise NotBargained
        return Price(quoted_fen, None, quoted_fen)
    if pricing is PricingMode.REFERENCE:
        return Price(quoted_fen, None, agreed_fen if agreed_fen is not None else quoted_fen)
    return Price(quoted_fen, agreed_fen, None)


def own_share(amount_fen: int | None, planned_fen: int, mode: VoucherMode) -> int | None:
    """What the holder pays the institution: in full, unless the institution redeems its part (CSJ-06, CSJ-07)."""
    if amount_fen is None or mode is not VoucherMode.INSTITUTION_REDEEMS:
        return amount_fen
    return amount_fen - planned_fen


def order_number(*, prefix: str, at: datetime, n: int) -> str:
    """The number as the programme prints it: CSJ-YYYYMMDDHHMM-NNNNNN (CSJ-24), IV… (TJ-15), CXQYYYYMMDDNNNN (JS-54)."""
    return _PATTERNS.get(prefix, _HUB_PATTERN).format(prefix=prefix, at=at, n=n)


def tab_of(state: OrderState) -> str:
    """The tab of the list in which an order stands; drafts stand in none."""
    return next((name for name, states in TABS.items() if state in states), "")
