"""How fast the policy decides: bare verdicts with full trace in bulk, and one whole decision with its words.

Seconds are this process's own on one core, so that a busy machine does not matter.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hub.policy.answer import decide_on
from hub.policy.book import read_book
from hub.policy.cases import REGIONS, list_cases, question_of
from hub.policy.decision import Question
from hub.policy.loaded import LoadedPolicy
from hub.policy.rules import complete_facts, judge

GOAL_PER_SECOND = 100_000
GOAL_MS = 0.5
Asked = list[tuple[LoadedPolicy, Question]]


@dataclass(frozen=True)
class Found:
    """Verdicts a second of one core, milliseconds of a decision, and what doing nothing as often would reach."""

    verdicts_per_second: float
    decision_ms: float
    floor_per_second: float


def measure(seconds: float = 1.0) -> Found:
    """Decide the cases of all regions over and over."""
    asked = _cases()
    facts = [(policy, one.phase, complete_facts(one.facts, one.anchors, one.available_fen)) for policy, one in asked]
    verdicts = _rate(lambda: _each(facts, judge), seconds)
    floor = _rate(lambda: _each(facts, lambda *_: None), seconds / 4)
    decisions = _rate(lambda: _each(asked, decide_on), seconds)
    return Found(verdicts, 1000 / decisions, floor)


def _cases() -> Asked:
    book = read_book(REGIONS)
    folders = sorted(path.parent.name for path in REGIONS.glob("*/cases.toml"))
    asked = [case for folder in folders for case in list_cases(folder) if "error" not in case["expect"]]
    questions = [question_of(case) for case in asked]
    return [(book.governing(one.programme, one.area, one.phase, one.anchors), one) for one in questions]


def _each(rows: list[Any], work: Callable[..., Any]) -> int:
    for row in rows:
        work(*row)
    return len(rows)


def _rate(work: Callable[[], int], seconds: float) -> float:
    work()
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        done += work()
    return done / (time.process_time() - start)
