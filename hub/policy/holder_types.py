"""Which kinds of holder the policies of a place admit; a kind that none names is not admitted."""

from collections.abc import Iterator
from datetime import date

from hub.federation import directory
from hub.policy.errors import PolicyNotInForce
from hub.policy.queries import policy_in_force
from schemas.conditions import All, AnyOf, Compare, Condition, In

FACT = "holder.kind"


def admitted_kinds(division: str, on: date) -> frozenset[str]:
    """The kinds of holder that some programme open to this place names in a rule about applying."""
    found: set[str] = set()
    for programme, area in directory.programmes_for(division):
        try:
            policy = policy_in_force(programme.code, area.code, on)
        except PolicyNotInForce:
            continue
        for rule in policy.draft.rules:
            if rule.phase == "application" and rule.severity == "block":
                found.update(_named_by(rule.cond))
    return frozenset(found)


def _named_by(condition: Condition) -> Iterator[str]:
    """Kinds that the condition asks for; what stands under a "not" is not asked for."""
    if isinstance(condition, In) and condition.fact == FACT:
        yield from condition.codes
    elif isinstance(condition, Compare) and condition.fact == FACT and condition.operator == "==":
        yield str(condition.value)
    elif isinstance(condition, All | AnyOf):
        for item in condition.items:
            yield from _named_by(item)
