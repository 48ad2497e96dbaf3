"""Putting categories, services and equipment into the catalogue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, func, select, update

from hub.catalog.models import Category, Equipment, Service
from hub.catalog.shops import open_shop
from hub.catalog.words import index_words
from hub.identity import get_organization
from hub.kernel.db import db
from schemas.terms import PricingMode


def save_category(*, code: str, name_zh: str, name_en: str) -> Category:
    """Create or rename a category."""
    category = db.session.get(Category, code) or Category(code=code)
    category.name_zh, category.name_en = name_zh, name_en
    db.session.add(category)
    db.session.flush()
    return category


def list_service(
    *,
    no: str,
    institution_id: UUID,
    institution_name: str,
    category_code: str,
    name: str,
    pricing: PricingMode,
    price_fen: int | None,
    listed_at: datetime,
    **details: Any,
) -> Service:
    """Create or change the listing with this number; ``details`` are the optional columns."""
    values = {
        "institution_id": institution_id,
        "category_code": category_code,
        "name": name,
        "pricing": pricing,
        "price_fen": price_fen,
        **details,
    }
    service = _save(Service, no, listed_at, values)
    index_service(service, institution_name)
    return service


def list_equipment(
    *, no: str, institution_id: UUID, institution_name: str, category_code: str, listed_at: datetime, **details: Any
) -> Equipment:
    """Create or change the instrument with this number."""
    values = {"institution_id": institution_id, "category_code": category_code, **details}
    equipment = _save(Equipment, no, listed_at, values)
    about = (details["name"], details["model"], details["manufacturer"], institution_name)
    _index(Equipment, equipment.id, no, *about, *_names_of(category_code))
    for service in db.session.scalars(select(Service).where(Service.institution_id == institution_id)):
        if no in service.equipment_nos:
            index_service(service, institution_name)
    return equipment


def set_published(*, service: Service, published: bool) -> None:
    """Offer a service or take it off the catalogue; orders already placed are not touched."""
    service.published = published
    db.session.flush()


def _save(table: type[Any], no: str, listed_at: datetime, values: dict[str, Any]) -> Any:
    row = db.session.execute(select(table).where(table.no == no)).scalar_one_or_none()
    if row is None:
        institution = get_organization(values["institution_id"])
        open_shop(institution)
        row = table(no=no, listed_at=listed_at, words="", region=institution.region, division=institution.division)
        db.session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    db.session.flush()
    return row


def index_service(service: Service, institution_name: str) -> None:
    """A service is found by its own words, its shop, its categories and the instruments it uses (JS-40)."""
    used = select(Equipment.name).where(Equipment.no.in_(service.equipment_nos)).order_by(Equipment.no)
    about = (service.no, service.name, service.description, institution_name, *db.session.scalars(used))
    _index(Service, service.id, *about, *_names_of(service.category_code))


def _names_of(category_code: str) -> list[str]:
    codes = [category_code[:length] for length in (2, 4, 6)]
    return list(db.session.execute(select(Category.name_zh).where(Category.code.in_(codes))).scalars())


def _index(table: type[Any], row_id: UUID, *texts: str | None) -> None:
    lexemes = func.array_to_tsvector(cast(index_words(*texts), ARRAY(Text)))
    db.session.execute(update(table).where(table.id == row_id).values(words=lexemes))
