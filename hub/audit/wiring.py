"""A job that is given up is an audit event; importing this also lets money ask how sealing is doing."""

from uuid import UUID

from hub.audit.seal_status import refuse_while_sealing_is_late
from hub.audit.service import record
from hub.kernel.actor import THE_HUB
from hub.kernel.jobs import JobFailure, on_dead_letter

__all__ = ["record_dead_letter", "refuse_while_sealing_is_late"]


@on_dead_letter
def record_dead_letter(failure: JobFailure) -> None:
    """Write ``job.failed``."""
    record(
        "job.failed",
        by=THE_HUB,
        subject="job",
        subject_id=UUID(int=failure.job_id),
        subject_no=str(failure.job_id),
        after={"job": failure.job, "arguments": failure.arguments},
        reason=failure.error,
    )
