"""What the checks look at, gathered by whoever stands above, and what they find: plain values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from hub.integrity.models import Severity
from hub.integrity.thresholds import Thresholds


@dataclass(frozen=True)
class DatedInvoice:
    """An invoice as the checks need it: what stands on it, and whose orders it covers (none named: any seller's)."""

    number: str
    dated: date | None
    buyer_name: str = ""
    buyer_uscc: str = ""
    seller_name: str = ""
    seller_uscc: str = ""
    seller_ids: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Paid:
    """A bank receipt as the checks need it; ``account`` is the keyed hash of the payer's account, where given."""

    payer: str = ""
    account: str = ""
    last4: str = ""


@dataclass(frozen=True)
class BorneName:
    """A name of the buyer and the last day on which it bore it; None for the one it bears now."""

    name: str
    until: date | None


@dataclass(frozen=True)
class Party:
    """A unit of the deal. ``marks`` are keyed hashes by kind (representative, phone, e-mail, bank account, address).
    ``names`` are those it bears and bore, for what is written on papers.

    ``suspended_on`` is the day from which an institution takes no new orders, ``ordered_on`` the day of its first
    order in the redemption. ``parent`` is the code of the unit that owns it, where known.
    """

    id: UUID
    name: str
    division: str = ""
    parent: str | None = None
    uscc: str = ""
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Sequence[BorneName] = ()
    suspended_on: date | None = None
    ordered_on: date | None = None


@dataclass(frozen=True)
class Lapse:
    """Something that made the holder eligible and has ended, on a date."""

    zh: str
    en: str
    on: date


@dataclass(frozen=True)
class Deal:
    """An order between the same two units, for the check on splitting."""

    no: str
    seller_id: UUID
    amount_fen: int
    placed_on: date


@dataclass(frozen=True)
class Earnings:
    """What a seller got of an area this quarter, and of one buyer in all; in fen, the redemption itself included."""

    seller: str
    awards: int
    area_fen: int
    seller_fen: int
    income_awards: int
    income_fen: int
    from_buyer_fen: int


@dataclass(frozen=True)
class Examined:
    """What a submission rests on, as far as the checks need it."""

    holder_id: UUID
    on: date
    valid_from: date
    valid_until: date
    ordered_on: date | None = None
    invoices: Sequence[DatedInvoice] = ()
    seller_ids: frozenset[UUID] = frozenset()
    invoice_sum_fen: int = 0
    receipt_sum_fen: int = 0
    receipts_must_equal: bool = False
    receipts: Sequence[Paid] = ()
    files_used_elsewhere: Sequence[str] = field(default=())
    buyer_names: Sequence[BorneName] = ()
    buyer: Party | None = None
    sellers: Sequence[Party] = ()
    lapses: Sequence[Lapse] = ()
    deals: Sequence[Deal] = ()
    earnings: Sequence[Earnings] = ()
    units_on_phone: int = 0
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True)
class BeforePayment:
    """What is looked at again before the public notice and before the payment.

    ``bank_changed_on``: the day on which the payee's account replaced another. ``quota`` is granted, available,
    reserved, used and expired on the voucher, in fen.
    """

    on: date
    payee: str = ""
    bank_changed_on: date | None = None
    open_objections: int = 0
    lapses: Sequence[Lapse] = ()
    quota: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True)
class Hit:
    """What a check found: rule, what it does, the sentence for whoever looks, and the figures it rests on."""

    rule: str
    severity: Severity
    zh: str
    en: str
    evidence: Mapping[str, str] = field(default_factory=dict)
