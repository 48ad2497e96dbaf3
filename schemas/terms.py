"""Enumerations and value types of the field, named as in the glossary; standard library and check digits only."""

import re
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import NewType

Uscc = NewType("Uscc", str)
"""统一社会信用代码: 18 characters of GB 32100, the last a check character, stored compact and upper case."""


class VoucherMode(StrEnum):
    """Who redeems: 通用券 the holder, 通兑券 the institution, 无券 nobody."""

    HOLDER_REDEEMS = "HOLDER_REDEEMS"
    INSTITUTION_REDEEMS = "INSTITUTION_REDEEMS"
    NONE = "NONE"


class RedemptionBasis(StrEnum):
    """What a redemption rests on: orders, or invoices alone (快速兑付)."""

    ORDERS = "ORDERS"
    DIRECT = "DIRECT"


class PricingMode(StrEnum):
    """一口价, 参考价 or 面议 (negotiated)."""

    FIXED = "FIXED"
    REFERENCE = "REFERENCE"
    NEGOTIATED = "NEGOTIATED"


class ApplicationState(StrEnum):
    """States of a 申领."""

    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    AWAITING_STAMPED_FORM = "AWAITING_STAMPED_FORM"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    GRANTED = "GRANTED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


class InstrumentState(StrEnum):
    """States of a voucher a holder has."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    SPENT = "SPENT"
    EXPIRED = "EXPIRED"
    CLOSED = "CLOSED"


class UseState(StrEnum):
    """States of one use of a voucher, contracts.md §2; a draft is not generated yet. They follow from its order."""

    DRAFT = "DRAFT"
    UNCONFIRMED = "UNCONFIRMED"
    CONFIRMED = "CONFIRMED"
    VOIDED = "VOIDED"
    TERMINATED = "TERMINATED"
    REDEEMED = "REDEEMED"


class OrderState(StrEnum):
    """States of an order, contracts.md §2."""

    DRAFT = "DRAFT"
    RESERVING = "RESERVING"
    PLACED = "PLACED"
    CONFIRMING_QUOTA = "CONFIRMING_QUOTA"
    IN_SERVICE = "IN_SERVICE"
    AWAITING_HOLDER = "AWAITING_HOLDER"
    IN_REDEMPTION = "IN_REDEMPTION"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    REJECTED_BY_AREA = "REJECTED_BY_AREA"
    LAPSED = "LAPSED"
    TERMINATED = "TERMINATED"


class RedemptionState(StrEnum):
    """States of a 兑付, contracts.md §2."""

    DRAFT = "DRAFT"
    AWAITING_HOLDER = "AWAITING_HOLDER"
    REFUSED_BY_HOLDER = "REFUSED_BY_HOLDER"
    SUBMITTED = "SUBMITTED"
    IN_REVIEW = "IN_REVIEW"
    AWAITING_PAPER = "AWAITING_PAPER"
    RETURNED = "RETURNED"
    HELD = "HELD"
    ON_NOTICE = "ON_NOTICE"
    OBJECTED = "OBJECTED"
    PAYABLE = "PAYABLE"
    BATCHED = "BATCHED"
    INSTRUCTED = "INSTRUCTED"
    PAID = "PAID"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    DISPUTED = "DISPUTED"


class ReviewStage(StrEnum):
    """Stages of a review chain; ASSESSMENT (核定) may set the amount."""

    INITIAL = "INITIAL"
    SECOND = "SECOND"
    FORMAL = "FORMAL"
    EXPERT = "EXPERT"
    ASSESSMENT = "ASSESSMENT"


class ReviewDecision(StrEnum):
    """What a reviewer says."""

    PASS = "PASS"
    RETURN = "RETURN"
    REFUSE = "REFUSE"


class HoldState(StrEnum):
    """States of a reservation on a quota."""

    HELD = "HELD"
    CLAIMED = "CLAIMED"
    POSTED = "POSTED"
    VOIDED = "VOIDED"


class BatchState(StrEnum):
    """States of a settlement batch, ledger.md C4."""

    OPEN = "OPEN"
    COMPUTING = "COMPUTING"
    COMPUTED = "COMPUTED"
    REVIEWED = "REVIEWED"
    SIGNED = "SIGNED"
    SENT = "SENT"
    PART_ACKED = "PART_ACKED"
    ACKED = "ACKED"
    PAYING = "PAYING"
    RECONCILED = "RECONCILED"
    CLOSED = "CLOSED"
    DISCARDED = "DISCARDED"


class PayoutState(StrEnum):
    """States of a payment to one payee, ledger.md C4."""

    NEW = "NEW"
    SENT = "SENT"
    ACCEPTED = "ACCEPTED"
    UNKNOWN = "UNKNOWN"
    PAID = "PAID"
    REJECTED = "REJECTED"
    RETURNED = "RETURNED"


class ExchangeState(StrEnum):
    """States of a message to a region, ledger.md C4 and design.md §6."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    ACKED = "ACKED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"
    DEAD = "DEAD"


