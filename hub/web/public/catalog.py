"""The public catalogue: search with facets, one service with whom it is open to and why, one instrument."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from hub import catalog, identity, orders
from hub.federation import directory
from hub.kernel.clock import business_now
from hub.web.guards import current_actor, public
from hub.web.language import lang
from hub.web.page import render
from hub.web.paging import Paging
from hub.web.public import bp
from schemas.catalog import SearchServices
from schemas.terms import HOLDER_ROLES


@bp.get("/services")
@public
def search_services() -> ResponseReturnValue:
    """Search by words, category and area; what suspended institutions offer is left out."""
    asked = _asked()
    found = catalog.search_services(**asked, at=business_now())
    return render(
        "public/services/list.html",
        found=found,
        asked=asked,
        paging=Paging(found.page, found.total, catalog.PER_PAGE),
        categories={category.code: category.name(lang()) for category in catalog.list_categories()},
        areas=_area_names(),
        badges=_programme_names(),
        institutions={service.id: _institution_name(service) for service in found.services},
    )


@bp.get("/services/<no>")
@public
def show_service(no: str) -> ResponseReturnValue:
    """One service."""
    service = catalog.get_service(no)
    institution = identity.get_organization(service.institution_id)
    return render(
        "public/services/show.html",
        service=service,
        institution=institution,
        suspended=identity.is_suspended(institution, business_now()),
        path=catalog.category_path(service.category_code),
        equipment=catalog.list_equipment_of(service.equipment_nos),
        areas=_area_names(),
        badges=_programme_names(),
        **_for_me(service),
    )


@bp.get("/instruments/<no>")
@public
def show_instrument(no: str) -> ResponseReturnValue:
    """One instrument of an institution."""
    equipment = catalog.get_equipment(no)
    institution = identity.get_organization(equipment.institution_id)
    return render("public/services/instrument.html", equipment=equipment, institution=institution)


def _asked() -> dict[str, Any]:
    schema = SearchServices()
    typed = {name: request.args[name] for name in schema.fields if request.args.get(name)}
    try:
        return dict(schema.load(typed))
    except ValidationError as error:
        return dict(
            schema.load({name: value for name, value in typed.items() if name not in error.normalized_messages()})
        )


def _for_me(service: catalog.Service) -> dict[str, object]:
    """What a signed-in enterprise can do with the service, voucher by voucher, each with its reason (P21)."""
    actor = current_actor()
    if actor.organization_id is None or not actor.has(*HOLDER_ROLES):
        return {"options": None, "opened": None}
    holder = identity.get_organization(actor.organization_id)
    options = orders.order_options(service_no=service.no, quantity=1, agreed_fen=None, holder_id=holder.id)
    return {"options": options, "opened": orders.open_to(service, holder)}


def _area_names() -> dict[str, str]:
    return {area.code: area.names.text(lang()) for area in directory.list_areas()}


def _programme_names() -> dict[str, str]:
    return {programme.code: programme.names.text(lang()) for programme in directory.list_programmes()}


def _institution_name(service: catalog.Service) -> str:
    return identity.get_organization(service.institution_id).name
