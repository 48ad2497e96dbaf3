"""The decision itself: pure, exact, without database or clock. ``judge`` is the bare verdict, ``rules`` never guess.

Deny as soon as one blocking rule surely fails; allow only when every one surely holds and every figure is known;
otherwise needs_info with the facts that are missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from hub.policy.claims import ASKED, claim_findings
from hub.policy.evaluate import Facts, Leaf, Truth, look_up, missing_facts
from hub.policy.loaded import CompiledRule, LoadedPolicy
from hub.policy.participants import participant_finding
from hub.policy.windows import OPENS, window_finding
from schemas.facts import check_value
from schemas.policy import Mode, Row, Unlimited
from schemas.terms import RedemptionBasis, VoucherMode, share_fen

Finding = tuple[str, Truth, list[Leaf], tuple[str, ...]]


@dataclass
class Verdict:
    """What ``judge`` found. ``findings`` holds every rule of the phase with its result, leaves and missing facts."""

    outcome: Literal["allow", "deny", "needs_info"] = "needs_info"
    findings: list[Finding] = field(default_factory=list)
    mode: Mode | None = None
    without_voucher: bool = False
    row: Row | None = None
    base_fen: int | None = None
    base_fact: str | None = None
    amount_fen: int | None = None
    binding: Literal["rate", "available", "per_order"] | None = None
    quota_fen: int | None = None
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)


def complete_facts(facts: Mapping[str, Any], anchors: Mapping[str, date], available_fen: int | None) -> dict[str, Any]:
    """The facts as they are judged: typed, None dropped, dates of the question and derived facts added.

    Raises:
        UnknownFact, FactOfWrongType: a fact is not registered or has the wrong type.
    """
    known = {name: value for name, value in facts.items() if value is not None}
    for name, anchor in (("application.on", "application"), ("order.on", "order"), ("redemption.on", "submission")):
        if anchor in anchors:
            known.setdefault(name, anchors[anchor])
    if available_fen is not None:
        known["voucher.available_fen"] = available_fen
    for name, value in known.items():
        check_value(name, value)
    division = known.get("holder.division")
    if division and len(division) == 6:
        known.setdefault("holder.city", f"{division[:4]}00")
    return known


def judge(policy: LoadedPolicy, phase: str, facts: Facts) -> Verdict:
    """The verdict of a policy on complete facts, with the full trace."""
    verdict = Verdict()
    verdict.findings = [_apply(compiled, facts) for compiled in policy.rules[phase]]
    if policy.draft.participants:
        verdict.findings += participant_finding(policy.draft.participants, policy.draft.area, phase, facts)
    if policy.draft.windows or OPENS in facts:
        verdict.findings += window_finding(policy.draft.windows, phase, facts)
    if phase == "application":
        _grant(policy, facts, verdict)
    else:
        _choose_mode(policy, phase, facts, verdict)
        if not verdict.without_voucher:
            _amount(policy, phase, facts, verdict)
    _conclude(policy, verdict)
    return verdict


def _apply(compiled: CompiledRule, facts: Facts) -> Finding:
    trace: list[Leaf] = []
    applies = True if compiled.when is None else compiled.when(facts, trace)
    if applies is False:
        return compiled.rule.id, True, trace, ()
    result = compiled.cond(facts, trace)
    if applies is None and result is False:
        # Whether the rule applies at all is not known, so its failure is not sure.
        result = None
    return compiled.rule.id, result, trace, missing_facts(compiled.whole, facts) if result is None else ()


def _grant(policy: LoadedPolicy, facts: Facts, verdict: Verdict) -> None:
    quota = policy.draft.quota
    if quota is None:
        return
    verdict.row, lacking = look_up(quota.table, facts)
    if verdict.row is None:
        verdict.lacking["application.quota"] = lacking
        return
    verdict.quota_fen = verdict.row.then
    if quota.amount == "applicant_chosen":
        assert policy.draft.caps is not None  # publishing has made sure
        verdict.findings += claim_findings(policy.draft.caps, verdict.row.then, facts)
        verdict.quota_fen = facts.get(ASKED)


def _choose_mode(policy: LoadedPolicy, phase: str, facts: Facts, verdict: Verdict) -> None:
    code = facts.get("voucher.mode")
    if code == VoucherMode.NONE:
        verdict.without_voucher = True
        if phase == "redemption":
            verdict.findings.append(("redemption.no_voucher", False, [], ()))
        return
    given = facts.get("redemption.basis")
    basis = RedemptionBasis.ORDERS if phase == "order" else RedemptionBasis(given) if given else None
    offered = policy.offered(code, basis)
    if len(offered) == 1:
        verdict.mode = offered[0]
        verdict.findings.append((f"{phase}.mode_offered", True, [], ()))
        if phase == "redemption":
            verdict.findings.append(_initiator(offered[0], facts))
    elif not offered:
        quick = phase == "order" and policy.offered(code, RedemptionBasis.DIRECT)
        verdict.findings.append(("order.quick_redemption_only" if quick else f"{phase}.mode_offered", False, [], ()))
    else:
        lacking = "voucher.mode" if code is None else "redemption.basis"
        verdict.findings.append((f"{phase}.mode_offered", None, [], (lacking,)))


def _initiator(mode: Mode, facts: Facts) -> Finding:
    seen = facts.get("redemption.initiator")
    result = None if seen is None else seen == mode.initiator
    leaf = Leaf("redemption.initiator", "==", seen, mode.initiator, None, result)
    return "redemption.initiator", result, [leaf], ("redemption.initiator",) if result is None else ()


def _amount(policy: LoadedPolicy, phase: str, facts: Facts, verdict: Verdict) -> None:
    subsidy = policy.draft.subsidy
    assert subsidy is not None and subsidy.table is not None  # publishing has made sure
    names = subsidy.order_min_of if phase == "order" else subsidy.redemption_min_of
    absent = tuple(name for name in names if facts.get(name) is None)
    if absent:
        verdict.lacking[f"{phase}.base"] = absent
    else:
        verdict.base_fen, verdict.base_fact = min((facts[name], name) for name in names)
    verdict.row, lacking = look_up(subsidy.table, facts)
    if verdict.row is None:
        verdict.lacking[f"{phase}.rate"] = lacking
    available = facts.get("voucher.available_fen")
    if available is None:
        verdict.lacking[f"{phase}.available"] = ("voucher.available_fen",)
    elif phase == "order" and available == 0:
        leaf = Leaf("voucher.available_fen", ">", 0, 0, None, False)
        verdict.findings.append(("order.nothing_available", False, [leaf], ()))
    if verdict.row and verdict.base_fen is not None and available is not None:
        _limit(policy, phase, share_fen(verdict.base_fen, verdict.row.then), available, verdict)


def _limit(policy: LoadedPolicy, phase: str, by_rate: int, available: int, verdict: Verdict) -> None:
    verdict.amount_fen, verdict.binding = by_rate, "rate"
    if available < verdict.amount_fen:
        verdict.amount_fen, verdict.binding = available, "available"
    caps = policy.draft.caps
    per_order = caps.per_order_fen if caps and phase == "order" else Unlimited()
    if not isinstance(per_order, Unlimited) and per_order < verdict.amount_fen:
        verdict.amount_fen, verdict.binding = per_order, "per_order"


def _conclude(policy: LoadedPolicy, verdict: Verdict) -> None:
    results = [result for rule, result, _, _ in verdict.findings if rule not in policy.advisory]
    if False in results:
        verdict.outcome, verdict.amount_fen, verdict.quota_fen = "deny", 0, None
    elif None in results or verdict.lacking:
        verdict.outcome = "needs_info"
        verdict.amount_fen = None
    else:
        verdict.outcome = "allow"


def due_year_end(on: date) -> date:
    """The last day of a calendar-year voucher granted on that date."""
    return date(on.year, 12, 31)
