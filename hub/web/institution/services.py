"""What the institution lists in the catalogue, and to whom it is open."""

from flask.typing import ResponseReturnValue

from hub import catalog
from hub.federation import directory
from hub.web.guards import allow, current_actor
from hub.web.institution import bp
from hub.web.language import lang
from hub.web.page import render
from schemas.terms import INSTITUTION_ROLES


@bp.get("/services")
@allow(*INSTITUTION_ROLES)
def list_services() -> ResponseReturnValue:
    """All listings of the institution."""
    institution_id = current_actor().organization_id
    services = catalog.list_services_of(institution_id) if institution_id else []
    areas = {area.code: area.names.text(lang()) for area in directory.list_areas()}
    badges = {programme.code: programme.names.text(lang()) for programme in directory.list_programmes()}
    return render("institution/services/list.html", services=services, areas=areas, badges=badges)
