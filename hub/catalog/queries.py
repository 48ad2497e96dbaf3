"""Reading the catalogue: one entry, the category tree, and search with facets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select

from hub.catalog.errors import EquipmentUnknown, ServiceUnknown
from hub.catalog.listing_tables import ListingKind
from hub.catalog.models import Category, Equipment, Service
from hub.kernel.db import db


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


def count_published(institution_id: UUID) -> int:
    """How many services an institution offers now."""
    own = select(func.count(Service.id)).where(Service.institution_id == institution_id, Service.published)
    return int(db.session.execute(own).scalar_one())


def instruments_to_choose(institution_id: UUID) -> list[tuple[str, str]]:
    """Number and name of the instruments that an institution has published."""
    own = select(Equipment.no, Equipment.name, Equipment.model).where(
        Equipment.institution_id == institution_id, Equipment.published
    )
    return [(no, f"{name} {model}（{no}）") for no, name, model in db.session.execute(own.order_by(Equipment.no))]


def _count(found: Select[Any]) -> int:
    return db.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
