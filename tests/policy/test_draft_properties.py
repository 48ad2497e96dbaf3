"""What must hold of a draft as of a published policy: rates and limits moved, rules shuffled, layers taken off."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.policy import cases
from hub.policy.answer import decide_on
from hub.policy.decision import Decision, Question
from hub.policy.loaded import LoadedPolicy, load
from schemas.policy import PolicyDraft, Unlimited
from schemas.terms import VoucherMode, share_fen
from tests.policy.test_properties import BOOK, CASES, amounts, priced, priced_at, questions

LAYERS = {native.draft.policy_id: native.draft for native in BOOK.natives if native.draft}
CHILDREN = sorted({one.draft.policy_id for vs in BOOK.policies.values() for one in vs if one.draft.parents})
CLAIMS = [case for case in CASES if case.get("given") == "claim"]


def of(question: Question) -> LoadedPolicy:
    """The version in force."""
    return BOOK.governing(question.programme, question.area, question.phase, question.anchors)


def drafted(policy: LoadedPolicy, draft: PolicyDraft) -> LoadedPolicy:
    """A draft of the same policy, ready to decide."""
    return load(draft, version=policy.version, content_hash="")


def with_rate_and_cap(policy: PolicyDraft, rate_ppm: int, per_order_fen: int | None) -> PolicyDraft:
    """The policy with one rate for everybody and a cap per order."""
    assert policy.subsidy and policy.subsidy.table and policy.caps
    rows = tuple(replace(row, then=rate_ppm) for row in policy.subsidy.table.rows)
    rest = policy.subsidy.table.otherwise and replace(policy.subsidy.table.otherwise, then=rate_ppm)
    subsidy = replace(policy.subsidy, table=replace(policy.subsidy.table, rows=rows, otherwise=rest))
    cap = Unlimited() if per_order_fen is None else per_order_fen
    return replace(policy, subsidy=subsidy, caps=replace(policy.caps, per_order_fen=cap))


@settings(max_examples=60, deadline=None)
@given(priced, amounts, amounts, st.integers(1, 1_000_000), st.one_of(st.none(), st.integers(1, 10**8)))
def test_whatever_the_rate_and_the_cap_the_amount_is_the_smallest_of_its_limits(
    question: Question, total_fen: int, available_fen: int, rate_ppm: int, cap_fen: int | None
) -> None:
    policy = of(question)
    asked = priced_at(question, total_fen, available_fen)
    decision = decide_on(drafted(policy, with_rate_and_cap(policy.draft, rate_ppm, cap_fen)), asked)
    if decision.outcome == "allow" and decision.mode is not VoucherMode.NONE:
        limits = {"rate": share_fen(total_fen, rate_ppm), "available": available_fen}
        if cap_fen is not None and question.phase == "order":
            limits["per_order"] = cap_fen
        assert decision.amount_fen == min(limits.values())
        assert limits[decision.binding or ""] == decision.amount_fen


@settings(max_examples=50, deadline=None)
@given(questions, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_rows_does_not_matter(question: Question, dice: st.randoms) -> None:  # type: ignore[valid-type]
    policy = of(question)
    rules = list(policy.draft.rules)
    dice.shuffle(rules)  # type: ignore[attr-defined]
    draft = replace(policy.draft, rules=tuple(rules))
    if draft.quota:
        rows = tuple(reversed(draft.quota.table.rows))
        draft = replace(draft, quota=replace(draft.quota, table=replace(draft.quota.table, rows=rows)))
    shuffled, whole = decide_on(drafted(policy, draft), question), decide_on(policy, question)
    assert gist(shuffled) == gist(whole)


def gist(decision: Decision) -> tuple[object, ...]:
    """What people rely on, without the order in which it is told."""
    failed = sorted(result.rule for result in decision.failed)
    unknown = sorted(result.rule for result in decision.unknown)
    return decision.outcome, decision.amount_fen, decision.quota_fen, decision.binding, failed, unknown


@settings(max_examples=60, deadline=None)
@given(questions.filter(lambda one: bool(of(one).draft.parents)), st.data())
def test_a_child_never_loosens_what_stands_above_it(question: Question, data: st.DataObject) -> None:
    policy = of(question)
    above = LAYERS[policy.draft.parents[0]]
    names = {rule.id for rule in above.rules}
    dropped = data.draw(st.sets(st.sampled_from(sorted(question.facts) or [""]), max_size=3))
    asked = replace(question, facts={k: v for k, v in question.facts.items() if k not in dropped})
    bare = replace(policy.draft, rules=tuple(rule for rule in policy.draft.rules if rule.id in names))
    assert {rule.id: rule for rule in bare.rules} == {rule.id: rule for rule in above.rules} or not names
    if decide_on(policy, asked).outcome == "allow":
        assert decide_on(drafted(policy, bare), asked).outcome == "allow"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9_000_000), min_size=1, max_size=12), st.sampled_from(CLAIMS))
def test_claiming_again_and_again_never_passes_the_year_nor_what_may_be_held(
    amounts_asked: list[int], case: dict[str, object]
) -> None:
    question = cases.question_of(case)
    policy = of(question)
    assert policy.draft.caps is not None
    claimed = 0
    for asked_fen in amounts_asked:
        facts = {
            **question.facts, "application.asked_fen": asked_fen, "application.claimed_fen": claimed,
            "application.held_fen": claimed,
        }  # fmt: skip
        decision = decide_on(policy, replace(question, facts=facts))
        if decision.outcome == "allow":
            assert decision.quota_fen == asked_fen
            claimed += asked_fen
    for limit in (policy.draft.caps.per_year_fen, policy.draft.caps.holding_fen):
        assert isinstance(limit, Unlimited) or claimed <= limit


@settings(max_examples=40, deadline=None)
@given(questions, st.integers(1, 4_000))
def test_files_that_nobody_asked_for_change_no_decision(question: Question, days: int) -> None:
    policy = of(question)
    slots, areas = policy.draft.materials, policy.draft.participants
    more = tuple(replace(slot, code=f"{slot.code}_more", required=False, count_min=0) for slot in slots)
    mine = tuple(one for one in areas if one.id == policy.draft.area)
    others = tuple(replace(one, since=one.since + timedelta(days)) for one in areas if one not in mine)
    draft = replace(policy.draft, materials=(*slots, *more), participants=(*mine, *others))
    assert gist(decide_on(drafted(policy, draft), question)) == gist(decide_on(policy, question))
