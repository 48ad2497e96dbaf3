"""The closed condition tree of policies: eight forms, no loops, no text to parse, nothing to sandbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, TypeAlias

from schemas.facts import FactOfWrongType, FactType, check_value, fact

Operator: TypeAlias = Literal["==", "!=", "<", "<=", ">", ">="]
OPERATORS: tuple[str, ...] = ("==", "!=", "<", "<=", ">", ">=")
ORDERED = frozenset({FactType.MONEY, FactType.INTEGER, FactType.DATE})
MAX_DEPTH = 8
MAX_LEAVES = 64


@dataclass(frozen=True)
class FactRef:
    """The right side of a comparison when it is another fact."""

    tag: ClassVar[str] = "fact"
    fact: str


@dataclass(frozen=True)
class All:
    """Every one holds."""

    tag: ClassVar[str] = "all"
    items: "tuple[Condition, ...]"


@dataclass(frozen=True)
class AnyOf:
    """At least one holds."""

    tag: ClassVar[str] = "any"
    items: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Not:
    """It does not hold; of an unknown thing the opposite is unknown too."""

    tag: ClassVar[str] = "not"
    item: "Condition"


@dataclass(frozen=True)
class Compare:
    """A fact against a literal of its type (dates as ISO text) or against another fact."""

    tag: ClassVar[str] = "cmp"
    fact: str
    operator: Operator
    value: int | bool | str | FactRef


@dataclass(frozen=True)
class In:
    """A fact is one of the codes."""

    tag: ClassVar[str] = "in"
    fact: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class MonthsWithin:
    """``end`` lies 0 to ``months`` calendar months after ``start``; the day of the month does not count (G-05)."""

    tag: ClassVar[str] = "months_within"
    start: str
    end: str
    months: int


@dataclass(frozen=True)
class DaysWithin:
    """``end`` lies 0 to ``days`` days after ``start``."""

    tag: ClassVar[str] = "days_within"
    start: str
    end: str
    days: int


@dataclass(frozen=True)
class YearIs:
    """The date lies in the calendar year that the other fact holds."""

    tag: ClassVar[str] = "year_is"
    date: str
    year: str


@dataclass(frozen=True)
class Always:
    """Holds whatever the facts."""

    tag: ClassVar[str] = "true"


Condition: TypeAlias = All | AnyOf | Not | Compare | In | MonthsWithin | DaysWithin | YearIs | Always
FORMS: dict[str, type] = {
    form.tag: form for form in (All, AnyOf, Not, Compare, In, MonthsWithin, DaysWithin, YearIs, Always, FactRef)
}


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside."""
    if isinstance(condition, All | AnyOf):
        return condition.items
    return (condition.item,) if isinstance(condition, Not) else ()


def leaves(condition: Condition) -> Iterator[Condition]:
    """The comparisons of the tree, left to right."""
    inside = children(condition)
    if not inside and not isinstance(condition, All | AnyOf):
        yield condition
    for item in inside:
        yield from leaves(item)


def facts_of(condition: Condition) -> frozenset[str]:
    """Every fact the tree reads."""
    names: set[str] = set()
    for leaf in leaves(condition):
        if isinstance(leaf, Compare):
            names.add(leaf.fact)
            if isinstance(leaf.value, FactRef):
                names.add(leaf.value.fact)
        elif isinstance(leaf, In):
            names.add(leaf.fact)
        elif isinstance(leaf, MonthsWithin | DaysWithin):
            names |= {leaf.start, leaf.end}
        elif isinstance(leaf, YearIs):
            names |= {leaf.date, leaf.year}
    return frozenset(names)


def literal_of(compare: Compare) -> int | bool | str | date:
    """The literal on the right as it is compared: ISO text of a date fact becomes a date."""
    assert not isinstance(compare.value, FactRef)
    if fact(compare.fact).type is FactType.DATE and isinstance(compare.value, str):
        return date.fromisoformat(compare.value)
    return compare.value


def check_condition(condition: Condition, depth: int = 1) -> None:
    """Refuse a tree that is too large or that compares things of different types.

    Raises:
        UnknownFact, FactOfWrongType, ValueError: the tree cannot be used in a policy.
    """
    if depth > MAX_DEPTH or (depth == 1 and sum(1 for _ in leaves(condition)) > MAX_LEAVES):
        raise ValueError("the condition is nested too deeply or has too many leaves")
    for item in children(condition):
        check_condition(item, depth + 1)
    if isinstance(condition, All | AnyOf) and not condition.items:
        raise ValueError("an empty list of conditions decides nothing")
    if isinstance(condition, Compare):
        _check_compare(condition)
    elif isinstance(condition, In):
        _want(condition.fact, FactType.ENUM, FactType.CODE)
        if not condition.codes:
            raise ValueError(f"{condition.fact}: an empty list of codes")
        for code in condition.codes:
            check_value(condition.fact, code)
    elif isinstance(condition, MonthsWithin | DaysWithin):
        _want(condition.start, FactType.DATE)
        _want(condition.end, FactType.DATE)
    elif isinstance(condition, YearIs):
        _want(condition.date, FactType.DATE)
        _want(condition.year, FactType.INTEGER)


def _check_compare(condition: Compare) -> None:
    if condition.operator not in OPERATORS:
        raise ValueError(f"unknown operator {condition.operator!r}")
    kind = fact(condition.fact).type
    if condition.operator not in ("==", "!=") and kind not in ORDERED:
        raise FactOfWrongType(f"{condition.fact} has no order: {condition.operator} cannot be asked")
    if isinstance(condition.value, FactRef):
        _want(condition.value.fact, kind)
    else:
        check_value(condition.fact, literal_of(condition))


def _want(fact_id: str, *kinds: FactType) -> None:
    if fact(fact_id).type not in kinds:
        raise FactOfWrongType(f"{fact_id} is of type {fact(fact_id).type}, not {' or '.join(kinds)}")
