"""The common policy model: what every region's rules are normalized into (one version of one policy)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from schemas.basis import Basis as Basis
from schemas.basis import Citation as Citation
from schemas.basis import Limit as Limit
from schemas.basis import Unlimited as Unlimited
from schemas.conditions import Condition
from schemas.terms import RedemptionBasis, ReviewStage, Role, VoucherMode

Phase: TypeAlias = Literal["application", "order", "redemption"]
PHASES: tuple[Phase, ...] = ("application", "order", "redemption")
Party: TypeAlias = Literal["holder", "institution", "none"]
SizeOp: TypeAlias = Literal["le", "lt"]


@dataclass(frozen=True)
class Rule:
    """One condition with its one reason. Where ``when`` does not hold, the rule is satisfied."""

    id: str
    phase: Phase
    cond: Condition
    basis: Basis
    message_zh: str
    message_en: str
    severity: Literal["block", "warn", "info"] = "block"
    when: Condition | None = None


@dataclass(frozen=True)
class Range:
    """Whole numbers from ``start`` up to, not including, ``end``; an open side is null."""

    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Row:
    """A row of a decision table: it applies when every named fact is one of the codes or lies in the range."""

    id: str
    when: dict[str, tuple[str, ...] | Range]
    then: int
    basis: Basis


@dataclass(frozen=True)
class Table:
    """A decision table; exactly one row (or ``otherwise``) applies to every case, which publishing checks."""

    rows: tuple[Row, ...] = ()
    otherwise: Row | None = None


@dataclass(frozen=True)
class Mode:
    """A way to spend and redeem that the area offers."""

    code: VoucherMode
    basis: RedemptionBasis | None
    alias_zh: str
    payment: Literal["full", "offset", "none"]
    initiator: Party
    payee: Party
    counterparty: Party
    origin: Basis
    one_institution: bool = False
    one_category: bool = False


@dataclass(frozen=True)
class Quota:
    """What one application grants: the fen of the table row, or what the applicant chooses of them (ZJ1-17).

    Of the unit ``order`` an application is for one order and grants that order's share (TJ-12); the row bounds it.
    """

    unit: Literal["year", "order"]
    subject: Literal["enterprise"]
    table: Table
    amount: Literal["computed", "applicant_chosen"] = "computed"


@dataclass(frozen=True)
class Caps:
    """Limits beside the quota. ``per_year_fen`` counts all instruments of one holder in the programme together.

    With ``per_year_is_quota`` the quota of the holder's own row is the year's cap too. ``per_claim_fen`` bounds one
    application of a chosen amount, ``holding_fen`` what was claimed and not yet used (G-23).
    """

    per_year_fen: Limit
    per_order_fen: Limit
    basis: Basis
    per_year_is_quota: bool = False
    per_claim_fen: Limit = field(default_factory=Unlimited)
    holding_fen: Limit = field(default_factory=Unlimited)


@dataclass(frozen=True)
class Subsidy:
    """amount = min(⌊rate · min_of[facts]⌋, available, cap per order). An area may leave the facts to its parent."""

    order_min_of: tuple[str, ...]
    redemption_min_of: tuple[str, ...]
    table: Table | None
    kind: Literal["exact", "ceiling"] = "exact"
    rounding: Literal["floor_fen"] = "floor_fen"
    basis: Basis | None = None


@dataclass(frozen=True)
class Validity:
    """How long a voucher lives."""

    kind: Literal["calendar_year"]
    on_expiry: Literal["void"]
    basis: Basis


@dataclass(frozen=True)
class ApprovalStep:
    """A step of a chain. ``auto`` applies only when its condition holds; others apply unless it surely does not."""

    phase: Phase
    step: str
    stage: ReviewStage | None
    role: Role | None
    basis: Basis
    may_set_amount: bool = False
    publicity_working_days: int | None = None
    when: Condition | None = None


@dataclass(frozen=True)
class Material:
    """A slot for files. ``size_op`` lt is 小于, le is 不超过/最大; ``group`` joins slots of which one suffices."""

    code: str
    phase: Phase
    label_zh: str
    label_en: str
    types: tuple[str, ...]
    max_bytes: int
    size_op: SizeOp
    basis: Basis
    required: bool = True
    per: Literal["application", "order", "redemption", "service", "invoice", "receipt", "contract"] = "redemption"
    count_min: int = 1
    count_max: int | None = 1
    group: str | None = None
    seal: bool = False
    help_zh: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class TextField:
    """A text the applicant writes; ``help_zh`` are the points it should speak of."""

    code: str
    phase: Phase
    label_zh: str
    required: bool
    max_chars: int
    basis: Basis
    help_zh: str = ""


@dataclass(frozen=True)
class Invoices:
    """What an invoice must carry and how invoices and orders fit together (CSJ-42, CSJ-43, JS-62, TJ-26).

    ``fields`` is what is copied from the papers; "payer" stands on the bank's receipt.
    """

    fields: tuple[Literal["code", "number", "date", "amount", "name", "buyer", "seller", "payer"], ...]
    invoices_per_order: Literal["one", "many"]
    orders_per_invoice: Literal["one", "many"]
    orders_within_invoice: bool
    receipts_equal_invoices: bool
    receipts_required: bool
    excess_method: Literal["top_up_order", "none"]
    types: tuple[str, ...]
    max_bytes: int
    size_op: SizeOp
    basis: Basis
    one_institution: bool = False
    one_category: bool = False
    receipt_types: tuple[str, ...] = ()
    receipt_max_bytes: int | None = None
    receipt_size_op: SizeOp = "le"


@dataclass(frozen=True)
class Deadline:
    """A duration after an event; a soft one warns and never acts, ``on_miss`` says what another one does."""

    name: str
    after: str
    duration: str
    soft: bool
    basis: Basis
    on_miss: Literal["", "default_positive"] = ""


@dataclass(frozen=True)
class Window:
    """Days of every year, MM-DD to MM-DD and both included, in which the holder may submit; over new year it wraps."""

    id: str
    phase: Literal["application", "redemption"]
    opens: str
    closes: str
    basis: Basis


@dataclass(frozen=True)
class Participant:
    """An area, by its code, whose vouchers are granted and spent under the programme; both days are included."""

    id: str
    since: date
    basis: Basis
    until: date | None = None


@dataclass(frozen=True)
class VoidRow:
    """A way out of a voucher's use: when it is open, to whom, and what becomes of the amount."""

    id: str
    when: Condition
    actor: Literal["holder", "area"]
    action: Literal["void", "terminate", "amend_amount"]
    effect: Literal["amount_back", "amount_expires", "lower_only"]
    basis: Basis


