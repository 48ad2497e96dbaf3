"""How sealing is doing and which backups were proved: times and counts, nothing of what was recorded."""

from flask.typing import ResponseReturnValue

from hub import audit, operation
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.page import render
from hub.web.paging import page_asked_for
from schemas.terms import Role


@bp.get("/sealing")
@allow(Role.HUB_OPERATOR)
def show_sealing() -> ResponseReturnValue:
    """The age of the newest seal, and the seals with their time and number of rows."""
    page = page_asked_for()
    seals = audit.list_seals(page=page)
    limit = int(audit.LATE_AFTER.total_seconds() // 60)
    return render("operator/sealing.html", status=audit.seal_status(), seals=seals, page=page, limit_minutes=limit)


@bp.get("/backups")
@allow(Role.HUB_OPERATOR)
def list_backups() -> ResponseReturnValue:
    """The backups that were looked at, latest first."""
    return render("operator/backups.html", checks=operation.list_backup_checks())
