"""A policy version made ready to decide: conditions compiled once, rules and steps sorted by phase."""

from dataclasses import dataclass
from typing import NamedTuple

from hub.policy.evaluate import Evaluator, compile_condition
from schemas.conditions import AnyOf, Condition, Not
from schemas.policy import PHASES, ApprovalStep, Mode, PolicyDraft, Rule
from schemas.terms import RedemptionBasis, VoucherMode

ENGINE_VERSION = "2"


class CompiledRule(NamedTuple):
    """A rule with its compiled conditions; ``whole`` is both in one, for looking at what is missing."""

    rule: Rule
    cond: Evaluator
    when: Evaluator | None
    whole: Condition


class CompiledStep(NamedTuple):
    """A step with its compiled condition."""

    step: ApprovalStep
    when: Evaluator | None


@dataclass(frozen=True)
class LoadedPolicy:
    """One resolved version, compiled. Immutable, so it is kept in the process by its content hash."""

    draft: PolicyDraft
    version: int
    content_hash: str
    rules: dict[str, tuple[CompiledRule, ...]]
    steps: dict[str, tuple[CompiledStep, ...]]
    advisory: frozenset[str] = frozenset()
    confirmed: bool = True

    @property
    def label(self) -> str:
        """The version as people name it: policy and number."""
        return f"{self.draft.policy_id} v{self.version}"

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes the area offers."""
        return self.draft.modes or ()

    def offered(self, code: str | None, basis: RedemptionBasis | None) -> list[Mode]:
        """The offered modes of this code and basis (None leaves either open); never the mode without a voucher."""
        return [
            mode
            for mode in self.modes
            if mode.code is not VoucherMode.NONE and code in (None, mode.code.value) and basis in (None, mode.basis)
        ]


def _compiled(rule: Rule) -> CompiledRule:
    whole = AnyOf((Not(rule.when), rule.cond)) if rule.when else rule.cond
    return CompiledRule(rule, compile_condition(rule.cond), compile_condition(rule.when) if rule.when else None, whole)


def load(draft: PolicyDraft, *, version: int, content_hash: str, confirmed: bool = True) -> LoadedPolicy:
    """Compile a resolved policy."""
    rules: dict[str, tuple[CompiledRule, ...]] = {
        phase: tuple(_compiled(rule) for rule in draft.rules if rule.phase == phase) for phase in PHASES
    }
    steps: dict[str, tuple[CompiledStep, ...]] = {
        phase: tuple(
            CompiledStep(step, compile_condition(step.when) if step.when else None)
            for step in draft.approvals or ()
            if step.phase == phase
        )
        for phase in PHASES
    }
    advisory = frozenset(rule.id for rule in draft.rules if rule.severity != "block")
    return LoadedPolicy(draft, version, content_hash, rules, steps, advisory, confirmed)
