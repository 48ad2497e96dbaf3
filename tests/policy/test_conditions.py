"""The evaluator of conditions: three-valued, exact, and the same as CEL on random trees."""

from datetime import date
from typing import Any

import cel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.policy.evaluate import evaluate, missing_facts
from schemas.conditions import (
    All,
    Always,
    AnyOf,
    Compare,
    Condition,
    DaysWithin,
    FactRef,
    In,
    MonthsWithin,
    Not,
    YearIs,
    check_condition,
    facts_of,
)
from schemas.facts import FACTS, FactOfWrongType, FactType, UnknownFact, check_value
from schemas.plain import from_plain, to_plain

MONEY = ["order.total_fen", "redemption.contract_fen", "holder.revenue_fen"]
DATES = ["application.on", "holder.hnte_issued_on"]
YEARS = ["holder.tech_sme_year", "voucher.year"]
FLAGS = ["holder.incubatee", "order.same_party"]
CODES = {"voucher.mode": list(FACTS["voucher.mode"].codes), "holder.area": ["a", "b", "c"]}

amounts = st.sampled_from([0, 1, 99, 100, 101, 40_000_000_000, 40_000_000_001])
days = st.sampled_from([date(2021, 7, 31), date(2021, 8, 1), date(2024, 2, 29), date(2024, 8, 31), date(2025, 1, 1)])
years = st.integers(2021, 2025)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(MONEY, amounts),
    **dict.fromkeys(DATES, days),
    **dict.fromkeys(YEARS, years),
    **dict.fromkeys(FLAGS, st.booleans()),
    **{name: st.sampled_from(codes) for name, codes in CODES.items()},
}
ordered = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
same = st.sampled_from(["==", "!="])

leaves = st.one_of(
    st.builds(Compare, st.sampled_from(MONEY), ordered, amounts),
    st.builds(Compare, st.sampled_from(MONEY), ordered, st.builds(FactRef, st.sampled_from(MONEY))),
    st.builds(Compare, st.sampled_from(FLAGS), same, st.booleans()),
    st.builds(Compare, st.just("application.on"), ordered, days.map(date.isoformat)),
    st.sampled_from(list(CODES)).flatmap(
        lambda name: st.builds(In, st.just(name), st.lists(st.sampled_from(CODES[name]), min_size=1).map(tuple))
    ),
    st.builds(MonthsWithin, st.sampled_from(DATES), st.sampled_from(DATES), st.integers(0, 48)),
    st.builds(DaysWithin, st.sampled_from(DATES), st.sampled_from(DATES), st.integers(0, 1200)),
    st.builds(YearIs, st.sampled_from(DATES), st.sampled_from(YEARS)),
    st.just(Always()),
)
trees: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: All(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: AnyOf(tuple(items))),
    ),
    max_leaves=8,
)
facts_given = st.fixed_dictionaries({}, optional=VALUES)


def as_cel(condition: Condition) -> str:  # noqa: C901 - one line for each form
    """The condition as CEL text; written apart from the evaluator."""
    match condition:
        case All(items):
            return "(" + " && ".join(map(as_cel, items)) + ")"
        case AnyOf(items):
            return "(" + " || ".join(map(as_cel, items)) + ")"
        case Not(item):
            return f"!({as_cel(item)})"
        case Compare(name, operator, FactRef(other)):
            return f"({_name(name)} {operator} {_name(other)})"
        case Compare(name, operator, value) if FACTS[name].type is FactType.DATE:
            return f"({_name(name)}_days {operator} {date.fromisoformat(str(value)).toordinal()})"
        case Compare(name, operator, value):
            return f"({_name(name)} {operator} {str(value).lower()})"
        case In(name, codes):
            return f"({_name(name)} in [{', '.join(repr(code) for code in codes)}])"
        case MonthsWithin(start, end, most):
            span = f"({_name(end)}_months - {_name(start)}_months)"
            return f"({span} >= 0 && {span} <= {most})"
        case DaysWithin(start, end, most):
            span = f"({_name(end)}_days - {_name(start)}_days)"
            return f"({span} >= 0 && {span} <= {most})"
        case YearIs(day, year):
            return f"({_name(day)}_year == {_name(year)})"
        case Always():
            return "true"
    raise AssertionError(condition)


def _name(fact: str) -> str:
    return fact.replace(".", "_")


def _variables(facts: dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, date):
            known[f"{_name(name)}_days"] = value.toordinal()
            known[f"{_name(name)}_months"] = value.year * 12 + value.month
            known[f"{_name(name)}_year"] = value.year
        else:
            known[_name(name)] = value
    return known


