"""What a draft would have changed: decisions of the past made again under it, in the order in which they were made.

A report cannot show behavior (splitting contracts, timing); the page says so. Past quota is followed per holder: what a
holder would have got more or less before is taken from or added to what was left.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now, business_today
from hub.kernel.db import db
from hub.policy.amendments.drafting import lock_draft, record
from hub.policy.amendments.errors import AmendmentFaulty
from hub.policy.amendments.queries import base_of, resolved
from hub.policy.amendments.tables import Amendment
from hub.policy.answer import decide_on
from hub.policy.book import hash_of_policy
from hub.policy.decision import Decision, Question
from hub.policy.loaded import LoadedPolicy, load
from hub.policy.models import PolicyDecision
from hub.policy.replay import question_of_record

NEWEST = 100_000
NAMED = 50


@dataclass(frozen=True)
class Case:
    """One decision that comes out otherwise. Amounts in fen; ``why`` are the sentences of the deciding rules."""

    subject: str
    subject_id: str
    holder_id: str
    phase: str
    on: str
    before: str
    after: str
    before_fen: int
    after_fen: int
    why: tuple[str, ...]


@dataclass
class Report:
    """What replaying came to. ``change_fen`` is the budget more (negative: less) that the draft would have taken."""

    since: str
    until: str
    decisions: int = 0
    unchanged: int = 0
    needs_info: int = 0
    before_fen: int = 0
    after_fen: int = 0
    newly_allowed: int = 0
    newly_denied: int = 0
    holders: int = 0
    gaining: list[dict[str, Any]] = field(default_factory=list)
    losing: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def change_fen(self) -> int:
        """The change of the budget in fen."""
        return self.after_fen - self.before_fen


Holders = Callable[[list[tuple[str, UUID]]], Mapping[tuple[str, UUID], UUID]]


def simulate(*, amendment: Amendment, holders: Holders, by: Actor, days: int = 365) -> Report:
    """Replay the area's decisions of the last ``days`` and keep the report with the hash it belongs to.

    ``holders`` says whose the decided applications, orders and redemptions are.

    Raises:
        AmendmentFaulty: a draft with faults decides nothing.
    """
    lock_draft(amendment, by=by)
    outcome = resolved(amendment)
    if outcome.faults:
        raise AmendmentFaulty(faults="；".join(outcome.faults[:10]))
    until = business_today()
    rows = _decisions(amendment.programme, amendment.area, until - timedelta(days=days))
    report = Report(since=(until - timedelta(days=days)).isoformat(), until=until.isoformat())
    owners = holders([(row.subject, row.subject_id) for row in rows])
    draft = load(outcome.policy, version=0, content_hash=hash_of_policy(outcome.policy))
    replay = Replay(draft, owners, report)
    for row in rows:
        replay.take(row)
    replay.close()
    amendment.simulation = {**asdict(report), "at": business_now().isoformat(), "by": by.name, "days": days}
    amendment.simulated_hash = draft.content_hash
    db.session.flush()
    record("policy.simulated", amendment, by=by, after={"hash": draft.content_hash, "change_fen": report.change_fen})
    return report


class Replay:
    """Decisions made again one after the other, and what has come of it so far."""

    def __init__(self, draft: LoadedPolicy, owners: Mapping[tuple[str, UUID], UUID], report: Report) -> None:
        self.draft, self.owners, self.report = draft, owners, report
        self.totals: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
        self.reasons: Counter[str] = Counter()
        self.cases: list[Case] = []

    def take(self, row: PolicyDecision) -> None:
        """Decide one kept question under the draft and count what differs."""
        owner = self.owners.get((row.subject, row.subject_id), row.subject_id)
        again = self._again(row, owner)
        was, now = _amount(row.outcome, row.document, row.phase), _amount_of(again, row.phase)
        # Quota is no money yet, and a redemption is of its order's money: orders alone move the budget.
        if row.phase == "order":
            self.totals[owner][0] += was
            self.totals[owner][1] += now
        self._count(row.outcome, again.outcome)
        if (was, row.outcome) == (now, again.outcome):
            self.report.unchanged += 1
            return
        why = tuple(result.message_zh for result in (*again.failed, *again.unknown)) or _figures(row.document, again)
        self.reasons.update(why)
        on = row.document["anchor_on"]
        self.cases.append(
            Case(row.subject, str(row.subject_id), str(owner), row.phase, on, row.outcome, again.outcome, was, now, why)
        )

    def close(self) -> None:
        """Write the sums into the report."""
        report = self.report
        report.holders = len(self.totals)
        report.before_fen = sum(before for before, _ in self.totals.values())
        report.after_fen = sum(after for _, after in self.totals.values())
        moves = sorted((after - before, str(holder)) for holder, (before, after) in self.totals.items())
        report.losing = [_move(holder, change) for change, holder in moves if change < 0][:NAMED]
        report.gaining = [_move(holder, change) for change, holder in reversed(moves) if change > 0][:NAMED]
        largest = sorted(self.cases, key=lambda case: -abs(case.after_fen - case.before_fen))
        report.cases = [asdict(case) for case in largest[:NAMED]]
        report.reasons = dict(self.reasons.most_common(20))

    def _again(self, row: PolicyDecision, owner: UUID) -> Decision:
        question = question_of_record(row.question)
        if row.phase == "order" and question.available_fen is not None:
            before, after = self.totals[owner]
            question = replace(question, available_fen=max(0, question.available_fen - (after - before)))
        anchor = (row.document["anchor"], date.fromisoformat(row.document["anchor_on"]))
        return decide_on(self.draft, question, anchor=anchor)

    def _count(self, was: str, now: str) -> None:
        self.report.decisions += 1
        self.report.needs_info += now == "needs_info" and was != "needs_info"
        self.report.newly_allowed += now == "allow" and was != "allow"
        self.report.newly_denied += was == "allow" and now != "allow"


def _move(holder: str, change_fen: int) -> dict[str, Any]:
    return {"holder_id": holder, "change_fen": change_fen}


def compare_case(amendment: Amendment, question: Question) -> tuple[Decision, Decision]:
    """One case under the version on which the draft rests and under the draft."""
    base, outcome = base_of(amendment), resolved(amendment)
    before = load(base.draft, version=base.version, content_hash=base.content_hash)
    after = load(outcome.policy, version=base.version + 1, content_hash=hash_of_policy(outcome.policy))
    anchor = next(iter(question.anchors.items()))
    return decide_on(before, question, anchor=anchor), decide_on(after, question, anchor=anchor)


def affected_decisions(programme: str, area: str, since: date) -> int:
    """How many decisions were made since a date: a version that begins in the past concerns them, and changes none."""
    return sum(1 for row in _decisions(programme, area, since) if row.document["anchor_on"] >= since.isoformat())


def _decisions(programme: str, area: str, since: date) -> list[PolicyDecision]:
    """The newest decisions since a date, oldest first."""
    found = db.session.scalars(
        select(PolicyDecision)
        .where(
            PolicyDecision.programme == programme,
            PolicyDecision.area == area,
            PolicyDecision.decided_at >= business_now() - (business_today() - since),
        )
        .order_by(PolicyDecision.decided_at.desc(), PolicyDecision.id.desc())
        .limit(NEWEST)
    )
    return list(reversed(list(_last_of_each(found))))


def _last_of_each(rows: Any) -> Iterator[PolicyDecision]:
    """Of the decisions about one thing in one phase the last counts: the earlier ones were asked again."""
    seen: set[tuple[str, UUID, str]] = set()
    for row in rows:
        key = (row.subject, row.subject_id, row.phase)
        if key not in seen:
            seen.add(key)
            yield row


def _amount(outcome: str, document: Mapping[str, Any], phase: str) -> int:
    if outcome != "allow":
        return 0
    return int((document["quota_fen"] if phase == "application" else document["amount_fen"]) or 0)


def _amount_of(decision: Decision, phase: str) -> int:
    if decision.outcome != "allow":
        return 0
    return int((decision.quota_fen if phase == "application" else decision.amount_fen) or 0)


def _figures(before: Mapping[str, Any], after: Decision) -> tuple[str, ...]:
    if after.rate_ppm != before["rate_ppm"] and after.rate_ppm and before["rate_ppm"]:
        return (f"比例 {before['rate_ppm'] / 10_000:g}% → {after.rate_ppm / 10_000:g}%",)
    if after.binding != before["binding"]:
        return (f"限额 {before['binding']} → {after.binding}",)
    return ("金额变化",)
