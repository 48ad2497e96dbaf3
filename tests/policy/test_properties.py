"""What holds of every decision of every shipped policy, tried from the cases with facts moved (policy.md D.3)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.policy import cases
from hub.policy.answer import decide_on
from hub.policy.book import read_book
from hub.policy.decision import Decision, Question
from schemas.plain import from_plain, to_plain
from schemas.policy import Unlimited
from schemas.terms import VoucherMode, share_fen

BOOK = read_book(cases.REGIONS)
REGIONS = sorted(path.parent.name for path in cases.REGIONS.glob("*/cases.toml"))
CASES = [case for region in REGIONS for case in cases.list_cases(region) if "error" not in case["expect"]]
QUESTIONS = [cases.question_of(case) for case in CASES]
PRICED = [question for question in QUESTIONS if question.phase != "application" and question.available_fen is not None]
BASES = ("order.total_fen", "redemption.order_sum_fen", "redemption.contract_fen", "redemption.invoice_sum_fen",
         "redemption.receipt_sum_fen")  # fmt: skip

questions = st.sampled_from(QUESTIONS)
priced = st.sampled_from(PRICED)
amounts = st.one_of(st.integers(0, 10**9), st.sampled_from([0, 1, 2, 3, 99, 100, 101, 600_000, 600_001]))


def decide(question: Question) -> Decision:
    """The decision of the version in force."""
    return decide_on(BOOK.governing(question.programme, question.area, question.phase, question.anchors), question)


def priced_at(question: Question, total_fen: int, available_fen: int) -> Question:
    """The question with every sum set to one amount, so that only amount and balance count."""
    facts = {name: total_fen if name in BASES else value for name, value in question.facts.items()}
    return replace(question, facts=facts, available_fen=available_fen)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(priced, amounts, amounts), min_size=10, max_size=10))
def test_the_amount_is_the_smallest_of_its_limits_and_nothing_else(asked: list[tuple[Question, int, int]]) -> None:
    for question, total_fen, available_fen in asked:
        decision = decide(priced_at(question, total_fen, available_fen))
        if decision.outcome == "allow" and decision.mode is not VoucherMode.NONE:
            assert decision.rate_ppm is not None
            assert decision.amount_fen == min(share_fen(total_fen, decision.rate_ppm), available_fen)
            assert 0 <= (decision.amount_fen or 0) <= total_fen


@settings(max_examples=50, deadline=None)
@given(priced, amounts, amounts, amounts)
def test_more_contract_never_gives_less(question: Question, total_fen: int, more_fen: int, available_fen: int) -> None:
    less = decide(priced_at(question, total_fen, available_fen))
    more = decide(priced_at(question, total_fen + more_fen, available_fen))
    if less.outcome == more.outcome == "allow":
        assert (more.amount_fen or 0) >= (less.amount_fen or 0)


@settings(max_examples=50, deadline=None)
@given(priced, amounts, amounts)
def test_splitting_one_contract_in_two_gains_nothing(question: Question, first_fen: int, second_fen: int) -> None:
    plenty = 10**12
    whole = decide(priced_at(question, first_fen + second_fen, plenty))
    parts = [decide(priced_at(question, part, plenty)) for part in (first_fen, second_fen)]
    if {whole.outcome, *(part.outcome for part in parts)} == {"allow"}:
        gained = (whole.amount_fen or 0) - sum(part.amount_fen or 0 for part in parts)
        assert 0 <= gained <= 1


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one.area}-{one.phase}")
def test_losing_any_fact_never_helps_and_never_denies(question: Question) -> None:
    whole = decide(question)
    for name in question.facts:
        if name == "voucher.mode":
            continue  # the mode is chosen by the policy where it is not given
        fewer = decide(replace(question, facts={k: v for k, v in question.facts.items() if k != name}))
        assert fewer.outcome in (whole.outcome, "needs_info"), name
        assert fewer.amount_fen in (whole.amount_fen, None) or whole.outcome == "deny", name


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one.area}-{one.phase}")
def test_refused_means_nothing_and_open_means_no_promise(question: Question) -> None:
    decision = decide(question)
    if decision.outcome == "deny":
        nothing = None if question.phase == "application" else 0
        assert (decision.amount_fen, decision.quota_fen) == (nothing, None)
        assert decision.failed
    elif decision.outcome == "needs_info":
        assert decision.amount_fen is None
        assert decision.unknown
    else:
        assert not decision.failed and not decision.unknown


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one.area}-{one.phase}")
def test_every_rule_of_the_phase_is_in_the_trace_and_every_sentence_can_be_said(question: Question) -> None:
    policy = BOOK.governing(question.programme, question.area, question.phase, question.anchors)
    decision = decide(question)
    rules = {rule.id for rule in policy.draft.rules if rule.phase == question.phase}
    assert rules <= {result.rule for result in decision.trace}
    chinese, english = decision.sentences("zh"), decision.sentences("en")
    assert len(chinese) == len(english)
    assert all(chinese) and all(english)
    assert decision.version_label in chinese[-1]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: f"{one.area}-{one.phase}")
def test_a_decision_written_down_reads_back_the_same(question: Question) -> None:
    decision = decide(question)
    assert from_plain(Decision, to_plain(decision)) == decision


@settings(max_examples=50, deadline=None)
@given(questions, st.data())
def test_the_order_of_facts_and_unrelated_facts_do_not_matter(question: Question, data: st.DataObject) -> None:
    names = data.draw(st.permutations(list(question.facts)))
    shuffled = {name: question.facts[name] for name in names}
    if question.phase == "application":
        shuffled["redemption.contract_fen"] = 1
    assert decide(replace(question, facts=shuffled)) == decide(question)


@pytest.mark.parametrize("label", [one.loaded.label for versions in BOOK.policies.values() for one in versions])
def test_a_version_changes_nothing_before_its_date(label: str) -> None:
    proposal = next(one for versions in BOOK.policies.values() for one in versions if one.loaded.label == label)
    draft = proposal.draft
    on = date.fromordinal(draft.effective_from.toordinal() - 1)
    earlier: Any = None
    if proposal.version > 1:
        earlier = BOOK.governing(draft.programme, draft.area, "order", {"order": on})
        assert earlier.content_hash != proposal.content_hash
    assert BOOK.governing(draft.programme, draft.area, "order", {"order": draft.effective_from}).label == label


def test_the_quota_never_passes_the_cap_of_the_year() -> None:
    for versions in BOOK.policies.values():
        for one in versions:
            caps, quota = one.draft.caps, one.draft.quota
            if caps and quota and not isinstance(caps.per_year_fen, Unlimited):
                rows = [*quota.table.rows, *filter(None, [quota.table.otherwise])]
                assert all(row.then <= caps.per_year_fen for row in rows)
