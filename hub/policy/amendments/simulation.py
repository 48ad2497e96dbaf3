"""What a draft would have changed: one case under both versions, or the area's last year replayed.

Few decisions are replayed while the person waits; many by a job that says how far it is.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today, utc_now
from hub.kernel.db import db, own_transaction, unit_of_work
from hub.kernel.ids import new_id
from hub.kernel.jobs import enqueue, job
from hub.kernel.states import MoveNotAllowed
from hub.policy.amendments.drafting import lock_draft, record, require_editor
from hub.policy.amendments.errors import ReplayRunning
from hub.policy.amendments.faulting import faulty
from hub.policy.amendments.past import count_decisions, stream_decisions
from hub.policy.amendments.reading import Reading, read_draft
from hub.policy.amendments.replaying import Replay, Report
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.answer import decide_on
from hub.policy.book import hash_of_policy
from hub.policy.decision import Decision, Question
from hub.policy.loaded import load

DAYS = 365
# So many take about a second of the person's time.
AT_ONCE = 2_000
STALE_AFTER = timedelta(minutes=30)
PROGRESS_EVERY = 1_000


def simulate(*, amendment: Amendment, by: Actor, days: int = DAYS) -> Report | None:
    """Replay the area's decisions of the last ``days``; None where a job does it, because there are many.

    Raises:
        AmendmentFaulty: a draft with faults decides nothing.
        ReplayRunning: one is under way.
    """
    require_editor(by, (draft := read_draft(amendment)).base)
    if amendment.state is not AmendmentState.DRAFT:
        raise MoveNotAllowed(state=amendment.state)
    if draft.outcome.faults:
        raise faulty(draft.outcome.faults)
    since = business_today() - timedelta(days=days)
    total = count_decisions(amendment.programme, amendment.area, since)
    if total > AT_ONCE:
        _start(amendment, total=total, days=days, by=by)
        return None
    report = _replayed(draft, days=days)
    lock_draft(amendment, by=by)
    _keep(amendment, draft.content_hash, report, days=days, by=by)
    return report


def _start(amendment: Amendment, *, total: int, days: int, by: Actor) -> None:
    lock_draft(amendment, by=by)
    if is_replaying(amendment):
        raise ReplayRunning()
    run = str(new_id())
    amendment.replay = {"run": run, "done": 0, "total": total, "started_at": utc_now().isoformat(), "over": False}
    db.session.flush()
    enqueue(
        replay_year, amendment_id=str(amendment.id), run=run, days=days, account_id=str(by.account_id), name=by.name
    )


def is_replaying(amendment: Amendment) -> bool:
    """Whether a job is at work; one that has said nothing for long counts as lost, so that another may begin."""
    found = amendment.replay
    if found is None or found["over"]:
        return False
    return (utc_now() - STALE_AFTER).isoformat() < found.get("seen_at", found["started_at"])


@job("policy.replay_year", attempts=3)
def replay_year(*, amendment_id: str, run: str, days: int, account_id: str, name: str) -> None:
    """Replay a year under a draft, saying how far it is; what the draft became meanwhile makes its report stale."""
    by = Actor(UUID(account_id), name)
    with unit_of_work():
        amendment = db.session.get_one(Amendment, UUID(amendment_id))
        if amendment.replay is None or amendment.replay["run"] != run or amendment.replay["over"]:
            return
        draft = read_draft(amendment)
        report = _replayed(draft, days=days, said=lambda done: _say(amendment.id, run, done))
    with unit_of_work():
        held = select(Amendment).where(Amendment.id == UUID(amendment_id)).with_for_update()
        amendment = db.session.scalars(held.execution_options(populate_existing=True)).one()
        if amendment.replay is None or amendment.replay["run"] != run or amendment.replay["over"]:
            return
        amendment.replay = {**amendment.replay, "done": report.decisions, "over": True}
        _keep(amendment, draft.content_hash, report, days=days, by=by)


def _say(amendment_id: UUID, run: str, done: int) -> None:
    """Write down how far a replay is, beside its own transaction, so that others see it."""
    seen = {"done": done, "seen_at": utc_now().isoformat()}
    with own_transaction() as connection:
        connection.execute(
            update(Amendment.__table__)  # type: ignore[arg-type]
            .where(Amendment.__table__.c.id == amendment_id, Amendment.__table__.c.replay["run"].astext == run)
            .values(replay=Amendment.__table__.c.replay.op("||")(seen))
        )


def _replayed(draft: Reading, *, days: int, said: Callable[[int], None] = lambda _: None) -> Report:
    until = business_today()
    since = until - timedelta(days=days)
    report = Report(since=since.isoformat(), until=until.isoformat())
    replay = Replay(load(draft.policy, version=0, content_hash=draft.content_hash), report)
    amendment, told = draft.amendment, 0
    for rows in stream_decisions(amendment.programme, amendment.area, since):
        for row, owner in rows:
            replay.take(row, owner)
        if report.decisions >= told + PROGRESS_EVERY:
            told = report.decisions
            said(told)
    replay.close()
    return report


def _keep(amendment: Amendment, content_hash: str, report: Report, *, days: int, by: Actor) -> None:
    about: dict[str, Any] = {"at": business_now().isoformat(), "by": by.name, "days": days}
    amendment.simulation = {**asdict(report), **about}
    amendment.simulated_hash = content_hash
    db.session.flush()
    record("policy.simulated", amendment, by=by, after={"hash": content_hash, "change_fen": report.change_fen})


def compare_case(amendment: Amendment, question: Question) -> tuple[Decision, Decision]:
    """One case under the version on which the draft rests and under the draft."""
    draft = read_draft(amendment)
    base = draft.base
    before = load(base.draft, version=base.version, content_hash=base.content_hash)
    after = load(draft.policy, version=base.version + 1, content_hash=hash_of_policy(draft.policy))
    anchor = next(iter(question.anchors.items()))
    return decide_on(before, question, anchor=anchor), decide_on(after, question, anchor=anchor)
