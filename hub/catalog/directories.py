"""The lists of institutions and of instruments that everybody can search, and how many offers each city has."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, cast, func, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from hub.catalog.models import Equipment, Service, Shop
from hub.catalog.words import search_expression
from hub.identity import Organization
from hub.kernel.db import db

PER_PAGE = 20


@dataclass(frozen=True)
class DirectoryPage:
    """One page of a list."""

    rows: Sequence[Any]
    total: int
    page: int


@dataclass(frozen=True)
class PlaceCount:
    """How much a place offers: institutions, services and instruments."""

    institutions: int = 0
    services: int = 0
    instruments: int = 0


def search_shops(words: str = "", *, region: str = "", division: str = "", page: int = 1) -> DirectoryPage:
    """Institutions that hold every word typed, in a place; the suspended ones stand there too, marked by the page."""
    return _page(shops_matching(words, region, division), Shop.name, Shop.no, page)


def shops_matching(words: str, region: str, division: str) -> Select[Any]:
    """The institutions that hold every word, in a place; unordered."""
    return _narrowed(select(Shop), Shop, words, region, division)


def search_instruments(
    words: str = "", *, category: str = "", region: str = "", division: str = "", at: datetime, page: int = 1
) -> DirectoryPage:
    """Published instruments that hold every word typed, in a category and a place."""
    found = instruments_matching(words, category, region, division, at)
    return _page(found, Equipment.name, Equipment.no, page)


def instruments_matching(words: str, category: str, region: str, division: str, at: datetime) -> Select[Any]:
    """The published instruments that hold every word, in a category and a place; unordered."""
    found = select(Equipment).where(Equipment.published, Equipment.institution_id.not_in(suspended_at(at)))
    if category:
        found = found.where(Equipment.category_code.startswith(category, autoescape=True))
    return _narrowed(found, Equipment, words, region, division)


def services_of_shop(institution_id: UUID, page: int = 1) -> DirectoryPage:
    """What an institution offers, newest first."""
    own = select(Service).where(Service.institution_id == institution_id, Service.published)
    return _page(own, Service.listed_at.desc(), Service.no, page)


def instruments_of_shop(institution_id: UUID) -> Sequence[Equipment]:
    """The instruments of an institution, by number."""
    own = select(Equipment).where(Equipment.institution_id == institution_id, Equipment.published)
    return db.session.scalars(own.order_by(Equipment.no).limit(200)).all()


def services_with(instrument_no: str) -> Sequence[Service]:
    """The services that use an instrument."""
    using = select(Service).where(Service.published, Service.equipment_nos.contains([instrument_no]))
    return db.session.scalars(using.order_by(Service.no).limit(50)).all()


def count_by_city(words: str, at: datetime) -> dict[str, PlaceCount]:
    """What each city offers, by the first four digits of its code: of everything, or of what holds the words."""
    kinds: tuple[tuple[str, Any], ...] = (("institutions", Shop), ("services", Service), ("instruments", Equipment))
    found: dict[str, dict[str, int]] = {}
    for name, table in kinds:
        counted = _counted_by_city(table, words, at)
        for city, number in db.session.execute(counted):
            found.setdefault(city, {})[name] = number
    return {city: PlaceCount(**numbers) for city, numbers in found.items()}


def _counted_by_city(table: Any, words: str, at: datetime) -> Select[Any]:
    city = func.left(table.division, 4)
    counted = select(city, func.count()).where(table.division != "").group_by(city)
    if table is not Shop:
        counted = counted.where(table.published)
    who = Shop.organization_id if table is Shop else table.institution_id
    return _with_words(counted.where(who.not_in(suspended_at(at))), table, words)


def suspended_at(at: datetime) -> Select[Any]:
    """The institutions that take no new orders at an instant (G-47)."""
    until = Organization.suspended_until
    return select(Organization.id).where(Organization.suspended_from <= at, or_(until.is_(None), until > at))


def _narrowed(found: Select[Any], table: Any, words: str, region: str, division: str) -> Select[Any]:
    found = _with_words(found, table, words)
    if region:
        found = found.where(table.region == region)
    if division:
        found = found.where(table.division.startswith(division, autoescape=True))
    return found


def _with_words(found: Select[Any], table: Any, words: str) -> Select[Any]:
    if not words.strip():
        return found
    expression = search_expression(words)
    if not expression:
        return found.where(table.no == words.strip())
    return found.where(table.words.op("@@")(cast(expression, TSQUERY)))


def _page(found: Select[Any], order: Any, no: Any, page: int) -> DirectoryPage:
    total = int(db.session.execute(select(func.count()).select_from(found.subquery())).scalar_one())
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), pages)
    rows = db.session.scalars(found.order_by(order, no).limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    return DirectoryPage(rows, total, page)