def by_cel(condition: Condition, facts: dict[str, Any]) -> bool | None:
    """What CEL says; an error means that a fact is missing."""
    try:
        return bool(cel.evaluate(as_cel(condition), _variables(facts)))
    except (RuntimeError, ValueError):
        return None


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(trees, facts_given), min_size=20, max_size=20))
def test_cel_says_the_same_on_random_trees_and_facts(pairs: list[tuple[Condition, dict[str, Any]]]) -> None:
    for tree, facts in pairs:
        assert evaluate(tree, facts)[0] == by_cel(tree, facts), as_cel(tree)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(trees, facts_given), min_size=10, max_size=10))
def test_losing_a_fact_never_settles_anything_and_never_turns_an_answer_round(
    pairs: list[tuple[Condition, dict[str, Any]]],
) -> None:
    for tree, facts in pairs:
        whole = evaluate(tree, facts)[0]
        for name in facts:
            fewer = evaluate(tree, {key: value for key, value in facts.items() if key != name})[0]
            assert fewer in (whole, None)


@settings(max_examples=50, deadline=None)
@given(trees, facts_given)
def test_what_is_missing_are_facts_of_the_tree_that_are_not_given(tree: Condition, facts: dict[str, Any]) -> None:
    if evaluate(tree, facts)[0] is None:
        missing = missing_facts(tree, facts)
        assert missing
        assert set(missing) <= facts_of(tree) - set(facts)


@settings(max_examples=50, deadline=None)
@given(trees)
def test_a_tree_survives_being_written_down_and_read(tree: Condition) -> None:
    assert from_plain(Condition, to_plain(tree)) == tree


@settings(max_examples=30, deadline=None)
@given(trees, facts_given)
def test_every_leaf_is_in_the_trace(tree: Condition, facts: dict[str, Any]) -> None:
    _, trace = evaluate(tree, facts)
    seen = {name for leaf in trace for name in (leaf.fact, leaf.required_fact) if name}
    assert seen == set(facts_of(tree))


@pytest.mark.parametrize(
    ("issued", "on", "holds"),
    [
        (date(2021, 8, 31), date(2024, 8, 1), True),
        (date(2021, 7, 31), date(2024, 8, 1), False),
        (date(2021, 2, 28), date(2024, 2, 29), True),
        (date(2020, 2, 29), date(2023, 2, 28), True),
        (date(2020, 2, 29), date(2023, 3, 1), False),
        (date(2024, 8, 31), date(2024, 8, 1), True),
        (date(2024, 9, 1), date(2024, 8, 31), False),
    ],
)
def test_months_are_counted_by_the_calendar_and_the_day_does_not_matter(issued: date, on: date, holds: bool) -> None:
    rule = MonthsWithin("holder.hnte_issued_on", "application.on", 36)
    assert evaluate(rule, {"holder.hnte_issued_on": issued, "application.on": on})[0] is holds


@pytest.mark.parametrize(
    ("tree", "fault"),
    [
        (Compare("no.such_fact", "==", 1), UnknownFact),
        (Compare("order.total_fen", "==", "100"), FactOfWrongType),
        (Compare("order.total_fen", "==", True), FactOfWrongType),
        (Compare("order.total_fen", "==", 0.5), FactOfWrongType),
        (Compare("holder.incubatee", "<", True), FactOfWrongType),
        (Compare("holder.incubatee", "==", 1), FactOfWrongType),
        (Compare("order.total_fen", "<=", FactRef("voucher.year")), FactOfWrongType),
        (Compare("order.total_fen", "<=", FactRef("no.such_fact")), UnknownFact),
        (Compare("order.total_fen", "~", 1), ValueError),
        (Compare("application.on", "<=", "yesterday"), ValueError),
        (In("voucher.mode", ("FREE",)), FactOfWrongType),
        (In("voucher.mode", ()), ValueError),
        (In("order.total_fen", ("1",)), FactOfWrongType),
        (MonthsWithin("holder.incubatee", "application.on", 3), FactOfWrongType),
        (YearIs("application.on", "order.total_fen"), FactOfWrongType),
        (All(()), ValueError),
        (AnyOf(tuple(Always() for _ in range(65))), ValueError),
        (Not(Not(Not(Not(Not(Not(Not(Not(Always())))))))), ValueError),
    ],
)
def test_a_condition_that_cannot_be_asked_is_refused(tree: Condition, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        check_condition(tree)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("order.total_fen", 10.0),
        ("order.total_fen", True),
        ("order.total_fen", -1),
        ("order.total_fen", "100"),
        ("holder.incubatee", 1),
        ("application.on", "2024-01-01"),
        ("voucher.mode", "FREE"),
    ],
)
def test_a_fact_of_the_wrong_type_is_refused_before_anything_is_asked(name: str, value: Any) -> None:
    with pytest.raises(FactOfWrongType):
        check_value(name, value)
