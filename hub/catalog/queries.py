"""Reading the catalogue: one entry, the category tree, and search with facets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, bindparam, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY

from hub.catalog.errors import EquipmentUnknown, ServiceUnknown
from hub.catalog.listing_tables import ListingKind
from hub.catalog.models import Category, Equipment, Service
from hub.catalog.words import search_expression
from hub.identity import Organization
from hub.kernel.db import db

PER_PAGE = 10


@dataclass(frozen=True)
class Facet:
    """One way to narrow the search: its value, how many services it would leave, and whether it is chosen."""

    value: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Found:
    """One page of a search, with the whole count and the facets of what was found."""

    services: Sequence[Service]
    total: int
    page: int
    pages: int
    categories: Sequence[Facet] = field(default_factory=tuple)
    areas: Sequence[Facet] = field(default_factory=tuple)


def get_service(no: str) -> Service:
    """The published service with this number.

    Raises:
        ServiceUnknown: there is none, or it was withdrawn.
    """
    service = find_service(no)
    if service is None or not service.published:
        raise ServiceUnknown(no=no)
    return service


_SERVICE = select(Service).where(Service.no == bindparam("no"))


def find_service(no: str) -> Service | None:
    """The service with this number, published or not."""
    return db.session.execute(_SERVICE, {"no": no}).scalar_one_or_none()


def get_equipment(no: str) -> Equipment:
    """The instrument with this number."""
    equipment = db.session.execute(select(Equipment).where(Equipment.no == no)).scalar_one_or_none()
    if equipment is None:
        raise EquipmentUnknown(no=no)
    return equipment


def list_equipment_of(nos: Sequence[str]) -> Sequence[Equipment]:
    """The instruments with these numbers, in the order of their numbers."""
    return db.session.execute(select(Equipment).where(Equipment.no.in_(nos)).order_by(Equipment.no)).scalars().all()


def list_categories() -> Sequence[Category]:
    """The whole tree, in the order of the codes."""
    return db.session.execute(select(Category).order_by(Category.code)).scalars().all()


def category_path(code: str) -> Sequence[Category]:
    """The categories from the first level down to ``code``."""
    codes = [code[:length] for length in (2, 4, 6)]
    return db.session.execute(select(Category).where(Category.code.in_(codes)).order_by(Category.code)).scalars().all()


def list_services_of(institution_id: UUID) -> Sequence[Service]:
    """Everything one institution lists, published or not."""
    own = select(Service).where(Service.institution_id == institution_id)
    return db.session.execute(own.order_by(Service.no)).scalars().all()


def list_rows_of(
    institution_id: UUID, kind: ListingKind, *, words: str = "", page: int = 1, per_page: int = 20
) -> tuple[Sequence[Any], int]:
    """One page of what an institution lists of a kind, published or not, and how much there is."""
    table: Any = Service if kind is ListingKind.SERVICE else Equipment
    own = select(table).where(table.institution_id == institution_id)
    if words:
        own = own.where(or_(table.no == words, table.name.contains(words, autoescape=True)))
    total = _count(own)
    newest = own.order_by(table.listed_at.desc(), table.no).limit(per_page).offset((page - 1) * per_page)
    return db.session.execute(newest).scalars().all(), total


def instruments_to_choose(institution_id: UUID) -> list[tuple[str, str]]:
    """Number and name of the instruments that an institution has published."""
    own = select(Equipment.no, Equipment.name, Equipment.model).where(
        Equipment.institution_id == institution_id, Equipment.published
    )
    return [(no, f"{name} {model}（{no}）") for no, name, model in db.session.execute(own.order_by(Equipment.no))]


def search_services(
    words: str = "",
    category: str = "",
    area: str = "",
    page: int = 1,
    *,
    at: datetime | None = None,
    per_page: int = PER_PAGE,
) -> Found:
    """Published services that hold every word typed, within a category and open to an area; newest number last."""
    found = select(Service).where(Service.published)
    if at is not None:  # what suspended institutions offer is not found (G-47)
        suspended = select(Organization.id).where(Organization.suspended_from <= at)
        found = found.where(Service.institution_id.not_in(suspended))
    expression = search_expression(words)
    if words.strip():
        found = found.where(
            Service.words.op("@@")(cast(expression, TSQUERY)) if expression else Service.no == words.strip()
        )
    narrowed = _in_area(_in_category(found, category), area)
    total = _count(narrowed)
    pages = max(1, -(-total // per_page))
    page = min(max(1, page), pages)
    rows = (
        db.session.execute(narrowed.order_by(Service.no).limit(per_page).offset((page - 1) * per_page)).scalars().all()
    )
    return Found(
        rows, total, page, pages, _category_facets(_in_area(found, area), category), _area_facets(found, category, area)
    )


def _in_category(found: Select[Any], category: str) -> Select[Any]:
    return found.where(Service.category_code.startswith(category, autoescape=True)) if category else found


def _in_area(found: Select[Any], area: str) -> Select[Any]:
    return found.where(Service.area_tags.op("@>")(cast([area], JSONB))) if area else found


def _count(found: Select[Any]) -> int:
    return db.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()


def _category_facets(found: Select[Any], chosen: str) -> list[Facet]:
    """The categories one level below the chosen one, or beside it at the lowest level."""
    length = min(len(chosen) + 2, 6)
    rows = _in_category(found, chosen[: length - 2]).subquery()
    code = func.left(rows.c.category_code, length)
    counted = db.session.execute(select(code, func.count()).group_by(code).order_by(code))
    return [Facet(value, count, value == chosen) for value, count in counted]


def _area_facets(found: Select[Any], category: str, chosen: str) -> list[Facet]:
    rows = _in_category(found, category).subquery()
    tag = func.jsonb_array_elements_text(rows.c.area_tags).cast(Text).label("tag")
    tags = select(tag).subquery()
    counted = db.session.execute(select(tags.c.tag, func.count()).group_by(tags.c.tag).order_by(tags.c.tag))
    return [Facet(value, count, value == chosen) for value, count in counted]
