"""How fast the policy decides on this machine: bare verdicts with full trace, and whole decisions with words.

Run it by hand or from ``hub bench``: ``python -m tests.benchmarks.decisions``. It is no timed test.
"""

import time
from collections.abc import Callable
from typing import Any

from hub.policy import cases
from hub.policy.answer import decide_on
from hub.policy.book import read_book
from hub.policy.rules import complete_facts, judge


def measure(seconds: float = 1.0) -> dict[str, Any]:
    """Decisions per second and microseconds each, over the cases of all regions."""
    book = read_book(cases.REGIONS)
    folders = sorted(path.parent.name for path in cases.REGIONS.glob("*/cases.toml"))
    asked = [case for folder in folders for case in cases.list_cases(folder) if "error" not in case["expect"]]
    questions = [cases.question_of(case) for case in asked]
    ready = [
        (book.governing(one.programme, one.area, one.phase, one.anchors), one)
        for one in questions
    ]  # fmt: skip
    facts = [(policy, one.phase, complete_facts(one.facts, one.anchors, one.available_fen)) for policy, one in ready]

    def verdicts() -> int:
        for policy, phase, known in facts:
            judge(policy, phase, known)
        return len(facts)

    def decisions() -> int:
        for policy, question in ready:
            decide_on(policy, question)
        return len(ready)

    return {"verdicts_per_second": _rate(verdicts, seconds), "decisions_per_second": _rate(decisions, seconds)}


def _rate(work: Callable[[], int], seconds: float) -> int:
    work()
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        done += work()
    return round(done / (time.perf_counter() - start))


if __name__ == "__main__":
    print(measure())
