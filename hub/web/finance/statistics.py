"""Statistics of the areas whose money the visitor pays, for any period."""

from flask.typing import ResponseReturnValue

from hub.web.figures import pages
from hub.web.finance import bp
from hub.web.guards import allow
from schemas.terms import Role

ROLES = (Role.FINANCE_OFFICER, Role.FINANCE_APPROVER)
BASE = "/finance/statistics"


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
