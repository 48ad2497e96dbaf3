"""A kept decision can be made again: same question, same version, same answer."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub import policy
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db
from hub.policy import cases, rules
from hub.policy.decision import Question
from hub.policy.errors import DecisionNotFound, DecisionsDiffer
from hub.policy.jobs import replay_sample_nightly
from hub.policy.replay import replay, replay_sample

pytestmark = pytest.mark.usefixtures("session")
QUESTIONS = [
    cases.question_of(case)
    for region in ("jiangsu", "anhui", "shanghai")
    for case in cases.list_cases(region)[:12]
    if "error" not in case["expect"]
]


@pytest.fixture(autouse=True)
def published(session: None) -> None:
    """Every shipped policy, published."""
    policy.import_region_policies("all", by=THE_HUB)


def kept(question: Question) -> UUID:
    """The id of a stored decision."""
    decision = policy.decide(question, subject="test", subject_id=uuid4())
    assert decision.id is not None
    db.session.expire_all()
    return decision.id


def test_every_kind_of_decision_comes_out_the_same_again() -> None:
    assert [replay(kept(question)) for question in QUESTIONS] == [[] for _ in QUESTIONS]
    assert replay_sample(50) == {}


def test_an_engine_that_has_changed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    question = next(one for one in QUESTIONS if one.phase == "order" or one.facts.get("voucher.mode"))
    decision_id = kept(question)
    half = rules.share_fen

    def more(amount_fen: int, rate_ppm: int) -> int:
        return half(amount_fen, rate_ppm) + 1

    monkeypatch.setattr(rules, "share_fen", more)
    assert "amount_fen" in replay(decision_id)
    with pytest.raises(DecisionsDiffer):
        replay_sample_nightly(fire_at=None, key=None)


def test_a_decision_that_is_not_there_is_not_replayed() -> None:
    with pytest.raises(DecisionNotFound):
        replay(uuid4())


def test_dates_among_the_facts_survive_the_store() -> None:
    facts: dict[str, Any] = {"holder.hnte_issued_on": date(2021, 8, 31), "application.kind": "HNTE"}
    question = Question("application", "js-provincial", "jiangsu", {"application": date(2024, 8, 1)}, facts)
    assert replay(kept(question)) == []
