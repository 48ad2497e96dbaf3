"""What each region's platform can do, all of them beside each other."""

from flask.typing import ResponseReturnValue

from adapters.contract import Capability
from hub.federation import overview
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.page import render
from schemas.terms import Role


@bp.get("/capabilities")
@allow(Role.HUB_OPERATOR)
def list_capabilities() -> ResponseReturnValue:
    """The matrix."""
    return render("operator/capabilities.html", regions=overview.view_regions(), capabilities=list(Capability))