class QualificationKind(StrEnum):
    """What makes an enterprise eligible: a dated fact with evidence, never a flag on the enterprise."""

    TECH_SME = "TECH_SME"
    HNTE = "HNTE"
    INCUBATEE = "INCUBATEE"
    TALENT_LED = "TALENT_LED"


class Assurance(StrEnum):
    """How sure the hub is of who acts; unknown counts as low."""

    LOW = "low"
    SUBSTANTIAL = "substantial"
    HIGH = "high"


class Origin(StrEnum):
    """Where a value comes from (design.md §6); what a person of the area entered with a source is of the authority."""

    AUTHORITY = "authority"
    SEED = "seed"
    SEED_INFERRED = "seed-inferred"
    SAMPLE = "sample"


class Mastership(StrEnum):
    """Whose record counts for one subject in one (programme, area)."""

    HUB = "hub"
    REGION = "region"


class Role(StrEnum):
    """Roles of contracts.md §9; their scopes stand in the grant."""

    HOLDER_ADMIN = "holder_admin"
    HOLDER_AGENT = "holder_agent"
    INSTITUTION_ADMIN = "institution_admin"
    INSTITUTION_STAFF = "institution_staff"
    REVIEWER_INITIAL = "reviewer_initial"
    ASSESSOR = "assessor"
    POLICY_EDITOR = "policy_editor"
    POLICY_APPROVER = "policy_approver"
    NOTICE_OFFICER = "notice_officer"
    OBJECTION_DECIDER = "objection_decider"
    AREA_ADMIN = "area_admin"
    AGENCY = "agency"
    EXPERT = "expert"
    PROVINCE_CENTER = "province_center"
    FINANCE_OFFICER = "finance_officer"
    FINANCE_APPROVER = "finance_approver"
    PROGRAMME_STEWARD = "programme_steward"
    HUB_OPERATOR = "hub_operator"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    CLIENT_OWNER = "client_owner"


HOLDER_ROLES = frozenset({Role.HOLDER_ADMIN, Role.HOLDER_AGENT})
INSTITUTION_ROLES = frozenset({Role.INSTITUTION_ADMIN, Role.INSTITUTION_STAFF})
STAFF_ROLES = frozenset(Role) - HOLDER_ROLES - INSTITUTION_ROLES - {Role.CLIENT_OWNER}

ROLES_NOBODY_HOLDS_TOGETHER = frozenset(
    {
        frozenset({Role.REVIEWER_INITIAL, Role.ASSESSOR}),
        frozenset({Role.POLICY_EDITOR, Role.POLICY_APPROVER}),
        frozenset({Role.NOTICE_OFFICER, Role.OBJECTION_DECIDER}),
        frozenset({Role.FINANCE_OFFICER, Role.FINANCE_APPROVER}),
        frozenset({Role.HUB_OPERATOR, Role.SECURITY_ADMIN}),
        frozenset({Role.SECURITY_ADMIN, Role.AUDITOR}),
        frozenset({Role.HUB_OPERATOR, Role.AUDITOR}),
    }
)

_YUAN = re.compile(r"(0|[1-9][0-9]{0,12})(\.[0-9]{1,2})?", re.ASCII)


def fen_of_yuan(text: str) -> int:
    """Read an amount in yuan, "3000" or "3000.5" or "3,000.00", as whole fen.

    Only ASCII digits, at most two decimals, no sign, no exponent (security.md §0.4).

    Raises:
        ValueError: it is written in any other way.
    """
    plain = text.strip()
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?", plain, re.ASCII):
        plain = plain.replace(",", "")
    if not _YUAN.fullmatch(plain):
        raise ValueError(f"not an amount in yuan: {text!r}")
    try:
        return int(Decimal(plain) * 100)
    except InvalidOperation as error:  # pragma: no cover - the pattern admits decimals only
        raise ValueError(f"not an amount in yuan: {text!r}") from error


def yuan(fen: int) -> str:
    """Write fen as yuan with two decimals and no separators: 300000 → "3000.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole}.{rest:02d}"


def yuan_grouped(fen: int) -> str:
    """Write fen for people: 300000 → "3,000.00"."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def share_fen(amount_fen: int, rate_ppm: int) -> int:
    """The share of an amount at a rate in parts per million, rounded down to the fen (G-02)."""
    return amount_fen * rate_ppm // 1_000_000
