"""Statistics of the areas in which the visitor has a role, for any period."""

from flask.typing import ResponseReturnValue

from hub.web.area import bp
from hub.web.figures import pages
from hub.web.guards import allow
from hub.web.menu import AREA_ROLES

ROLES = tuple(sorted(AREA_ROLES))
BASE = "/area/statistics"


@bp.get("/statistics")
@allow(*ROLES)
def show_statistics() -> ResponseReturnValue:
    """The figures of a period."""
    return pages.staff_page(BASE, *ROLES)


@bp.get("/statistics/<name>.csv")
@allow(*ROLES)
def download_statistics(name: str) -> ResponseReturnValue:
    """One table of the period as a file."""
    return pages.staff_file(name, *ROLES)


@bp.get("/statistics/analysis")
@allow(*ROLES)
def analyse_statistics() -> ResponseReturnValue:
    """The period's charts."""
    return pages.staff_analysis(BASE, *ROLES)
