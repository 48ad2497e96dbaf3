"""The hub's desk of settlement: every area's sums and the messages that are stuck, without names."""

from flask.typing import ResponseReturnValue

from hub.federation import directory, overview
from hub.web.as_at import as_at_asked
from hub.web.finance.positions import positions_of
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.page import render
from schemas.terms import ExchangeState, Role

STUCK = (ExchangeState.UNKNOWN, ExchangeState.DEAD)


@bp.get("/settlement")
@allow(Role.HUB_OPERATOR)
def show_settlement() -> ResponseReturnValue:
    """All areas, and what is stuck."""
    as_at, counts = as_at_asked(), overview.count_by_state(None)
    return render(
        "finance/positions.html", as_at=as_at, leads=False, exchanges={state: counts.get(state, 0) for state in STUCK},
        positions=positions_of((area.code for area in directory.list_areas()), as_at),
    )  # fmt: skip
