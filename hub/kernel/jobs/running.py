"""How one job is run, by a worker or synchronously: as the hub itself, fenced, its failure kept."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask

from hub.kernel import scope
from hub.kernel.db import db
from hub.kernel.jobs.backoff import remember
from hub.kernel.jobs.failures import record_failure
from hub.kernel.jobs.fence import FenceLost, fenced
from hub.kernel.logs import in_log
from hub.kernel.meters import JOB_SECONDS, timed
from hub.kernel.uncommitted import refuse_uncommitted

log = logging.getLogger("hub.jobs")


def run_job(
    app: Flask, call: Callable[[], Any], *, job_id: int, name: str, arguments: dict[str, Any], attempts: int
) -> None:
    """Run ``call``; whatever it raises is raised again, with the decision when to try again noted on it."""
    with app.app_context(), scope.everything(), in_log(job=name, job_id=job_id):
        try:
            with timed(JOB_SECONDS, name, {FenceLost: "lost"}), fenced(job_id, attempts):
                call()
                refuse_uncommitted(f"job {name}")
        except FenceLost as lost:
            log.warning("%s", lost)
            remember(lost, None)
            raise
        except Exception as error:
            db.session.rollback()
            remember(error, record_failure(job_id, name, arguments, error))
            raise
