"""From a bare verdict to a decision a person can read: words, sources, steps, slots."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from hub.policy import claims, explain, participants, windows
from hub.policy.decision import Decision, InvoiceRules, MaterialSlot, Observation, Question, RuleResult, Step, TextSlot
from hub.policy.evaluate import Facts, Leaf, culprits, evaluate
from hub.policy.loaded import ENGINE_VERSION, CompiledStep, LoadedPolicy
from hub.policy.rules import Verdict, complete_facts, due_year_end, judge
from schemas.facts import FACTS
from schemas.policy import Basis, Limit, Material, Party, PolicyDraft, Rule, Unlimited
from schemas.terms import Origin, VoucherMode

STRUCTURAL = {
    "order.mode_offered": (
        "所在区域不提供该类型的创新券下单。",
        "The area does not offer orders with this kind of voucher.",
    ),
    "order.quick_redemption_only": (
        "所在区域不再选择通用券下单，请在兑付管理中进行「快速兑付」。",
        "The area takes no orders with this voucher: redeem directly, without an order, under redemptions.",
    ),
    "order.nothing_available": (
        "创新券可用余额为 0，只能不使用创新券下单。",
        "Nothing is left on the voucher: order without it.",
    ),
    "order.base": ("服务金额尚未确定。", "The price of the service is not settled yet."),
    "order.rate": ("补贴比例待确定。", "The rate depends on facts that are missing."),
    "order.available": ("创新券可用余额待确定。", "What is left on the voucher is not known."),
    "redemption.mode_offered": ("所在区域不提供该兑付方式。", "The area does not offer this way of redeeming."),
    "redemption.no_voucher": ("无券订单不能申请兑付。", "An order without a voucher cannot be redeemed."),
    "redemption.initiator": ("兑付申请应由该券规定的一方发起。", "The other party has to start this redemption."),
    "redemption.base": ("核定基数所需金额不全。", "Amounts that the award rests on are missing."),
    "redemption.rate": ("补贴比例待确定。", "The rate depends on facts that are missing."),
    "redemption.available": ("创新券可用余额待确定。", "What is left on the voucher is not known."),
    "application.quota": ("额度档次待确定。", "The quota depends on facts that are missing."),
    **claims.MESSAGES,
    **participants.MESSAGES,
    **windows.MESSAGES,
    "policy.unconfirmed": (
        "本区域政策仍为示例数据，须经主管部门确认后方可发放。",
        "The policy of this area is still sample data: a person must confirm it before vouchers are issued.",
    ),
}


def decide_on(policy: LoadedPolicy, question: Question, *, anchor: tuple[str, date] | None = None) -> Decision:
    """The full decision of one policy version on one question; pure."""
    facts = complete_facts(question.facts, question.anchors, question.available_fen)
    verdict = judge(policy, question.phase, facts)
    if question.phase == "application" and not policy.confirmed:
        verdict.findings.append(("policy.unconfirmed", False, [], ()))
        verdict.outcome, verdict.quota_fen = "deny", None
    results = _results(policy, question.phase, verdict, facts)
    blocking = [result for result in results if result.severity == "block"]
    draft, figures = policy.draft, _figures(policy, question, verdict, facts)
    return Decision(
        phase=question.phase,
        programme=question.programme,
        area=question.area,
        outcome=verdict.outcome,
        version_label=policy.label,
        effective_from=draft.effective_from,
        content_hash=policy.content_hash,
        chain=_chain(policy.steps[question.phase], facts, verdict),
        materials=() if verdict.without_voucher else tuple(_slots(policy, question.phase, facts)),
        texts=tuple(
            TextSlot(text.code, text.label_zh, text.required, text.max_chars, text.help_zh)
            for text in draft.texts
            if text.phase == question.phase
        ),
        invoice=_invoice_rules(draft, verdict) if question.phase == "redemption" else None,
        failed=tuple(result for result in blocking if result.result is False),
        unknown=tuple(result for result in blocking if result.result is None),
        warnings=tuple(result for result in results if result.severity != "block" and result.result is not True),
        trace=tuple(results),
        deadlines=draft.deadlines,
        kind=draft.subsidy.kind if draft.subsidy else None,
        anchor=anchor[0] if anchor else None,
        anchor_on=anchor[1] if anchor else None,
        engine_version=ENGINE_VERSION,
        **figures,
    )


def _invoice_rules(draft: PolicyDraft, verdict: Verdict) -> InvoiceRules | None:
    mode = verdict.mode
    if draft.invoices is None or mode is None:
        return draft.invoices
    return replace(draft.invoices, one_institution=mode.one_institution, one_category=mode.one_category)


def _figures(policy: LoadedPolicy, question: Question, verdict: Verdict, facts: Facts) -> dict[str, Any]:
    row, mode = verdict.row, verdict.mode
    values: dict[str, Any] = {
        "amount_origin": row.basis.origin if row else Origin.SEED,
        "amount_cite": row.basis.cite if row else (),
    }
    if question.phase == "application":
        caps = policy.draft.caps
        cap = caps.per_year_fen if caps else None
        on = facts.get("application.on")
        issued = {mode.code: mode for mode in policy.offered(None, None)}
        if len(issued) == 1:
            values |= {"mode": next(iter(issued)), "mode_label_zh": next(iter(issued.values())).alias_zh}
        if policy.draft.quota and policy.draft.quota.amount == "applicant_chosen" and caps and row:
            values["claimable"] = claims.claimable(caps, row.then, facts)
        values |= {
            "quota_fen": verdict.quota_fen,
            "granted_per": policy.draft.quota.unit if policy.draft.quota else "year",
            "cap_fen": verdict.quota_fen if caps and caps.per_year_is_quota else _whole(cap),
            "per_claim_fen": _whole(caps.per_claim_fen) if caps else None,
            "holding_fen": _whole(caps.holding_fen) if caps else None,
            "valid_until": due_year_end(on) if on else None,
        }
        return values
    if verdict.without_voucher:
        total = facts.get("order.total_fen")
        return values | {"mode": VoucherMode.NONE, "mode_label_zh": "无券", "amount_fen": 0, "own_share_fen": total}
    if mode is not None:
        values |= {
            "mode": mode.code,
            "mode_label_zh": mode.alias_zh,
            "basis": mode.basis,
            "payee": _party(mode.payee),
            "initiator": _party(mode.initiator),
            "counterparty": _party(mode.counterparty),
        }
    own = None
    if question.phase == "order" and verdict.base_fen is not None and verdict.amount_fen is not None:
        own = verdict.base_fen - verdict.amount_fen
    return values | {
        "rate_ppm": row.then if row else None,
        "base_fen": verdict.base_fen,
        "base_fact": verdict.base_fact,
        "amount_fen": verdict.amount_fen,
        "own_share_fen": own,
        "binding": verdict.binding if verdict.outcome == "allow" else None,
    }


def _whole(limit: Limit | None) -> int | None:
    return None if isinstance(limit, Unlimited) else limit


def _party(party: Party) -> Literal["holder", "institution"] | None:
    return None if party == "none" else party


def _results(policy: LoadedPolicy, phase: str, verdict: Verdict, facts: Facts) -> list[RuleResult]:
    known = {compiled.rule.id: compiled for compiled in policy.rules[phase]}
    findings = [*verdict.findings, *((name, None, [], missing) for name, missing in verdict.lacking.items())]
    results = []
    for name, result, leaves, missing in findings:
        compiled = known.get(name)
        told = culprits(compiled.whole, facts) if compiled and result is not True else leaves
        rule = compiled.rule if compiled else None
        results.append(_result(rule, name, result, leaves, told, missing, _structural_basis(policy, name)))
    return results


def _result(
    rule: Rule | None,
    name: str,
    result: bool | None,
    leaves: list[Leaf],
    told: list[Leaf],
    missing: tuple[str, ...],
    basis: Basis,
) -> RuleResult:
    zh, en = (rule.message_zh, rule.message_en) if rule else STRUCTURAL[name]
    basis = rule.basis if rule else basis
    return RuleResult(
        rule=name,
        message_zh=zh,
        message_en=en,
        observed="；".join(
            dict.fromkeys(f"{FACTS[x.fact].label_zh} {explain.shown(x.fact, x.observed)}" for x in told)
        ),
        required="；".join(
            dict.fromkeys(explain.requirement(x.fact, x.operator, x.required, x.required_fact) for x in told)
        ),
        cite=basis.cite,
        result=result,
        severity=rule.severity if rule else "block",
        origin=basis.origin,
        leaves=tuple(_observation(leaf) for leaf in leaves),
        missing=missing,
    )


def _structural_basis(policy: LoadedPolicy, name: str) -> Basis:
    if name in claims.MESSAGES and policy.draft.caps:
        return policy.draft.caps.basis
    if name in participants.MESSAGES:
        return next((one.basis for one in policy.draft.participants if one.id == policy.draft.area), Basis(Origin.SEED))
    if name in windows.MESSAGES and policy.draft.windows:
        return policy.draft.windows[0].basis
    if name in windows.MESSAGES:
        return Basis(Origin.AUTHORITY, note="区域公布的兑付周期")
    if name.endswith((".mode_offered", ".quick_redemption_only", ".initiator")) and policy.modes:
        cite = tuple(dict.fromkeys(one for mode in policy.modes for one in mode.origin.cite))
        return Basis(policy.modes[0].origin.origin, cite)
    return Basis(Origin.SAMPLE)


def _observation(leaf: Leaf) -> Observation:
    return Observation(
        fact=leaf.fact,
        operator=leaf.operator,
        observed=explain.shown(leaf.fact, leaf.observed),
        required=explain.requirement(leaf.fact, leaf.operator, leaf.required, leaf.required_fact),
        result=leaf.result,
    )


def _chain(steps: Iterable[CompiledStep], facts: Facts, verdict: Verdict) -> tuple[Step, ...]:
    if verdict.without_voucher:
        steps = [step for step in steps if step.step.step == "accept"]
    chosen = []
    for step, when in steps:
        holds = True if when is None else when(facts, [])
        if holds or (holds is None and step.step != "auto"):
            chosen.append(Step(step.step, step.stage, step.role, step.may_set_amount, step.publicity_working_days))
    return tuple(chosen)


def _slots(policy: LoadedPolicy, phase: str, facts: Facts) -> Iterable[MaterialSlot]:
    for material in policy.draft.materials:
        if material.phase == phase and (material.when is None or evaluate(material.when, facts)[0] is not False):
            yield _slot(material)


def _slot(material: Material) -> MaterialSlot:
    return MaterialSlot(
        code=material.code,
        label_zh=material.label_zh,
        label_en=material.label_en,
        required=material.required,
        per=material.per,
        count_min=material.count_min,
        count_max=material.count_max,
        types=material.types,
        max_bytes=material.max_bytes,
        size_op=material.size_op,
        group=material.group,
        seal=material.seal,
        help_zh=material.help_zh,
        origin=material.basis.origin,
        cite=material.basis.cite,
    )
