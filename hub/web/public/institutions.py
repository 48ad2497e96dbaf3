"""Institutions and instruments for everybody: lists, shop pages (店铺首页), and the page of one instrument."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

from hub import catalog, identity, orders
from hub.catalog import certificates, directories, views
from hub.kernel.clock import business_now
from hub.web.catalog_words import area_names, badge_names, region_names
from hub.web.favorites import favorite_form
from hub.web.guards import current_actor, public
from hub.web.language import lang
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from hub.web.public import bp
from hub.web.usable import reader, usability_of
from hub.web.visits import count_visit
from schemas.catalog import SearchDirectory


@bp.get("/institutions")
@public
def list_institutions() -> ResponseReturnValue:
    """Search institutions by name, place and words."""
    asked = read_leniently(SearchDirectory())
    found = directories.search_shops(
        asked["words"], region=asked["region"], division=asked["division"], page=asked["page"]
    )
    return render(
        "public/institutions/list.html",
        found=found,
        asked=asked,
        paging=Paging(found.page, found.total, directories.PER_PAGE),
        regions=region_names(),
        places={shop.no: identity.divisions.name_of_division(shop.division) for shop in found.rows},
        ratings=orders.evaluations.ratings_of([shop.organization_id for shop in found.rows]),
    )


@bp.get("/institutions/<no>")
@public
def show_institution(no: str) -> ResponseReturnValue:
    """The shop page of an institution."""
    shop = catalog.shops.get_shop(no)
    count_visit("INSTITUTION", shop.no)
    return render("public/institutions/show.html", **_shown(shop))


@bp.get("/instruments")
@public
def list_instruments() -> ResponseReturnValue:
    """Search instruments."""
    asked = read_leniently(SearchDirectory())
    found = directories.search_instruments(**asked, at=business_now())
    return render(
        "public/institutions/instruments.html",
        found=found,
        asked=asked,
        paging=Paging(found.page, found.total, directories.PER_PAGE),
        regions=region_names(),
        categories={category.code: category.name(lang()) for category in catalog.list_categories()},
        shops=catalog.shops.shops_of([one.institution_id for one in found.rows]),
    )


@bp.get("/instruments/<no>")
@public
def show_instrument(no: str) -> ResponseReturnValue:
    """One instrument, and the services that use it."""
    equipment = catalog.get_equipment(no)
    if not equipment.published:
        raise catalog.EquipmentUnknown(no=no)
    count_visit("INSTRUMENT", equipment.no)
    return render(
        "public/services/instrument.html",
        equipment=equipment,
        institution=identity.get_organization(equipment.institution_id),
        path=catalog.category_path(equipment.category_code),
        services=directories.services_with(no),
        views=views.views_of("INSTRUMENT", equipment.no, equipment.views),
        keep=favorite_form("INSTRUMENT", equipment.no),
    )


def read_leniently(schema: Schema) -> dict[str, Any]:
    """What stands in the address, without what makes no sense."""
    typed = {name: request.args[name] for name in schema.fields if request.args.get(name)}
    try:
        return dict(schema.load(typed))
    except ValidationError as error:
        wrong = error.normalized_messages()
        return dict(schema.load({name: value for name, value in typed.items() if name not in wrong}))


def _shown(shop: catalog.Shop) -> dict[str, Any]:
    unit = identity.get_organization(shop.organization_id)
    found = directories.services_of_shop(unit.id, page_asked_for())
    return {
        "shop": shop,
        "unit": unit,
        "suspended": identity.is_suspended(unit, business_now()),
        "place": identity.divisions.name_of_division(shop.division),
        "found": found,
        "paging": Paging(found.page, found.total, directories.PER_PAGE),
        "instruments": directories.instruments_of_shop(unit.id),
        "certificates": certificates.accepted_certificates(unit.id) if unit.is_institution else [],
        "evaluations": orders.evaluations.list_public(institution_id=unit.id),
        "rating": orders.evaluations.ratings_of([unit.id]).get(unit.id),
        "views": views.views_of("INSTITUTION", shop.no, shop.views),
        "areas": area_names(),
        "badges": badge_names(),
        "usable": usability_of(found.rows, reader(current_actor())),
        "keep": favorite_form("INSTITUTION", shop.no),
    }
