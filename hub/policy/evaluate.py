"""The evaluator of conditions: three-valued, exact, pure. A missing fact is unknown and never helps.

A condition is compiled once to a closure; every leaf writes what it saw into the trace, and nothing is cut short,
so that a person learns all that is missing and not only the first.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

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
    literal_of,
)
from schemas.policy import Range, Row, Table

Truth = bool | None
Facts = Mapping[str, Any]


class Leaf(NamedTuple):
    """What one comparison saw: the fact and its value, the operator, the value asked for (and its fact), the result."""

    fact: str
    operator: str
    observed: Any
    required: Any
    required_fact: str | None
    result: Truth


# The named tuple's own constructor costs three times as much, and this is the innermost line of a simulation.
_leaf = tuple.__new__

Evaluator = Callable[[Facts, list[Leaf]], Truth]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def compile_condition(condition: Condition) -> Evaluator:
    """The condition as a function of facts and trace."""
    return _COMPILERS[type(condition)](condition)


def evaluate(condition: Condition, facts: Facts) -> tuple[Truth, list[Leaf]]:
    """The truth of a condition and the trace of its leaves."""
    trace: list[Leaf] = []
    return compile_condition(condition)(facts, trace), trace


def _all(condition: All) -> Evaluator:
    parts = [compile_condition(item) for item in condition.items]

    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        results = [part(facts, trace) for part in parts]
        if False in results:
            return False
        return None if None in results else True

    return run


def _any(condition: AnyOf) -> Evaluator:
    parts = [compile_condition(item) for item in condition.items]

    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        results = [part(facts, trace) for part in parts]
        if True in results:
            return True
        return None if None in results else False

    return run


def _not(condition: Not) -> Evaluator:
    part = compile_condition(condition.item)

    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        result = part(facts, trace)
        return None if result is None else not result

    return run


def _compare(condition: Compare) -> Evaluator:
    name, operator, holds = condition.fact, condition.operator, _COMPARE[condition.operator]
    if isinstance(condition.value, FactRef):
        other = condition.value.fact

        def run_facts(facts: Facts, trace: list[Leaf]) -> Truth:
            left, right = facts.get(name), facts.get(other)
            result = None if left is None or right is None else holds(left, right)
            trace.append(_leaf(Leaf, (name, operator, left, right, other, result)))
            return result

        return run_facts
    literal = literal_of(condition)

    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        left = facts.get(name)
        result = None if left is None else holds(left, literal)
        trace.append(_leaf(Leaf, (name, operator, left, literal, None, result)))
        return result

    return run


def _in(condition: In) -> Evaluator:
    name, codes, wanted = condition.fact, frozenset(condition.codes), condition.codes

    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        seen = facts.get(name)
        result = None if seen is None else seen in codes
        trace.append(_leaf(Leaf, (name, "in", seen, wanted, None, result)))
        return result

    return run


def months_between(start: date, end: date) -> int:
    """Calendar months from one date to another; the day of the month does not count."""
    return (end.year - start.year) * 12 + end.month - start.month


def _span(start: str, end: str, most: int, operator: str, length: Callable[[date, date], int]) -> Evaluator:
    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        first, last = facts.get(start), facts.get(end)
        result = None if first is None or last is None else 0 <= length(first, last) <= most
        trace.append(_leaf(Leaf, (start, f"{operator}:{most}", first, last, end, result)))
        return result

    return run


def _months_within(condition: MonthsWithin) -> Evaluator:
    return _span(condition.start, condition.end, condition.months, "months_within", months_between)


def _days_within(condition: DaysWithin) -> Evaluator:
    return _span(condition.start, condition.end, condition.days, "days_within", lambda a, b: (b - a).days)


def _year_is(condition: YearIs) -> Evaluator:
    day, year = condition.date, condition.year

    def run(facts: Facts, trace: list[Leaf]) -> Truth:
        on, wanted = facts.get(day), facts.get(year)
        result = None if on is None or wanted is None else on.year == wanted
        trace.append(_leaf(Leaf, (year, "year_of", wanted, on, day, result)))
        return result

    return run


def _always(_: Always) -> Evaluator:
    return lambda _facts, _trace: True


_COMPILERS: dict[type, Callable[[Any], Evaluator]] = {
    All: _all,
    AnyOf: _any,
    Not: _not,
    Compare: _compare,
    In: _in,
    MonthsWithin: _months_within,
    DaysWithin: _days_within,
    YearIs: _year_is,
    Always: _always,
}


def culprits(condition: Condition, facts: Facts) -> list[Leaf]:
    """The leaves that made the condition what it is: of alternatives that all fail, those that came closest."""
    truth, trace = evaluate(condition, facts)
    if truth is True or not isinstance(condition, All | AnyOf):
        return [leaf for leaf in trace if truth is not True or leaf.result is True] or trace
    guilty = [item for item in condition.items if evaluate(item, facts)[0] is truth]
    if isinstance(condition, AnyOf) and truth is False:
        near = [sum(leaf.result is True for leaf in evaluate(item, facts)[1]) for item in guilty]
        guilty = [item for item, count in zip(guilty, near, strict=True) if count == max(near)]
    return [leaf for item in guilty for leaf in culprits(item, facts)]


def missing_facts(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The facts that an unknown condition waits for; those of branches that are settled anyway are not asked for."""
    leaves = [leaf for leaf in culprits(condition, facts) if leaf.result is None]
    names = [name for leaf in leaves for name in (leaf.fact, leaf.required_fact) if name]
    return tuple(name for name in dict.fromkeys(names) if facts.get(name) is None)


def row_applies(row: Row, facts: Facts) -> Truth:
    """Whether a table row applies: every fact it names is one of its codes or lies in its range."""
    answer: Truth = True
    for name, wanted in row.when.items():
        seen = facts.get(name)
        if seen is None:
            answer = None
        elif not (_in_range(seen, wanted) if isinstance(wanted, Range) else seen in wanted):
            return False
    return answer


def _in_range(value: int, wanted: Range) -> bool:
    return (wanted.start is None or value >= wanted.start) and (wanted.end is None or value < wanted.end)


def look_up(table: Table, facts: Facts) -> tuple[Row | None, tuple[str, ...]]:
    """The row that applies, or None with the facts that are missing. Publishing has made sure that one always does."""
    missing: list[str] = []
    for row in table.rows:
        applies = row_applies(row, facts)
        if applies:
            return row, ()
        if applies is None:
            missing += [name for name in row.when if facts.get(name) is None]
    if missing:
        return None, tuple(dict.fromkeys(missing))
    return table.otherwise, ()
