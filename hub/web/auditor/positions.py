"""The auditor reads where every area's money stood at the end of a day."""

from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.kernel.actor import Actor
from hub.web.as_at import as_at_asked
from hub.web.auditor import bp
from hub.web.finance.positions import position_context, positions_of
from hub.web.guards import allow, current_actor
from hub.web.page import render
from schemas.terms import Role


@bp.get("/positions")
@allow(Role.AUDITOR)
def list_positions() -> ResponseReturnValue:
    """All areas of the auditor's scope."""
    as_at = as_at_asked()
    return render(
        "finance/positions.html", as_at=as_at, positions=positions_of(_areas(current_actor()), as_at), leads=True
    )


@bp.get("/position")
@allow(Role.AUDITOR)
def show_position() -> ResponseReturnValue:
    """One area."""
    return render("finance/position.html", **position_context(_areas(current_actor()), as_at_asked()))


def _areas(actor: Actor) -> list[str]:
    if actor.scope_by(Role.AUDITOR).everything:
        return [area.code for area in directory.list_areas()]
    return sorted(actor.areas(Role.AUDITOR))
