"""The public catalogue: search with facets, one service with whom it is open to and why, comparison side by side."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from hub import catalog, identity, orders
from hub.catalog import views
from hub.kernel.clock import business_now
from hub.web.catalog_words import area_names, badge_names, choices, facet_groups
from hub.web.favorites import favorite_form
from hub.web.guards import current_actor, public
from hub.web.language import lang
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.institutions import read_leniently
from hub.web.usable import reader, usability_of
from hub.web.visits import count_visit
from schemas.catalog import SORTS, SearchServices
from schemas.terms import HOLDER_ROLES

MOST_COMPARED = 4


@bp.get("/services")
@public
def search_services() -> ResponseReturnValue:
    """Search by words and facets; what suspended institutions offer is left out."""
    asked = read_leniently(SearchServices())
    found = catalog.search_services(**_narrowed(asked), at=business_now())
    return render(
        "public/services/list.html",
        found=found,
        asked=asked,
        groups=facet_groups(found.facets, asked),
        chosen=choices(asked),
        sorts=[(code, words[lang()]) for code, words in SORTS],
        categories={category.code: category.name(lang()) for category in catalog.list_categories()},
        areas=area_names(),
        badges=badge_names(),
        shops=catalog.shops.shops_of([service.institution_id for service in found.services]),
        usable=usability_of(found.services, reader(current_actor())),
    )


@bp.get("/services/<no>")
@public
def show_service(no: str) -> ResponseReturnValue:
    """One service."""
    service = catalog.get_service(no)
    count_visit("SERVICE", service.no)
    return render("public/services/show.html", **_shown(service), **_for_me(service))


@bp.get("/services/compare")
@public
def compare_services() -> ResponseReturnValue:
    """Up to four services side by side (同类比选, JS-42)."""
    numbers = list(dict.fromkeys(request.args.getlist("no")))
    known = [found for no in numbers[:20] if (found := catalog.find_service(no)) is not None and found.published]
    return render(
        "public/services/compare.html",
        services=known[:MOST_COMPARED],
        left_out=max(0, len(known) - MOST_COMPARED),
        shops=catalog.shops.shops_of([service.institution_id for service in known]),
        instruments={service.no: catalog.list_equipment_of(service.equipment_nos) for service in known},
        paths={service.no: catalog.category_path(service.category_code) for service in known},
        areas=area_names(),
        badges=badge_names(),
        usable=usability_of(known, reader(current_actor())),
        ratings=orders.evaluations.ratings_of([service.institution_id for service in known]),
    )


def _shown(service: catalog.Service) -> dict[str, Any]:
    institution = identity.get_organization(service.institution_id)
    return {
        "service": service,
        "institution": institution,
        "suspended": identity.is_suspended(institution, business_now()),
        "path": catalog.category_path(service.category_code),
        "equipment": catalog.list_equipment_of(service.equipment_nos),
        "areas": area_names(),
        "badges": badge_names(),
        "place": identity.divisions.name_of_division(service.division),
        "views": views.views_of("SERVICE", service.no, service.views),
        "evaluations": orders.evaluations.list_public(service_no=service.no),
        "rating": orders.evaluations.rating_of_service(service.no),
        "keep": favorite_form("SERVICE", service.no),
    }


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    institution = catalog.shops.id_of(asked["institution"]) if asked["institution"] else None
    return {**asked, "institution": institution}


def _for_me(service: catalog.Service) -> dict[str, object]:
    """What a signed-in enterprise can do with the service, voucher by voucher, each with its reason (P21)."""
    actor = current_actor()
    if actor.organization_id is None or not actor.has(*HOLDER_ROLES):
        return {"options": None, "opened": None}
    holder = identity.get_organization(actor.organization_id)
    options = orders.order_options(service_no=service.no, quantity=1, agreed_fen=None, holder_id=holder.id)
    return {"options": options, "opened": orders.open_to(service, holder)}
