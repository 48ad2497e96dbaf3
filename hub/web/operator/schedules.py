"""What the clock starts: every schedule with how far it has come, and its runs."""

from flask.typing import ResponseReturnValue

from hub.kernel import jobs
from hub.web.guards import allow
from hub.web.operator import bp
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from schemas.terms import Role

RUNS_PAGE = 30


@bp.get("/schedules")
@allow(Role.HUB_OPERATOR)
def list_schedules() -> ResponseReturnValue:
    """All schedules."""
    lag = round(jobs.schedule_lag().total_seconds())
    return render("operator/schedules/list.html", schedules=jobs.view_schedules(), lag_seconds=lag)


@bp.get("/schedules/<name>")
@allow(Role.HUB_OPERATOR)
def show_schedule(name: str) -> ResponseReturnValue:
    """The runs of one schedule, latest first."""
    page = page_asked_for()
    runs, total = jobs.list_runs(name, page=page)
    return render("operator/schedules/show.html", name=name, runs=runs, paging=Paging(page, total, RUNS_PAGE))
