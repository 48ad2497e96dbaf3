"""Making a stored decision again, from its question and its version, and comparing the two (policy.md C.7)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub.kernel.db import db
from hub.policy.answer import decide_on
from hub.policy.decision import Question
from hub.policy.errors import DecisionNotFound
from hub.policy.loaded import ENGINE_VERSION, load
from hub.policy.models import PolicyDecision, PolicyVersion
from schemas.facts import FACTS, FactType
from schemas.plain import from_plain, to_plain
from schemas.policy import PolicyDraft

_DATED = frozenset(name for name, one in FACTS.items() if one.type is FactType.DATE)


def replay(decision_id: UUID) -> list[str]:
    """The fields in which the decision would come out otherwise today; none when the engine has kept its word.

    Raises:
        DecisionNotFound: there is no such decision.
    """
    kept = db.session.get(PolicyDecision, decision_id)
    if kept is None:
        raise DecisionNotFound()
    version = db.session.scalars(
        select(PolicyVersion).where(PolicyVersion.content_hash == kept.content_hash).limit(1)
    ).one()
    confirmed = all(result["rule"] != "policy.unconfirmed" for result in kept.document["failed"])
    policy = load(
        from_plain(PolicyDraft, version.document),
        version=version.version,
        content_hash=version.content_hash,
        confirmed=confirmed,
    )
    anchor = (kept.document["anchor"], date.fromisoformat(kept.document["anchor_on"]))
    again = to_plain(decide_on(policy, question_of_record(kept.question), anchor=anchor))
    return sorted(name for name, value in again.items() if name != "id" and value != kept.document[name])


def replay_sample(size: int) -> dict[str, list[str]]:
    """Decisions of this engine's version that would come out otherwise, out of a random sample."""
    chosen = db.session.scalars(
        select(PolicyDecision.id)
        .where(PolicyDecision.engine_version == ENGINE_VERSION)
        .order_by(func.random())
        .limit(size)
    )
    found = {str(decision_id): replay(decision_id) for decision_id in chosen}
    return {decision_id: names for decision_id, names in found.items() if names}


def question_of_record(plain: dict[str, Any]) -> Question:
    """The question of a stored decision as it was asked."""
    return from_plain(Question, {**plain, "facts": facts_of_record(plain)})


def facts_of_record(plain: dict[str, Any]) -> dict[str, Any]:
    """The facts of a stored question, with dates as dates."""
    return {
        name: date.fromisoformat(value) if name in _DATED and value is not None else value
        for name, value in plain["facts"].items()
    }
