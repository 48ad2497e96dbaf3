"""Shops: what everybody sees of an institution, and how it is found."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, cast, func, select, update

from hub import audit
from hub.catalog.errors import ShopUnknown
from hub.catalog.models import Shop
from hub.catalog.words import index_words
from hub.identity import Organization, divisions
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db

NOBODY = UUID(int=0)


def open_shop(institution: Organization, *, source_region: str | None = None) -> Shop:
    """The institution's shop, opened with its name and place when it has none yet."""
    shop = db.session.get(Shop, institution.id)
    if shop is None:
        shop = Shop(
            organization_id=institution.id,
            no=institution.uscc,
            name=institution.name,
            address=institution.registered_address or "",
            region=institution.region,
            division=institution.division,
            source_region=source_region,
            joined_at=business_now(),
            words="",
        )
        db.session.add(shop)
        db.session.flush()
        index_shop(shop)
    return shop


def find_shop(institution: Organization) -> Shop | None:
    """The institution's shop, or None."""
    return db.session.get(Shop, institution.id)


def get_shop(no: str) -> Shop:
    """The shop of the institution with this unified social credit code.

    Raises:
        ShopUnknown: there is none.
    """
    shop = db.session.scalars(select(Shop).where(Shop.no == no.upper())).one_or_none()
    if shop is None:
        raise ShopUnknown()
    return shop


def id_of(no: str) -> UUID:
    """The institution with this code; an id that nothing has where there is none, so that nothing is found."""
    found = db.session.execute(select(Shop.organization_id).where(Shop.no == no.upper())).scalar_one_or_none()
    return found or NOBODY


def shops_of(institution_ids: Sequence[UUID]) -> dict[UUID, Shop]:
    """The shops of several institutions, by the institution's id."""
    found = db.session.scalars(select(Shop).where(Shop.organization_id.in_(list(institution_ids))))
    return {shop.organization_id: shop for shop in found}


def sub_units_of(institution_id: UUID) -> list[str]:
    """The names of an institution's sub-units, as it wrote them."""
    shop = db.session.get(Shop, institution_id)
    return [str(name) for name in shop.sub_units] if shop else []


def edit_shop(
    *, shop: Shop, about: str, address: str, hours: str, phone: str, sub_units: Sequence[str], by: Actor
) -> None:
    """Keep what the institution says of itself; sub-units are names, each once."""
    before = {"sub_units": list(shop.sub_units), "address": shop.address}
    shop.about, shop.address, shop.hours, shop.phone = about, address, hours, phone
    shop.sub_units = list(dict.fromkeys(name.strip()[:100] for name in sub_units if name.strip()))[:50]
    db.session.flush()
    index_shop(shop)
    audit.record(
        "holder.updated",
        by=by,
        subject="organization",
        subject_id=shop.organization_id,
        subject_no=shop.no,
        organizations=(shop.organization_id,),
        before=before,
        after={"sub_units": list(shop.sub_units), "address": shop.address},
    )


def index_shop(shop: Shop) -> None:
    """Let the shop be found by name, code, place, sub-units and its own words."""
    texts = (shop.no, shop.name, shop.about, shop.address, divisions.name_of_division(shop.division), *shop.sub_units)
    lexemes = func.array_to_tsvector(cast(index_words(*texts), ARRAY(Text)))
    db.session.execute(update(Shop).where(Shop.organization_id == shop.organization_id).values(words=lexemes))
