"""A question to the policy and its answer, with every rule, figure and source that led to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from hub.policy.claims import Claimable
from schemas.policy import Citation, Deadline, Invoices, Phase, SizeOp
from schemas.terms import Origin, RedemptionBasis, ReviewStage, Role, VoucherMode

Outcome = Literal["allow", "deny", "needs_info"]


@dataclass(frozen=True)
class Question:
    """What is asked. ``anchors`` are the dates that choose the version: application, order, voucher, submission.

    ``available_fen`` is what may still be drawn: at redemption it includes the own reservation.
    """

    phase: Phase
    programme: str
    area: str
    anchors: dict[str, date]
    facts: dict[str, Any]
    available_fen: int | None = None


@dataclass(frozen=True)
class Step:
    """A step of the chain after this phase; ``stage`` None where nobody reviews (auto, publicity, payout)."""

    step: str
    stage: ReviewStage | None
    role: Role | None
    may_set_amount: bool = False
    publicity_working_days: int | None = None


@dataclass(frozen=True)
class MaterialSlot:
    """Files that belong to this phase. The largest size is allowed when ``size_op`` is le, refused when lt."""

    code: str
    label_zh: str
    label_en: str
    required: bool
    per: str
    count_min: int
    count_max: int | None
    types: tuple[str, ...]
    max_bytes: int
    size_op: SizeOp
    group: str | None = None
    seal: bool = False
    help_zh: str = ""
    origin: Origin = Origin.SEED
    cite: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class TextSlot:
    """A text that belongs to this phase."""

    code: str
    label_zh: str
    required: bool
    max_chars: int
    help_zh: str = ""


InvoiceRules = Invoices


@dataclass(frozen=True)
class Observation:
    """One leaf of a condition: which fact, what was seen, what was asked, and whether it held (None: not known)."""

    fact: str
    operator: str
    observed: str
    required: str
    result: bool | None


@dataclass(frozen=True)
class RuleResult:
    """One rule on these facts. ``result`` None: a fact is missing."""

    rule: str
    message_zh: str
    message_en: str
    observed: str
    required: str
    cite: tuple[Citation, ...]
    result: bool | None = None
    severity: str = "block"
    origin: Origin = Origin.SEED
    leaves: tuple[Observation, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """The answer. Money is None where a fact is missing; a denied one draws nothing."""

    phase: Phase
    programme: str
    area: str
    outcome: Outcome
    version_label: str
    effective_from: date
    content_hash: str
    id: UUID | None = None
    mode: VoucherMode | None = None
    mode_label_zh: str = ""
    basis: RedemptionBasis | None = None
    payee: Literal["holder", "institution"] | None = None
    initiator: Literal["holder", "institution"] | None = None
    counterparty: Literal["holder", "institution"] | None = None
    base_fen: int | None = None
    base_fact: str | None = None
    amount_fen: int | None = None
    own_share_fen: int | None = None
    quota_fen: int | None = None
    granted_per: Literal["year", "order"] = "year"
    cap_fen: int | None = None
    per_claim_fen: int | None = None
    holding_fen: int | None = None
    claimable: Claimable | None = None
    rate_ppm: int | None = None
    binding: Literal["rate", "available", "per_order"] | None = None
    valid_until: date | None = None
    chain: tuple[Step, ...] = ()
    materials: tuple[MaterialSlot, ...] = ()
    texts: tuple[TextSlot, ...] = ()
    invoice: InvoiceRules | None = None
    deadlines: tuple[Deadline, ...] = ()
    kind: Literal["exact", "ceiling"] | None = None
    failed: tuple[RuleResult, ...] = ()
    unknown: tuple[RuleResult, ...] = ()
    warnings: tuple[RuleResult, ...] = ()
    trace: tuple[RuleResult, ...] = ()
    amount_origin: Origin = Origin.SEED
    amount_cite: tuple[Citation, ...] = ()
    anchor: str | None = None
    anchor_on: date | None = None
    engine_version: str = ""

    @property
    def allowed(self) -> bool:
        """Whether every blocking rule holds."""
        return self.outcome == "allow"

    @property
    def approvals(self) -> tuple[Step, ...]:
        """The steps of the chain in which a person reviews; none means that it is granted at once."""
        return tuple(step for step in self.chain if step.stage is not None)

    @property
    def automatic(self) -> bool:
        """Whether no person has to review."""
        return not self.approvals

    @property
    def quota_confirm(self) -> bool:
        """Whether the area confirms the quota after the institution has accepted (CSJ-58)."""
        return any(step.step == "quota_confirm" for step in self.chain)

    @property
    def publicity_working_days(self) -> int | None:
        """Working days of the public notice, None where there is none."""
        return next((step.publicity_working_days for step in self.chain if step.step == "publicity"), None)

    @property
    def missing_facts(self) -> tuple[str, ...]:
        """The facts that would have to be given for an answer."""
        return tuple(dict.fromkeys(name for result in self.unknown for name in result.missing))

    def amount_sentence(self, language: str = "zh") -> str:
        """How the amount was worked out, with its source; empty where there is none."""
        from hub.policy.explain import amount_sentence

        return amount_sentence(self, language)

    def sentences(self, language: str = "zh") -> list[str]:
        """The decision in sentences for the person who asked: outcome, reasons with figures, amount, version."""
        from hub.policy.explain import sentences

        return sentences(self, language)
