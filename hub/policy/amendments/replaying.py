"""Decisions of the past made again under a draft, in the order in which they were made.

A report cannot show behavior (splitting contracts, timing); the page says so. Past quota is followed per holder: what a
holder would have got more or less before is taken from or added to what was left.
"""

import heapq
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from hub.policy.answer import STRUCTURAL
from hub.policy.explain import BINDING, percent
from hub.policy.loaded import LoadedPolicy
from hub.policy.replay import facts_of_record
from hub.policy.rules import Verdict, complete_facts, judge

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


class Replay:
    """Decisions made again one after the other, and what has come of it so far."""

    def __init__(self, draft: LoadedPolicy, report: Report) -> None:
        self.draft, self.report = draft, report
        self.totals: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
        self.reasons: Counter[str] = Counter()
        self.cases: list[tuple[int, int, Case]] = []  # the largest changes, the smallest of them first
        self.numbers = count()
        self.messages = {rule.id: rule.message_zh for rule in draft.draft.rules}

    def take(self, row: Row[Any], owner: UUID) -> None:
        """Decide one kept question of ``owner`` under the draft and count what differs."""
        again = self._again(row, owner)
        was, now = _amount(row), _amount_of(again, row.phase)
        # Quota is no money yet, and a redemption is of its order's money: orders alone move the budget.
        if row.phase == "order":
            self.totals[owner][0] += was
            self.totals[owner][1] += now
        self._count(row.outcome, again.outcome)
        if (was, row.outcome) == (now, again.outcome):
            self.report.unchanged += 1
            return
        why = self._reasons(again) or _figures(row, again)
        self.reasons.update(why)
        ids, on = (str(row.subject_id), str(owner)), row.anchor_on
        case = Case(row.subject, *ids, row.phase, on, row.outcome, again.outcome, was, now, why)
        keep = heapq.heappush if len(self.cases) < NAMED else heapq.heappushpop
        keep(self.cases, (abs(now - was), -next(self.numbers), case))

    def close(self) -> None:
        """Write the sums into the report."""
        report = self.report
        report.holders = len(self.totals)
        report.before_fen = sum(before for before, _ in self.totals.values())
        report.after_fen = sum(after for _, after in self.totals.values())
        moves = sorted((after - before, str(holder)) for holder, (before, after) in self.totals.items())
        report.losing = [_move(holder, change) for change, holder in moves if change < 0][:NAMED]
        report.gaining = [_move(holder, change) for change, holder in reversed(moves) if change > 0][:NAMED]
        report.cases = [asdict(case) for _, _, case in sorted(self.cases, reverse=True)]
        report.reasons = dict(self.reasons.most_common(20))

    def _again(self, row: Row[Any], owner: UUID) -> Verdict:
        """The bare verdict: its sentences are made for the few that are shown."""
        question = row.question
        available = question["available_fen"]
        if row.phase == "order" and available is not None:
            before, after = self.totals[owner]
            available = max(0, available - (after - before))
        anchors = {name: date.fromisoformat(on) for name, on in question["anchors"].items()}
        return judge(self.draft, row.phase, complete_facts(facts_of_record(question), anchors, available))

    def _reasons(self, verdict: Verdict) -> tuple[str, ...]:
        """The sentences of the rules that failed and of those that could not be told."""
        failed = [name for name, result, _, _ in verdict.findings if result is False]
        unknown = [name for name, result, _, _ in verdict.findings if result is None]
        names = [name for name in (*failed, *unknown, *verdict.lacking) if name not in self.draft.advisory]
        return tuple(self.messages.get(name) or STRUCTURAL[name][0] for name in names)

    def _count(self, was: str, now: str) -> None:
        self.report.decisions += 1
        self.report.needs_info += now == "needs_info" and was != "needs_info"
        self.report.newly_allowed += now == "allow" and was != "allow"
        self.report.newly_denied += was == "allow" and now != "allow"


def _move(holder: str, change_fen: int) -> dict[str, Any]:
    return {"holder_id": holder, "change_fen": change_fen}


def _amount(row: Row[Any]) -> int:
    if row.outcome != "allow":
        return 0
    return int((row.quota_fen if row.phase == "application" else row.amount_fen) or 0)


def _amount_of(verdict: Verdict, phase: str) -> int:
    if verdict.outcome != "allow" or verdict.without_voucher:
        return 0
    return int((verdict.quota_fen if phase == "application" else verdict.amount_fen) or 0)


def _figures(before: Row[Any], after: Verdict) -> tuple[str, ...]:
    rate_ppm = after.row.then if after.row and before.phase != "application" else None
    if rate_ppm and before.rate_ppm and rate_ppm != before.rate_ppm:
        return (f"比例 {percent(before.rate_ppm)} → {percent(rate_ppm)}",)
    if after.binding != before.binding:
        return (f"限额 {_bound(before.binding)} → {_bound(after.binding)}",)
    return ("金额变化",)


def _bound(binding: str | None) -> str:
    return BINDING[binding][0] if binding in BINDING else "无"
