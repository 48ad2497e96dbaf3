"""The ways out of a voucher's use that a policy leaves open: void, terminate, lower the amount (ZJ2-23…27)."""

from collections.abc import Mapping
from typing import Any

from hub.policy.evaluate import evaluate
from schemas.facts import check_value
from schemas.policy import PolicyDraft, VoidRow


def ways_out(policy: PolicyDraft, facts: Mapping[str, Any]) -> tuple[VoidRow, ...]:
    """The rows whose condition surely holds on these facts; a missing fact opens nothing.

    Raises:
        UnknownFact, FactOfWrongType: a fact is not registered or has the wrong type.
    """
    for name, value in facts.items():
        check_value(name, value)
    rows = policy.voids.rows if policy.voids else ()
    return tuple(row for row in rows if evaluate(row.when, facts)[0] is True)
