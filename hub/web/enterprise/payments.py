"""An enterprise's own money: what was awarded to it, what is on the way, and when."""

from flask import request
from flask.typing import ResponseReturnValue

from hub import settlement
from hub.federation import directory
from hub.kernel.clock import business_today
from hub.kernel.errors import NotFound
from hub.web.enterprise import bp
from hub.web.finance.printed import pdf_of, year_sheet_of
from hub.web.finance.receivables import receivables_page
from hub.web.guards import allow, current_actor
from schemas.terms import HOLDER_ROLES


@bp.get("/year-statement.pdf")
@allow(*HOLDER_ROLES)
def download_year_statement() -> ResponseReturnValue:
    """The year's statement of one's own vouchers in an area."""
    unit, area = current_actor().organization_id, request.args.get("area", "")
    if unit is None or area not in {one.code for one in directory.list_areas()}:
        raise NotFound()
    year = request.args.get("year", business_today().year, type=int)
    return pdf_of(year_sheet_of(area, year, unit), f"{area}/{year}", [area])


@bp.get("/payments")
@allow(*HOLDER_ROLES)
def list_payments() -> ResponseReturnValue:
    """What is due, on the way and paid."""
    unit = current_actor().organization_id
    years = settlement.years_of_holder(unit) if unit else []
    return receivables_page(years)
