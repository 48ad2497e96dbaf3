"""The queue: what waits, what is being done, and what was given up and may be put back."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import audit
from hub.kernel import jobs
from hub.kernel.ids import new_id
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.order import Nothing
from schemas.terms import Role


@bp.get("/jobs")
@allow(Role.HUB_OPERATOR)
def list_jobs() -> ResponseReturnValue:
    """The queue and its dead letters."""
    return _page()


@bp.post("/jobs/<int:job_id>/requeue")
@allow(Role.HUB_OPERATOR)
def requeue_job(job_id: int) -> ResponseReturnValue:
    """Put a dead letter back."""
    return perform(
        lambda: _requeue(job_id),
        then=lambda _: url_for(".list_jobs", requeued=job_id),
        back=lambda _: _page(),
        form=_form(job_id),
    )


def _requeue(job_id: int) -> None:
    jobs.retry(job_id)
    audit.record("job.requeued", by=current_actor(), subject="job", subject_id=new_id(), subject_no=str(job_id))


def _page() -> str:
    failed = [(one, _form(one.job_id)) for one in jobs.list_failed()]
    lag = round(jobs.schedule_lag().total_seconds())
    return render("operator/jobs.html", failed=failed, queue=jobs.view_queue(), lag_seconds=lag)


def _form(job_id: int) -> Form:
    url, submit = url_for(".requeue_job", job_id=job_id), t("重新排队", "Requeue")
    return Form(Nothing(), action="job.requeue", url=url, submit=submit, style="outline-primary")
