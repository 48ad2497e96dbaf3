"""Jobs that were given up, and how far the schedules lag; `hub jobs retry` starts one again."""

from flask.typing import ResponseReturnValue

from hub.kernel import jobs
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.page import render
from schemas.terms import Role


@bp.get("/jobs")
@allow(Role.HUB_OPERATOR)
def list_jobs() -> ResponseReturnValue:
    """Dead letters of the queue."""
    return render(
        "operator/jobs.html", failed=jobs.list_failed(), lag_seconds=round(jobs.schedule_lag().total_seconds())
    )
