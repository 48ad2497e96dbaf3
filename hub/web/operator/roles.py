"""The table of roles for operators, security and auditors: where each holds, what it may do, what it excludes."""

from flask.typing import ResponseReturnValue

from hub.identity import role_matrix
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.page import render
from schemas.terms import Role


@bp.get("/roles")
@allow(Role.HUB_OPERATOR, Role.SECURITY_ADMIN, Role.AUDITOR)
def list_roles() -> ResponseReturnValue:
    """All roles."""
    return render("operator/roles.html", matrix=role_matrix.MATRIX)
