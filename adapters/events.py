"""What a region may tell us by itself: part of the contract, imported from ``adapters.contract``.

``message_id`` is the region's own id of the message: the same one twice is one event.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class VoucherChanged:
    """A voucher mastered there was issued or has changed; ``state`` is ours, or UNKNOWN."""

    message_id: str
    at: datetime
    uscc: str
    voucher_no: str
    year: int
    state: str
    amount_fen: int | None = None


@dataclass(frozen=True)
class OrderReceived:
    """An order was placed on the region's platform with an institution of ours."""

    message_id: str
    at: datetime
    order_ref: str
    uscc: str
    service_no: str
    amount_fen: int


@dataclass(frozen=True)
class OrderStateReported:
    """The region says how an order stands; ``state`` is ours, or UNKNOWN."""

    message_id: str
    at: datetime
    order_no: str
    state: str
    reason: str | None = None


@dataclass(frozen=True)
class RedemptionReceived:
    """A redemption was submitted on the region's platform."""

    message_id: str
    at: datetime
    redemption_ref: str
    order_no: str
    amount_fen: int


@dataclass(frozen=True)
class StatementAcknowledged:
    """The region accepts a settlement statement as it was sent."""

    message_id: str
    at: datetime
    batch_no: str
    sha256: str


@dataclass(frozen=True)
class LineDisputed:
    """The region disputes one line of a statement."""

    message_id: str
    at: datetime
    batch_no: str
    line_ref: str
    reason: str


@dataclass(frozen=True)
class PaymentReported:
    """The treasury says what became of one payment; ``state``: PAID, RETURNED, REJECTED or UNKNOWN."""

    message_id: str
    at: datetime
    batch_no: str
    ext_ref: str
    amount_fen: int
    state: str
    value_date: date | None = None
    return_code: str | None = None


@dataclass(frozen=True)
class FactsChanged:
    """Something about an enterprise has changed; the core asks ``find_enterprise`` again."""

    message_id: str
    at: datetime
    uscc: str


Event = (
    VoucherChanged
    | OrderReceived
    | OrderStateReported
    | RedemptionReceived
    | StatementAcknowledged
    | LineDisputed
    | PaymentReported
    | FactsChanged
)
