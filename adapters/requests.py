"""What the hub asks of a region and tells it: part of the contract, imported from ``adapters.contract``.

Every request that has an effect carries ``key``, ours: the same key twice has one effect.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

from schemas.terms import Uscc, VoucherMode


class OutcomeStatus(StrEnum):
    """What became of a request. UNKNOWN is never progress: it is settled only by asking again."""

    DONE = "DONE"
    REFUSED = "REFUSED"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"


class NotSeen(Enum):
    """The platform has never seen the key: the request may be sent again under the same key."""

    NOT_SEEN = "NOT_SEEN"


NOT_SEEN = NotSeen.NOT_SEEN


@dataclass(frozen=True)
class Outcome:
    """The platform's answer: its reference, its reason code when it refused, and its own words' reference."""

    status: OutcomeStatus
    ref: str | None = None
    reason_code: str | None = None
    raw_ref: str | None = None


@dataclass(frozen=True)
class Fact:
    """One dated fact (policy's fact id) with the authority that says so."""

    id: str
    value: Any
    as_of: date
    authority: str


@dataclass(frozen=True)
class EnterpriseFacts:
    """What the region's directory knows of one enterprise; empty when it knows none of that code."""

    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class CatalogPage:
    """One page of the region's catalogue; ``next`` is the cursor of the following page."""

    institutions: tuple[dict[str, Any], ...] = ()
    services: tuple[dict[str, Any], ...] = ()
    instruments: tuple[dict[str, Any], ...] = ()
    labs: tuple[dict[str, Any], ...] = ()
    next: str | None = None


@dataclass(frozen=True)
class Handover:
    """An enterprise sent to the region's own application page, with the way back."""

    key: str
    uscc: Uscc
    return_url: str
    programme: str


@dataclass(frozen=True)
class VoucherRecord:
    """A voucher mastered by the region. ``state`` is an InstrumentState value, or UNKNOWN."""

    voucher_no: str
    uscc: Uscc
    mode: VoucherMode | None
    year: int
    amount_fen: int
    available_fen: int
    valid_until: date
    state: str


@dataclass(frozen=True)
class Reserve:
    """Set an amount aside on a voucher mastered there."""

    key: str
    voucher_no: str
    amount_fen: int
    order_no: str
    until: datetime | None = None


@dataclass(frozen=True)
class Release:
    """Give a reservation back; ``ref`` is what ``reserve`` answered."""

    key: str
    ref: str


@dataclass(frozen=True)
class Consume:
    """Spend a reservation, wholly or in part; the rest is released."""

    key: str
    ref: str
    amount_fen: int
    redemption_no: str


@dataclass(frozen=True)
class OrderNotice:
    """An order of one of the region's enterprises or institutions, as it stands."""

    key: str
    order_no: str
    uscc: Uscc
    institution_uscc: Uscc
    service_name: str
    contract_fen: int
    applied_fen: int
    mode: VoucherMode
    state: str
    at: datetime


@dataclass(frozen=True)
class RedemptionNotice:
    """A redemption as it stands."""

    key: str
    redemption_no: str
    order_nos: tuple[str, ...]
    uscc: Uscc
    amount_fen: int
    state: str
    at: datetime


@dataclass(frozen=True)
class StatementEntry:
    """One line of a settlement statement; a reversal has a negative amount."""

    line_ref: str
    order_no: str
    payee_uscc: Uscc
    payee_name: str
    amount_fen: int
    agreed_at: datetime


@dataclass(frozen=True)
class Statement:
    """The advice to a payee's region: which awards a batch of another region's treasury pays."""

    key: str
    batch_no: str
    payer_area: str
    period: date
    entries: tuple[StatementEntry, ...]
    total_fen: int
    root_sha256: str


@dataclass(frozen=True)
class PaymentLine:
    """One payment to one payee. ``ext_ref`` is ours and stands in the bank's statement."""

    ext_ref: str
    payee_uscc: Uscc
    payee_name: str
    bank: str
    account: str = field(repr=False)
    amount_fen: int


@dataclass(frozen=True)
class PaymentInstruction:
    """The instruction to the payer's treasury, with its control totals."""

    key: str
    batch_no: str
    payer_area: str
    period: date
    lines: tuple[PaymentLine, ...]
    count: int
    total_fen: int
    root_sha256: str


@dataclass(frozen=True)
class Query:
    """Ask what became of the request sent under ``key``."""

    key: str
    verb: str
