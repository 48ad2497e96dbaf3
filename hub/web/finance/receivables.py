"""What a unit may expect from each payer and when: the same page for institutions and enterprises."""

from collections.abc import Sequence

from hub import settlement
from hub.web.as_at import as_at_asked
from hub.web.guards import current_actor
from hub.web.page import render


def receivables_page(years: Sequence[tuple[str, int]] = ()) -> str:
    """The page for the unit that the visitor acts for; ``years``: areas and years whose statement it may take."""
    as_at, unit = as_at_asked(), current_actor().organization_id
    rows = settlement.receivables_of(unit, as_at.on) if unit else []
    return render("finance/receivables.html", as_at=as_at, rows=rows, years=years)
