"""Reports: the net matrix between places, and one redemption's way to its payment."""

from flask import request
from flask.typing import ResponseReturnValue

from hub import redemption, settlement
from hub.federation import directory
from hub.kernel import scope
from hub.kernel.errors import NotFound
from hub.web.as_at import as_at_asked
from hub.web.finance import bp
from hub.web.finance.batches import FINANCE
from hub.web.finance.reading import deciders_of
from hub.web.guards import allow
from hub.web.language import lang
from hub.web.page import render


@bp.get("/net-matrix")
@allow(*FINANCE)
def net_matrix() -> ResponseReturnValue:
    """What places owe each other in a month, gross and netted; payments stay gross (G-35)."""
    months = settlement.list_periods()
    asked = request.args.get("period", "")
    period = next((month for month in months if f"{month:%Y-%m}" == asked), months[0] if months else None)
    as_at = as_at_asked()
    netting = settlement.net_matrix(period, as_at.ended) if period else None
    return render("finance/net_matrix.html", as_at=as_at, months=months, period=period, netting=netting, name=_name)


@bp.get("/redemptions/<no>")
@allow(*FINANCE)
def show_trail(no: str) -> ResponseReturnValue:
    """One redemption's way: award, lines, batches, payments; the payer sees it wherever the holder is."""
    with scope.everything():
        found = redemption.get_redemption(no)
    trail = settlement.trail_of(found.id)
    if not trail:
        found = redemption.get_redemption(no)  # before its award only its own area knows of it
    return render(
        "finance/trail.html", redemption=found if trail else None, trail=trail, decision=None,
        deciders=deciders_of(found.id) if trail else [],
    )  # fmt: skip


def _name(code: str) -> str:
    try:
        return directory.area_name(code, lang())
    except NotFound:
        return code
