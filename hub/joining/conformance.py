"""The promises of a region's dialect, tried on demand in a process of their own; a test statement to its treasury."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from adapters.contract import Capability, Statement
from adapters.discovery import known_dialects
from hub import audit
from hub.federation import Exchange, directory, exchanges, gateway
from hub.joining.errors import NoPlatform
from hub.joining.models import ConformanceRun
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue, job
from hub.settings import ROOT
from schemas.terms import Role

FRESH = timedelta(days=30)
TIMEOUT_SECONDS = 180
# The simulator listens on this machine only and knows sample secrets: nothing of this process's environment is needed.
KEPT_VARIABLES = frozenset({"PATH", "LANG", "LC_ALL", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "HOME"})
# What test statements are filed under among the exchanges.
TEST_STATEMENT = "test_statement"


def ask_conformance(*, region: str, by: Actor) -> ConformanceRun:
    """Have the promises of the region's dialect tried by a worker.

    Raises:
        Forbidden: not an operator. UnknownRegion: there is none.
    """
    by.require(Role.HUB_OPERATOR)
    spec = known_dialects()[directory.get_region(region).adapter]
    run = ConformanceRun(
        id=new_id(), region=region, dialect=spec.dialect, version=spec.version, asked_by=by.name,
        asked_at=business_now(), ended_at=None, passed=None, results=None,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    audit.record("region.conformance_asked", by=by, subject="region", subject_id=run.id, subject_no=region)
    enqueue(run_conformance, run_id=str(run.id))
    return run


@job("conformance.run")
def run_conformance(*, run_id: str) -> None:
    """Try them and write down what came of each; a second run of the same job finds it done."""
    with unit_of_work():
        run = db.session.get_one(ConformanceRun, UUID(run_id))
        if run.results is not None:
            return
        region, dialect = run.region, run.dialect
    results = [*_promises(dialect), _platform(region)]
    with unit_of_work():
        run = db.session.get_one(ConformanceRun, UUID(run_id), with_for_update=True)
        if run.results is None:
            run.results, run.ended_at = results, business_now()
            run.passed = all(one["fault"] is None for one in results)


def last_conformance(region: str) -> ConformanceRun | None:
    """The newest run for a region, which may still be under way."""
    wanted = select(ConformanceRun).where(ConformanceRun.region == region).order_by(ConformanceRun.asked_at.desc())
    return db.session.scalars(wanted.limit(1)).one_or_none()


def send_test_statement(*, region: str, by: Actor) -> Exchange:
    """Send the region's treasury a statement without lines; its acknowledgement is a condition of settling.

    Raises:
        NoPlatform: people carry its files.
    """
    by.require(Role.HUB_OPERATOR)
    if gateway.by_files(region) or not gateway.offers(region, Capability.STATEMENTS):
        raise NoPlatform()
    request_id = new_id()
    payer = next((area.code for area in directory.list_areas() if area.region == region), region)
    statement = Statement(
        f"test-{request_id}", f"TEST-{str(request_id)[-8:]}", payer, business_today().replace(day=1), (), 0, "0" * 64
    )
    audit.record("region.test_statement", by=by, subject="region", subject_id=request_id, subject_no=region)
    return exchanges.send(
        region=region, verb="send_statement", request=statement, subject=TEST_STATEMENT, subject_id=request_id
    )


def _promises(dialect: str) -> list[dict[str, str | None]]:
    environment = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    found = subprocess.run(
        [sys.executable, "-m", "adapters.promises", dialect, "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False,
    )  # fmt: skip
    try:
        results: list[dict[str, str | None]] = json.loads(found.stdout)
    except ValueError:
        fault = (found.stderr.strip().splitlines() or ["nothing was said"])[-1][:300]
        return [{"name": "the promises can be tried", "capability": "every", "fault": fault}]
    return results


def _platform(region: str) -> dict[str, str | None]:
    """Whether the region's own platform shows its documents, where it publishes any."""
    fault: str | None = None
    try:
        if not gateway.by_files(region) or gateway.offers(region, Capability.LOGIN):
            gateway.renew_documents(region)
    except HubError as error:
        fault = error.text("en")
    finally:
        db.session.rollback()  # reading since when it fails has begun a transaction
    return {"name": "the platform itself shows its keys", "capability": "platform", "fault": fault}
