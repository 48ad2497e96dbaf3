"""What may not be published: one broken copy of a shipped policy for every check, and one for every layer rule."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hub.policy.amendments.fault_sentences import SENTENCES
from hub.policy.amendments.faulting import tell_faults
from hub.policy.book import read_book
from hub.policy.cases import REGIONS
from hub.policy.checks import faults_of, table_faults
from hub.policy.layers import resolve
from schemas.conditions import All, Compare, Condition, FactRef, In, Not
from schemas.policy import (
    ApprovalStep,
    Basis,
    Caps,
    Citation,
    Participant,
    PolicyDraft,
    Range,
    Row,
    Subsidy,
    Table,
    Unlimited,
    Window,
)
from schemas.terms import Origin, RedemptionBasis, ReviewStage, Role, VoucherMode

BOOK = read_book(REGIONS)
JS = BOOK.policies["js-provincial"][0].draft
WUJIANG = BOOK.policies["delta/wujiang"][0].draft
PARENT = next(native.draft for native in BOOK.natives if native.draft and native.draft.policy_id == "delta")
CHILD = next(native.draft for native in BOOK.natives if native.draft and native.draft.policy_id == "delta/wujiang")
OURS = Basis(Origin.SAMPLE, note="ours")


def rate(ppm: int, row_id: str = "x", **when: tuple[str, ...]) -> Row:
    """A row of a rate table."""
    return Row(row_id, {name.replace("__", "."): codes for name, codes in when.items()}, ppm, OURS)


def with_rule(policy: PolicyDraft, **changes: object) -> PolicyDraft:
    """The policy with its first rule changed."""
    return replace(policy, rules=(replace(policy.rules[0], **changes), *policy.rules[1:]))  # type: ignore[arg-type]


def with_table(policy: PolicyDraft, table: Table | None) -> PolicyDraft:
    """The policy with another rate table."""
    assert policy.subsidy is not None
    return replace(policy, subsidy=replace(policy.subsidy, table=table))


def deep(levels: int) -> Condition:
    """A condition inside a condition, so many times."""
    inner: Condition = Compare("voucher.year", "==", 2024)
    for _ in range(levels):
        inner = Not(inner)
    return inner


BROKEN: dict[str, tuple[PolicyDraft, str]] = {
    "no modes": (replace(JS, modes=None), "modes is not stated"),
    "no quota": (replace(JS, quota=None), "quota is not stated"),
    "no caps": (replace(JS, caps=None), "caps is not stated"),
    "no subsidy": (replace(JS, subsidy=None), "subsidy is not stated"),
    "no rate": (with_table(JS, None), "the rate is not stated"),
    "no validity": (replace(JS, validity=None), "validity is not stated"),
    "no chain": (replace(JS, approvals=None), "approvals is not stated"),
    "no invoices": (replace(JS, invoices=None), "invoices is not stated"),
    "no stacking": (replace(JS, stacking=None), "stacking is not stated"),
    "a text twice": (replace(WUJIANG, texts=(*WUJIANG.texts, WUJIANG.texts[0])), "is defined twice"),
    "a deadline twice": (replace(JS, deadlines=(*JS.deadlines, JS.deadlines[0])), "is defined twice"),
    "a window twice": (
        replace(JS, windows=(Window("a", "redemption", "01-01", "02-01", OURS),) * 2),
        "is defined twice",
    ),
    "a window on no day": (
        replace(JS, windows=(Window("a", "redemption", "02-30", "03-01", OURS),)),
        "is no day of the year",
    ),
    "a participant twice": (replace(WUJIANG, participants=WUJIANG.participants * 2), "is defined twice"),
    "a participant without a source": (
        replace(WUJIANG, participants=(Participant("wujiang", date(2021, 1, 1), Basis(Origin.SEED)),)),
        "participants.wujiang.basis: no source is given",
    ),
    "a participant that ends before it begins": (
        replace(WUJIANG, participants=(Participant("wujiang", date(2021, 1, 2), OURS, date(2021, 1, 1)),)),
        "before it begins",
    ),
    "a condition that is too deep": (with_rule(JS, cond=deep(9)), "nested too deeply"),
    "a condition that is too long": (
        with_rule(JS, cond=All((Compare("voucher.year", "==", 2024),) * 65)),
        "nested too deeply",
    ),
    "an empty list of codes": (with_rule(JS, cond=In("holder.area", ())), "an empty list of codes"),
    "an order of codes": (with_rule(JS, cond=Compare("holder.area", "<", "x")), "has no order"),
    "a mode without its basis": (
        replace(JS, modes=tuple(replace(mode, basis=None) for mode in JS.modes or ())),
        "does not belong to it",
    ),
    "a rate of a fact that there is not": (
        with_table(JS, Table((rate(1, "a", no__such=("1",)),), rate(2))),
        "unknown fact",
    ),
    "no anchors": (replace(JS, anchors=None), "anchors is not stated"),
    "a strange anchor": (replace(JS, anchors={**(JS.anchors or {}), "order": ("today",)}), "anchors.order"),
    "no anchor for a phase": (replace(JS, anchors={"application": ("application",)}), "anchors.order"),
    "an unknown fact": (with_rule(JS, cond=Compare("no.such", "==", 1)), "unknown fact"),
    "an unknown fact in when": (with_rule(JS, when=Compare("no.such", "==", 1)), "unknown fact"),
    "types that do not fit": (
        with_rule(JS, cond=Compare("order.total_fen", "<", FactRef("voucher.year"))),
        "is of type int",
    ),
    "a rule twice": (replace(JS, rules=(*JS.rules, JS.rules[0])), "is defined twice"),
    "a slot twice": (replace(JS, materials=(*JS.materials, JS.materials[0])), "is defined twice"),
    "a step twice": (replace(JS, approvals=(*(JS.approvals or ()), (JS.approvals or ())[0])), "is defined twice"),
    "a mode twice": (replace(JS, modes=(*(JS.modes or ()), (JS.modes or ())[0])), "is defined twice"),
    "a rule without a source": (with_rule(JS, basis=Basis(Origin.SEED)), "no source is given"),
    "a source that is not there": (
        with_rule(JS, basis=Basis(Origin.SEED, (Citation("rule-S99"),))),
        "rule-S99 is not among the sources",
    ),
    "a rate above everything": (with_table(JS, Table(otherwise=rate(1_000_001))), "is no rate"),
    "a rate of nothing": (with_table(JS, Table(otherwise=rate(0))), "is no rate"),
    "a base that is no money": (
        replace(JS, subsidy=replace(JS.subsidy or Subsidy((), (), None), order_min_of=("voucher.year",))),
        "is not a money fact",
    ),
    "no base": (
        replace(JS, subsidy=replace(JS.subsidy or Subsidy((), (), None), redemption_min_of=())),
        "taken of is not stated",
    ),
    "a notice of unknown length": (
        replace(
            JS,
            approvals=tuple(replace(step, publicity_working_days=None) for step in JS.approvals or ()),
        ),
        "working days of the public notice",
    ),
    "a review by nobody": (
        replace(JS, approvals=tuple(replace(step, role=None) for step in JS.approvals or ())),
        "nobody reviews it",
    ),
    "a slot without types": (replace(JS, materials=(replace(JS.materials[0], types=()),)), "must be stated"),
    "a slot without size": (replace(JS, materials=(replace(JS.materials[0], max_bytes=0),)), "must be stated"),
    "only orders without a voucher": (
        replace(JS, modes=tuple(mode for mode in JS.modes or () if mode.code is VoucherMode.NONE)),
        "no way of redeeming",
    ),
    "direct redemption by the institution": (
        replace(
            JS,
            modes=tuple(
                replace(mode, code=VoucherMode.INSTITUTION_REDEEMS, basis=RedemptionBasis.DIRECT)
                for mode in JS.modes or ()
            )[:1],
        ),
        "does not belong to it",
    ),
}


@pytest.mark.parametrize("policy", [JS, WUJIANG], ids=["js", "wujiang"])
def test_the_shipped_policies_have_no_faults(policy: PolicyDraft) -> None:
    assert faults_of(policy) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_policy_is_refused_with_the_reason(name: str) -> None:
    policy, reason = BROKEN[name]
    assert any(reason in fault for fault in faults_of(policy))


def every_fault() -> list[str]:
    """What the checks find in all the broken copies."""
    found = [fault for policy, _ in BROKEN.values() for fault in faults_of(policy)]
    found += [f"quota: {fault}" for table, _ in TABLES.values() for fault in table_faults(table)]
    for change, _ in OVERREACH.values():
        found += resolve(PARENT, change(CHILD))[1]
    capped = replace(PARENT, caps=Caps(1, Unlimited(), OURS))
    found += resolve(replace(PARENT, delegates=()), replace(CHILD, area="elsewhere"))[1]
    found += resolve(capped, replace(CHILD, caps=Caps(2, Unlimited(), OURS)))[1]
    many = tuple(Row(str(n), {"holder.city": (f"a{n}",), "holder.area": (f"b{n}",)}, 1, OURS) for n in range(200))
    found += [f"quota: {fault}" for fault in table_faults(Table(many))]
    return [*found, "奖励/上浮: not understood: '5%'"]


def test_every_finding_is_told_in_chinese_and_every_sentence_has_its_broken_copy() -> None:
    found = every_fault()
    told = {fault: tell_faults([fault])[0] for fault in found}
    assert [fault for fault, one in told.items() if not re.search("[\u4e00-\u9fff]", one.zh)] == []
    unused = [pattern for pattern, *_ in SENTENCES if not any(re.fullmatch(pattern, f, re.DOTALL) for f in found)]
    assert unused == []


WANTED = {"modes", "caps", "subsidy", "validity", "approvals", "invoices", "anchors", "stacking", "quota"}


def test_every_section_that_must_be_stated_has_a_copy_without_it() -> None:
    missing = {fault.removesuffix(" is not stated") for policy, _ in BROKEN.values() for fault in faults_of(policy)}
    assert missing >= WANTED


CITY = "holder.city"
TABLES: dict[str, tuple[Table, str]] = {
    "two rows overlap": (
        Table((rate(1, "a", holder__city=("1", "2")), rate(2, "b", holder__city=("2", "3"))), rate(3)),
        "rows a and b overlap",
    ),
    "rows over different facts overlap": (
        Table((rate(1, "a", holder__city=("1",)), rate(2, "b", application__kind=("HNTE",))), rate(3)),
        "rows a and b overlap",
    ),
    "a row without conditions hides another": (
        Table((rate(1, "a"), rate(2, "b", holder__city=("1",))), None),
        "rows a and b overlap",
    ),
    "an open code list is not covered": (Table((rate(1, "a", holder__city=("1",)),), None), "no row covers"),
    "one code is left out": (
        Table((rate(1, "a", application__kind=("HNTE", "TECH_SME", "INCUBATEE")),), None),
        "no row covers",
    ),
    "ranges leave a gap": (
        Table(
            (
                Row("a", {"order.total_fen": Range(None, 100)}, 1, OURS),
                Row("b", {"order.total_fen": Range(101, None)}, 2, OURS),
            )
        ),
        "no row covers {'order.total_fen': 100}",
    ),
    "ranges overlap in one fen": (
        Table(
            (
                Row("a", {"order.total_fen": Range(None, 101)}, 1, OURS),
                Row("b", {"order.total_fen": Range(100, None)}, 2, OURS),
            )
        ),
        "rows a and b overlap",
    ),
    "an unknown fact": (Table((rate(1, "a", no__such=("1",)),), rate(2)), "unknown fact"),
    "codes of a money fact": (Table((rate(1, "a", order__total_fen=("1",)),), rate(2)), "has no codes"),
    "a range of a flag": (Table((Row("a", {"holder.incubatee": Range(0, 1)}, 1, OURS),), rate(2)), "has no ranges"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_is_not_unique_and_complete_is_refused(name: str) -> None:
    table, reason = TABLES[name]
    assert any(reason in fault for fault in table_faults(table))


@pytest.mark.parametrize(
    "table",
    [
        Table(otherwise=rate(1)),
        Table((rate(1, "a", holder__city=("1", "2")), rate(2, "b", holder__city=("3",))), rate(3)),
        Table(
            (
                rate(1, "a", application__kind=("HNTE", "TECH_SME")),
                rate(2, "b", application__kind=("INCUBATEE", "TALENT_LED")),
            )
        ),
        Table(
            (
                Row("a", {"order.total_fen": Range(None, 100)}, 1, OURS),
                Row("b", {"order.total_fen": Range(100, None)}, 2, OURS),
            )
        ),
    ],
)
def test_a_unique_and_complete_table_has_no_faults(table: Table) -> None:
    assert table_faults(table) == []


def step(phase: str, name: str, **more: object) -> ApprovalStep:
    """A step of a child."""
    return ApprovalStep(phase, name, ReviewStage.EXPERT, Role.EXPERT, OURS, **more)  # type: ignore[arg-type]


PARENT_RULE = PARENT.rules[0]
OVERREACH: dict[str, tuple[Callable[[PolicyDraft], PolicyDraft], str]] = {
    "redefining a rule": (lambda child: replace(child, rules=(PARENT_RULE,)), f"rules.{PARENT_RULE.id}"),
    "redefining a slot": (lambda child: replace(child, materials=PARENT.materials), "materials.attachment"),
    "redefining a text": (lambda child: replace(child, texts=PARENT.texts[:1]), "texts.effect"),
    "other invoices": (
        lambda child: replace(child, invoices=replace(PARENT.invoices, max_bytes=1)),  # type: ignore[type-var]
        "invoices: locked",
    ),
    "another validity": (
        lambda child: replace(child, validity=replace(PARENT.validity, basis=OURS)),  # type: ignore[type-var]
        "validity: locked",
    ),
    "a list of participants of its own": (
        lambda child: replace(child, participants=(Participant("wujiang", date(2021, 1, 1), OURS),)),
        "participants: locked",
    ),
    "other anchors": (lambda child: replace(child, anchors={"order": ("voucher",)}), "anchors: locked"),
    "another chain": (lambda child: replace(child, approvals=(step("redemption", "lottery"),)), "does not delegate"),
    "no expert": (lambda child: replace(child, approvals=(step("redemption", "expert"),)), "does not delegate"),
}


@pytest.mark.parametrize("name", OVERREACH)
def test_a_child_may_not_reach_beyond_what_is_delegated(name: str) -> None:
    change, reason = OVERREACH[name]
    _, refusals = resolve(PARENT, change(CHILD))
    assert any(reason in refusal for refusal in refusals)


@pytest.mark.parametrize("section", ["modes", "quota", "subsidy", "channels"])
def test_what_is_not_delegated_cannot_be_set(section: str) -> None:
    strict = replace(PARENT, delegates=tuple(name for name in PARENT.delegates if name != section))
    child = replace(CHILD, channels={"application": "hub"})
    _, refusals = resolve(strict, child)
    assert [refusal for refusal in refusals if refusal.startswith(section)]


@pytest.mark.parametrize(
    ("inherited", "mine", "fits"),
    [
        (Unlimited(), 100, True),
        (100, 100, True),
        (100, 99, True),
        (100, 101, False),
        (100, Unlimited(), False),
        (Unlimited(), Unlimited(), True),
    ],
)
def test_a_child_may_only_tighten_a_cap(inherited: int | Unlimited, mine: int | Unlimited, fits: bool) -> None:
    parent = replace(PARENT, caps=Caps(inherited, Unlimited(), OURS))
    resolved, refusals = resolve(parent, replace(CHILD, caps=Caps(mine, Unlimited(), OURS)))
    assert (not refusals) is fits
    assert resolved.caps is not None and resolved.caps.per_year_fen == mine


def test_the_result_says_which_layer_gave_what() -> None:
    provenance = WUJIANG.provenance
    assert provenance["subsidy"] == "delta/wujiang"
    assert provenance["validity"] == "delta"
    assert provenance["rules.order.same_party"] == "delta"
    assert provenance["rules.application.home"] == "delta/wujiang"
    assert provenance["approvals.redemption.publicity"] == "delta/wujiang"
    assert WUJIANG.subsidy is not None and WUJIANG.subsidy.order_min_of == ("order.total_fen",)


def test_the_notice_of_the_child_takes_the_place_of_the_parents() -> None:
    steps = [one.step for one in WUJIANG.approvals or () if one.phase == "redemption"]
    assert steps == ["expert", "assessment", "publicity", "payout"]
