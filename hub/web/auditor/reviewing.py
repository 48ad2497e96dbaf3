"""What the auditor looks at in reviewing: holds and their releases, overrides, lowered amounts, disputes, recovery."""

from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.redemption import auditing
from hub.web.as_at import as_at_asked
from hub.web.auditor import bp
from hub.web.guards import allow
from hub.web.language import lang
from hub.web.page import render
from schemas.terms import Role


@bp.get("/holds")
@allow(Role.AUDITOR)
def list_holds() -> ResponseReturnValue:
    """What was held, for what, and who released it why."""
    as_at = as_at_asked()
    return render("auditor/holds.html", as_at=as_at, rows=auditing.list_holds(as_at.ended), area_name=_area)


@bp.get("/overrides")
@allow(Role.AUDITOR)
def list_overrides() -> ResponseReturnValue:
    """Stages that somebody else ended, and decisions taken back."""
    as_at = as_at_asked()
    return render("auditor/overrides.html", as_at=as_at, rows=auditing.list_overrides(as_at.ended), area_name=_area)


@bp.get("/lowered")
@allow(Role.AUDITOR)
def list_lowered() -> ResponseReturnValue:
    """Awards below what was applied for."""
    as_at = as_at_asked()
    rows = auditing.list_lowered(as_at.ended)
    total_fen = sum(row.less_fen for row in rows)
    return render("auditor/lowered.html", as_at=as_at, rows=rows, total_fen=total_fen, area_name=_area)


def _area(code: str) -> str:
    return directory.area_name(code, lang())
