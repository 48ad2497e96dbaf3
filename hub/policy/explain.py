"""Decisions in words: figures as people write them, sentences with rule, observed, required and source."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from hub.federation import UnknownArea, directory
from schemas.facts import FACTS, FactType
from schemas.policy import Citation
from schemas.terms import yuan_grouped

if TYPE_CHECKING:
    from hub.policy.decision import Decision, RuleResult

OPERATOR_ZH = {"==": "", "!=": "不是 ", "<": "小于 ", "<=": "不高于 ", ">": "大于 ", ">=": "不低于 ", "in": "属于 "}
BINDING = {
    "rate": ("比例", "the rate"),
    "available": ("可用余额", "what is left"),
    "per_order": ("单笔上限", "the cap per order"),
}
PLACES = ("holder.area", "holder.region", "order.seller_region")
DURATION = re.compile(r"P([0-9]{1,4})(D|BD|M|Y)")
UNITS = {"D": ("天", "days"), "BD": ("个工作日", "working days"), "M": ("个月", "months"), "Y": ("年", "years")}
OUTCOME = {
    "allow": ("可以办理。", "This is possible."),
    "deny": ("不能办理。", "This is not possible."),
    "needs_info": ("还缺少信息，暂不能判定。", "Something is still missing, so this cannot be decided yet."),
}


def shown(fact_id: str, value: Any) -> str:
    """A fact's value as a person reads it."""
    if value is None:
        return "未提供"
    if isinstance(value, tuple | list):
        return "、".join(shown(fact_id, item) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    registered = FACTS[fact_id]
    if registered.type is FactType.MONEY:
        return f"{yuan_grouped(value)} 元"
    if registered.labels_zh and value in registered.codes:
        return registered.labels_zh[registered.codes.index(value)]
    return place_name(value) if fact_id in PLACES else str(value)


def place_name(code: str, language: str = "zh") -> str:
    """The name of an area or region; a place outside the federation keeps its code."""
    try:
        return directory.area_name(code, language)
    except UnknownArea:
        return code


def requirement(fact_id: str, operator: str, required: Any, required_fact: str | None) -> str:
    """What a leaf asked for, in words."""
    if operator.startswith("months_within:"):
        return f"至{FACTS[required_fact or fact_id].label_zh}（{shown(required_fact or fact_id, required)}）" + (
            f"不超过 {operator.partition(':')[2]} 个月"
        )
    if operator.startswith("days_within:"):
        return f"至{FACTS[required_fact or fact_id].label_zh}不超过 {operator.partition(':')[2]} 天"
    if operator == "window":
        return f"{required[0].isoformat()} 至 {required[1].isoformat()} 期间" if required else "开放期间"
    if operator == "year_of":
        return f"{required.year} 年" if required else "日期所在年度"
    words = OPERATOR_ZH[operator] + shown(required_fact or fact_id, required)
    return f"{words}（{FACTS[required_fact].label_zh}）" if required_fact else words


def fact_name(fact_id: str, language: str = "zh") -> str:
    """What a fact is called; one that is not registered keeps its id."""
    if fact_id not in FACTS:
        return fact_id
    return FACTS[fact_id].label_zh if language.startswith("zh") else FACTS[fact_id].label_en


def percent(rate_ppm: int) -> str:
    """A rate in parts per million as a percentage without superfluous zeros: 350000 → "35%"."""
    whole, rest = divmod(rate_ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".") + "%"


def duration_words(duration: str, language: str = "zh") -> str:
    """An ISO 8601 duration (BD: working days) in words."""
    match = DURATION.fullmatch(duration)
    if match is None:
        return duration
    unit = UNITS[match[2]][0 if language.startswith("zh") else 1]
    return f"{match[1]} {unit}"


def source_of(cite: Sequence[Citation]) -> str:
    """The sources in one line: document, line, quotation."""
    parts = []
    for one in cite:
        where = f"{one.source}第 {one.line} 行" if one.line else one.source
        parts.append(f"{where}「{one.quote}」" if one.quote else one.rule)
    return "；".join(parts)


def sentences(decision: "Decision", language: str = "zh") -> list[str]:
    """The decision in sentences."""
    which = 0 if language.startswith("zh") else 1
    lines = [OUTCOME[decision.outcome][which]]
    lines += [_reason(result, which) for result in decision.failed]
    lines += [_lack(result, which) for result in decision.unknown]
    if decision.outcome != "deny":
        lines += [line for line in (_amount(decision, which), _grant(decision, which)) if line]
    lines += [line for line in (_claim_caps(decision, which), _claimable(decision, which)) if line]
    lines.append(
        f"依据 {decision.version_label}（{decision.effective_from.isoformat()} 起施行）。"
        if which == 0
        else f"Decided by {decision.version_label}, in force from {decision.effective_from.isoformat()}."
    )
    return lines


def amount_sentence(decision: "Decision", language: str = "zh") -> str:
    """The formula of the amount: rate, base, what bound it, and the source."""
    return _amount(decision, 0 if language.startswith("zh") else 1)


def _reason(result: "RuleResult", which: int) -> str:
    if which:
        facts = f" Seen: {result.observed}; asked: {result.required}." if result.observed else ""
        return f"{result.message_en}{facts} ({result.rule})"
    source = source_of(result.cite)
    facts = f"实际：{result.observed}；要求：{result.required}。" if result.observed else ""
    return f"{result.message_zh}{facts}" + (f"依据：{source}" if source else "")


def _lack(result: "RuleResult", which: int) -> str:
    if which:
        names = ", ".join(FACTS[name].label_en for name in result.missing if name in FACTS)
        return f"Needed for “{result.message_en}”: {names or result.rule}."
    names = "、".join(FACTS[name].label_zh for name in result.missing if name in FACTS)
    return f"还需要：{names or result.rule}（用于判断「{result.message_zh.rstrip('。')}」）。"


def _amount(decision: "Decision", which: int) -> str:
    if decision.amount_fen is None or decision.base_fen is None or decision.rate_ppm is None:
        return ""
    figures = f"{percent(decision.rate_ppm)} × {yuan_grouped(decision.base_fen)}"
    binding = BINDING[decision.binding][which] if decision.binding else ""
    if which:
        return f"Amount: {figures}, at most {binding}: {yuan_grouped(decision.amount_fen)} yuan."
    source = source_of(decision.amount_cite)
    return f"创新券金额：{figures}，以{binding}为限，为 {yuan_grouped(decision.amount_fen)} 元。" + (
        f"依据：{source}" if source else ""
    )


def _grant(decision: "Decision", which: int) -> str:
    if decision.quota_fen is None:
        return ""
    if decision.granted_per == "order":
        return (
            f"按订单申请创新券，全年合计最高 {yuan_grouped(decision.cap_fen or decision.quota_fen)} 元。",
            f"Applied for order by order, at most {yuan_grouped(decision.cap_fen or decision.quota_fen)} yuan a year.",
        )[which]
    if which:
        return f"Quota: {yuan_grouped(decision.quota_fen)} yuan, valid until {decision.valid_until}."
    source = source_of(decision.amount_cite)
    return f"额度：{yuan_grouped(decision.quota_fen)} 元，有效期至 {decision.valid_until}。" + (
        f"依据：{source}" if source else ""
    )


def _claim_caps(decision: "Decision", which: int) -> str:
    """The caps of one claim and of what is held, where the policy sets them (ZJ1-16)."""
    named = (
        (decision.per_claim_fen, ("单次申领不超过 {} 元", "{} yuan a claim")),
        (decision.holding_fen, ("持有不超过 {} 元", "{} yuan held")),
    )
    caps = [words[which].format(yuan_grouped(fen)) for fen, words in named if fen is not None]
    if not caps:
        return ""
    return "，".join(caps) + "。" if which == 0 else f"At most {' and '.join(caps)}."


def _claimable(decision: "Decision", which: int) -> str:
    """What was claimed, what is left of the year and what one claim may take now (ZJ1-18)."""
    seen = decision.claimable
    if seen is None or seen.claimed_fen is None or seen.left_fen is None:
        return ""
    claimed, left = yuan_grouped(seen.claimed_fen), yuan_grouped(seen.left_fen)
    now = "" if seen.claimable_fen is None else yuan_grouped(seen.claimable_fen)
    if which:
        return f"Claimed this year: {claimed} yuan; left to claim: {left}" + (f", now at most {now}." if now else ".")
    return f"本年度已申领 {claimed} 元，还可申领 {left} 元" + (f"，此刻最多可申领 {now} 元。" if now else "。")