@dataclass(frozen=True)
class Voids:
    """What may still be done about a use: nothing is changed in place where ``immutable`` (ZJ2-26)."""

    immutable: bool
    rows: tuple[VoidRow, ...]
    basis: Basis


@dataclass(frozen=True)
class PolicyDraft:
    """One version of one policy, as normalized or as resolved over its parents. A section left None is the parent's."""

    policy_id: str
    programme: str
    area: str
    level: Literal["federation", "province", "city", "county", "zone"]
    effective_from: date
    title: str
    status: Literal["published", "ended"] = "published"
    parents: tuple[str, ...] = ()
    delegates: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    modes: tuple[Mode, ...] | None = None
    quota: Quota | None = None
    caps: Caps | None = None
    subsidy: Subsidy | None = None
    validity: Validity | None = None
    approvals: tuple[ApprovalStep, ...] | None = None
    materials: tuple[Material, ...] = ()
    texts: tuple[TextField, ...] = ()
    invoices: Invoices | None = None
    deadlines: tuple[Deadline, ...] = ()
    windows: tuple[Window, ...] = ()
    participants: tuple[Participant, ...] = ()
    anchors: dict[str, tuple[str, ...]] | None = None
    channels: dict[str, str] | None = None
    stacking: Literal["none"] | None = None
    voids: Voids | None = None
    provenance: dict[str, str] = field(default_factory=dict)
