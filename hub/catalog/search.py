"""Searching services: words, filters, facets and a place in the list; fast whether ten or a hundred thousand match.

What matches is looked at up to ``CAP`` rows. Within it totals and facets are exact. Beyond, a search without words is
counted from ``catalog_tally`` (some minutes old), one with words says "more than"; pages follow the order's index.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

from hub.catalog import facets
from hub.catalog.facets import CAP, Facet
from hub.catalog.models import Service
from hub.catalog.places import Place, after_or_before, cursor_of, order_of, read_place
from hub.catalog.words import search_expression
from hub.identity import Organization
from hub.kernel.db import db

PER_PAGE = 10


@dataclass(frozen=True)
class Asked:
    """What somebody searches for; empty values ask for nothing. ``division`` is a prefix of a place's code."""

    words: str = ""
    category: str = ""
    area: str = ""
    pricing: str = ""
    region: str = ""
    division: str = ""
    institution: UUID | None = None
    instrument: str = ""

    def without(self, facet: str) -> "Asked":
        """The same without the filter that ``facet`` shows the choices of."""
        if facet == "category":
            return replace(self, category=self.category[: min(len(self.category) + 2, 6) - 2])
        nothing: dict[str, Any] = {facet: None if facet == "institution" else ""}
        return replace(self, **nothing)


@dataclass(frozen=True)
class Found:
    """One page of a search; ``total`` is a lower bound or some minutes old unless ``exact``.

    ``before`` and ``after`` are the places of the neighboring pages, None where there is none.
    """

    services: Sequence[Service]
    total: int
    exact: bool
    before: str | None = None
    after: str | None = None
    facets: dict[str, list[Facet]] = field(default_factory=dict)

    @property
    def categories(self) -> list[Facet]:
        """The categories one level below the chosen one, or beside it at the lowest level."""
        return self.facets["category"]

    @property
    def areas(self) -> list[Facet]:
        """The areas whose enterprises may order."""
        return self.facets["area"]


def search_services(
    words: str = "",
    category: str = "",
    area: str = "",
    *,
    sort: str = "",
    place: str = "",
    at: datetime | None = None,
    per_page: int = PER_PAGE,
    **narrowed: Any,
) -> Found:
    """Published services that hold every word typed and pass every filter, in an order, from a place on.

    ``at``: what institutions suspended at that instant offer is left out (G-47).

    Raises:
        CursorUnknown: ``place`` was not given by this list.
    """
    asked = Asked(words=words, category=category, area=area, **narrowed)
    closed = _suspended(at)
    hits = _hits(asked, closed)
    counted = facets.count(hits, asked, lambda other: _hits(other, closed), tally=not asked.words.strip())
    rows, before, after = _page(asked, closed, hits, read_place(place, sort), sort, per_page, small=counted.small)
    return Found(rows, counted.total, counted.exact, before, after, counted.facets)


def _page(
    asked: Asked,
    closed: Sequence[UUID],
    hits: Select[Any],
    place: Place | None,
    sort: str,
    per_page: int,
    *,
    small: bool,
) -> tuple[list[Service], str | None, str | None]:
    key, descending = order_of(sort)
    backwards = place is not None and place.backwards
    if small:
        # Few match: pick the page among them, then fetch its rows only.
        few = hits.with_only_columns(Service.id, key.label("key"), Service.no).limit(CAP + 1).subquery()
        ids = select(few.c.id)
        ids = after_or_before(ids, few.c.key, few.c.no, place, descending)
        wanted = select(Service).where(Service.id.in_(ids.limit(per_page + 1)))
    else:
        wanted = _matching(select(Service), asked, closed)
    wanted = after_or_before(wanted, key, Service.no.expression, place, descending)
    rows = list(db.session.execute(wanted.limit(per_page + 1)).scalars())
    more, rows = len(rows) > per_page, rows[:per_page]
    if backwards:
        rows.reverse()
    first = cursor_of(rows[0], sort, backwards=True) if rows else None
    last = cursor_of(rows[-1], sort, backwards=False) if rows else None
    if backwards:
        return rows, first if more else None, last
    return rows, first if place is not None else None, last if more else None


def _hits(asked: Asked, closed: Sequence[UUID]) -> Select[Any]:
    return _matching(select(Service.id), asked, closed)


def _matching(found: Select[Any], asked: Asked, closed: Sequence[UUID]) -> Select[Any]:
    return found.where(
        Service.published, *_conditions(asked), *([Service.institution_id.not_in(closed)] * bool(closed))
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.words.strip():
        expression = search_expression(asked.words)
        matches = Service.words.op("@@")(cast(expression, TSQUERY)) if expression else None
        found.append(matches if matches is not None else Service.no == asked.words.strip())
    if asked.category:
        # A range, which an index of any collation serves: the codes are digits.
        found.append(Service.category_code >= asked.category)
        found.append(Service.category_code <= asked.category.ljust(6, "9"))
    if asked.area:
        found.append(Service.area_tags.op("@>")(cast([asked.area], JSONB)))
    if asked.instrument:
        found.append(Service.equipment_nos.op("@>")(cast([asked.instrument], JSONB)))
    if asked.division:
        found.append(Service.division.startswith(asked.division, autoescape=True))
    plain = {"pricing": asked.pricing, "region": asked.region, "institution_id": asked.institution}
    return found + [getattr(Service, name) == value for name, value in plain.items() if value]


def _suspended(at: datetime | None) -> list[UUID]:
    if at is None:
        return []
    ended = Organization.suspended_until <= at
    running = select(Organization.id).where(
        Organization.suspended_from <= at, func.coalesce(ended, False).is_(False), Organization.is_institution
    )
    return list(db.session.scalars(running))
