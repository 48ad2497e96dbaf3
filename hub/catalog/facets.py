"""How many services each further choice would leave, of few rows exactly, of many from the tally."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import CTE, ColumnElement, Select, Text, cast, delete, func, insert, literal, select, union_all
from sqlalchemy.dialects.postgresql import JSONB

from hub.catalog.listing_tables import Tally
from hub.catalog.models import Service
from hub.kernel.db import db
from hub.kernel.ids import new_id

CAP = 1000
REMEMBERED = 256
TOP = 8
NAMES = ("category", "area", "pricing", "region", "institution", "instrument")
Hits = Callable[[Any], Select[Any]]


@dataclass(frozen=True)
class Facet:
    """One way to narrow the search: its value, how many services it would leave, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Counted:
    """The total and the facets; ``small`` when every match was looked at, ``exact`` when the total is the number."""

    total: int
    small: bool
    exact: bool
    facets: dict[str, list[Facet]]


def count(hits: Select[Any], asked: Any, hits_of: Hits, *, tally: bool) -> Counted:
    """Count what matches; a filter that is set is left out where its own choices are counted."""
    total, found = _of_rows(hits, asked, [name for name in NAMES if not _own_query(asked, name)])
    small = total <= CAP
    if not small and tally and not asked.institution and not asked.instrument:
        tallied, found = _remembered(asked)
        return Counted(max(tallied, total), False, True, _chosen(found, asked))
    for name in NAMES:
        if _own_query(asked, name):
            found |= _of_rows(hits_of(asked.without(name)), asked, [name])[1]
    return Counted(min(total, CAP), small, small, _chosen(found, asked))


def _own_query(asked: Any, name: str) -> bool:
    return len(asked.category) == 6 if name == "category" else bool(getattr(asked, name))


def _chosen(found: dict[str, list[tuple[str, int]]], asked: Any) -> dict[str, list[Facet]]:
    chosen = {name: str(getattr(asked, name) or "") for name in NAMES}
    return {name: [Facet(v, n, v == chosen[name]) for v, n in found.get(name, [])] for name in NAMES}


def _of_rows(hits: Select[Any], asked: Any, names: list[str]) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    columns = (Service.category_code, Service.area_tags, Service.pricing, Service.region, Service.institution_id)
    rows = hits.with_only_columns(*columns, Service.equipment_nos).limit(CAP + 1).cte("hit")
    whole = select(literal("total").label("name"), literal("").label("value"), func.count().label("n"))
    sides: list[Any] = [whole.select_from(rows)]
    sides += [_side(name, _value(name, rows, asked), rows) for name in names]
    return _read(sides)


def _value(name: str, rows: CTE, asked: Any) -> ColumnElement[Any]:
    length = min(len(asked.category) + 2, 6)
    return {
        "category": lambda: func.left(rows.c.category_code, length),
        "area": lambda: func.jsonb_array_elements_text(rows.c.area_tags),
        "pricing": lambda: rows.c.pricing.cast(Text),
        "region": lambda: func.coalesce(rows.c.region, ""),
        "institution": lambda: rows.c.institution_id.cast(Text),
        "instrument": lambda: func.jsonb_array_elements_text(rows.c.equipment_nos),
    }[name]()


def _side(name: str, value: ColumnElement[Any], rows: Any) -> Select[Any]:
    values = select(value.label("value"), *([rows.c.count] if "count" in rows.c else [])).select_from(rows).subquery()
    counted = func.sum(values.c.count) if "count" in values.c else func.count()
    grouped = select(literal(name).label("name"), values.c.value, counted.label("n")).group_by(values.c.value)
    if name in ("institution", "instrument"):
        top = grouped.order_by(counted.desc(), values.c.value).limit(TOP).subquery()
        return select(top.c.name, top.c.value, top.c.n)
    return grouped


def _read(sides: Sequence[Any]) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    total = 0
    found: dict[str, list[tuple[str, int]]] = {}
    for name, value, n in db.session.execute(union_all(*sides)):
        if name == "total":
            total = int(n or 0)
        elif value:
            found.setdefault(name, []).append((value, int(n)))
    for name, counted in found.items():
        counted.sort(key=(lambda one: (-one[1], one[0])) if name in ("institution", "instrument") else None)
    return total, found


def _remembered(asked: Any) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """What the tally says, worked out once for each question until it is counted anew."""
    known: dict[Any, Any] = current_app.extensions.setdefault("catalog_facets", {})
    newest = db.session.execute(select(Tally.id).order_by(Tally.id.desc()).limit(1)).scalar_one_or_none()
    key = (newest, asked)
    if key not in known:
        if len(known) >= REMEMBERED:
            known.clear()
        known[key] = _of_tally(asked)
    return known[key][0], dict(known[key][1])


def _of_tally(asked: Any) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """The same from the tally, which knows neither institutions nor instruments."""
    names = [name for name in NAMES if name not in ("institution", "instrument")]
    total = 0
    found: dict[str, list[tuple[str, int]]] = {}
    for narrowed, wanted in [(asked, [n for n in names if not _own_query(asked, n)])] + [
        (asked.without(name), [name]) for name in names if _own_query(asked, name)
    ]:
        rows = _tallied(narrowed).cte("hit")
        whole = select(literal("total").label("name"), literal("").label("value"), func.sum(rows.c.count).label("n"))
        sides: list[Any] = [whole.select_from(rows)] if narrowed is asked else []
        sides += [_side(name, _value(name, rows, asked), rows) for name in wanted]
        if sides:
            counted, more = _read(sides)
            total = counted if narrowed is asked else total
            found |= more
    return total, found


def _tallied(asked: Any) -> Select[Any]:
    found = select(Tally.category_code, Tally.area_tags, Tally.pricing, Tally.region, Tally.count)
    if asked.category:
        found = found.where(Tally.category_code.startswith(asked.category, autoescape=True))
    if asked.area:
        found = found.where(Tally.area_tags.op("@>")(cast([asked.area], JSONB)))
    if asked.division:
        found = found.where(Tally.division.startswith(asked.division, autoescape=True))
    for name in ("pricing", "region"):
        if getattr(asked, name):
            found = found.where(getattr(Tally, name) == getattr(asked, name))
    return found


def refresh_tally(closed: list[Any]) -> int:
    """Count the catalogue anew, without what the institutions ``closed`` offer; returns the number of services."""
    grouped = (
        select(
            Service.category_code,
            Service.pricing.cast(Text),
            func.coalesce(Service.region, ""),
            Service.division,
            Service.area_tags,
            func.count(),
        )
        .where(Service.published, *([Service.institution_id.not_in(closed)] if closed else []))
        .group_by(Service.category_code, Service.pricing, Service.region, Service.division, Service.area_tags)
    )
    names = ("category_code", "pricing", "region", "division", "area_tags", "count")
    rows = [{"id": new_id(), **dict(zip(names, row, strict=True))} for row in db.session.execute(grouped)]
    db.session.execute(delete(Tally))
    if rows:
        db.session.execute(insert(Tally), rows)
    return sum(row["count"] for row in rows)
