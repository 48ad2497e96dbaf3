"""Counting a period from the immutable rows, for whoever asks: all of it, or the areas in the scope in force."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from hub.identity import Organization
from hub.kernel.clock import SHANGHAI, business_now
from hub.kernel.db import db
from hub.kernel.scope import EVERYTHING, Scope, ScopeMissing, current_scope
from hub.statistics import sql
from hub.statistics.figures import Statistics, Step, for_everybody, in_full
from hub.statistics.rules import Cell, Group, Key
from schemas.terms import ApplicationState, OrderState, RedemptionState

# Bits of GROUPING(programme, area, month, place, category, seller_id): set where a row is not grouped by it.
TABLES = {
    0b111111: ("total", None, None),
    0b011111: ("programme", "programme", None),
    0b101111: ("area", "area", None),
    0b110111: ("month", "month", None),
    0b101011: ("flow", "area", "place"),
    0b111011: ("place", "place", None),
    0b111101: ("category", "category", None),
    0b111110: ("seller", "seller_id", None),
}
ABOUT_SELLERS = ("flow", "place", "category")
ONLY_WITH_SELLERS = (*ABOUT_SELLERS, "seller")
ORDER_OF_STATES: dict[str, list[str]] = {
    "voucher_application": [*map(str, ApplicationState)],
    "order": [*map(str, OrderState)],
    "redemption": [*map(str, RedemptionState)],
}
DAY_SECONDS = 86_400
# A count of years may take longer, and sort more in memory, than what people do all day.
COUNTING_MS, COUNTING_MEMORY = 60_000, "64MB"


def count_for_staff(since: date, until: date, *, scope: Scope | None = None) -> Statistics:
    """Everything as it was in the period, of the areas that the scope in force (or ``scope``) sees.

    Raises:
        ScopeMissing: nobody said on whose behalf.
    """
    areas = _areas(scope or current_scope())
    cells = count_cells(since, until, areas=areas)
    steps = list_steps(since, until, areas=areas)
    return Statistics(since, until, business_now(), in_full(cells), [step for step, _ in steps])


def count_for_everybody(since: date, until: date, least: int) -> Statistics:
    """What everybody may know of the period, over all areas; ``least`` is the minimum group."""
    cells = count_cells(since, until, areas=None, least=least)
    steps = list_steps(since, until, areas=None)
    shown = [step for step, holders in steps if holders >= least]
    return Statistics(
        since, until, business_now(), for_everybody(cells, least), shown, withheld_steps=len(shown) < len(steps)
    )


def count_cells(since: date, until: date, *, areas: Iterable[str] | None, least: int = 1) -> dict[Key, Cell]:
    """The cells of every table of the period."""
    bound: dict[str, Any] = {"since": since, "until": until, "areas": _listed(areas), "least": max(1, least)}
    _take_time()
    cells = {}
    for row in db.session.execute(sql.FIGURES, bound).mappings():
        table, by, across = TABLES[row["grouping"]]
        if table in ONLY_WITH_SELLERS and row["measure"] in ("issued", "paid"):
            continue
        key = Key(row["measure"], table, _code(row[by]) if by else "", _code(row[across]) if across else "")
        sellers = Group(None)
        if table in ABOUT_SELLERS:
            sellers = _group(row["few_sellers"])
        holders = _group(row["few_holders"])
        cells[key] = Cell(int(row["fen"]), int(row["n"]), holders, sellers)
    return cells


def list_steps(since: date, until: date, *, areas: Iterable[str] | None) -> list[tuple[Step, int]]:
    """Days in each state that was left in the period, with how many enterprises that is about."""
    bounds = {
        "after": _midnight(since),
        "before": _midnight(until + timedelta(days=1)),
        "areas": _listed(areas),
    }
    found = []
    for row in db.session.execute(sql.STEPS, bounds).mappings():
        days = (round(float(row[name]) / DAY_SECONDS, 1) for name in ("median", "p90"))
        found.append((Step(row["subject"], row["state"], row["n"], *days), int(row["holders"])))
    return sorted(found, key=lambda pair: _place_in_order(pair[0]))


def names_of(institutions: Sequence[UUID]) -> dict[str, str]:
    """The names of institutions, which are public, by the text of their ids."""
    found = db.session.execute(select(Organization.id, Organization.name).where(Organization.id.in_(institutions)))
    return {str(row.id): row.name for row in found}


def _take_time() -> None:
    db.session.execute(text(f"SET LOCAL statement_timeout = {COUNTING_MS}"))
    db.session.execute(text(f"SET LOCAL work_mem = '{COUNTING_MEMORY}'"))


def _areas(scope: Scope | None) -> Sequence[str] | None:
    if scope is None:
        raise ScopeMissing("statistics are counted on somebody's behalf")
    return None if scope == EVERYTHING else sorted(scope.areas)


def _listed(areas: Iterable[str] | None) -> list[str] | None:
    return None if areas is None else list(areas)


def _group(few: Sequence[Any] | None) -> Group:
    """Those behind a figure where they are fewer than the minimum; a seller that nobody knows counts as one too."""
    return Group(None if few is None else frozenset(map(str, few)))


def _code(value: Any) -> str:
    return "" if value is None else str(value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)


def _place_in_order(step: Step) -> tuple[int, int]:
    states = ORDER_OF_STATES[step.subject]
    return list(ORDER_OF_STATES).index(step.subject), states.index(step.state) if step.state in states else 99
