"""A job that is given up is told to the hub's operators."""

from hub.kernel.jobs import JobFailure, on_dead_letter
from hub.messages.service import tell
from schemas.terms import Role


@on_dead_letter
def tell_of_dead_letter(failure: JobFailure) -> None:
    """Leave a message; its text names the job only, the error stands on the operator's page."""
    tell(
        "job.failed",
        role=Role.HUB_OPERATOR,
        subject="job",
        subject_no=str(failure.job_id),
        path="/operator/jobs",
        job=failure.job,
    )
