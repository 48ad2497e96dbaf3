"""Policies side by side, for everybody."""

from collections.abc import Iterator
from typing import Any

from hub import policy
from hub.api.operation import Blueprint, operation
from hub.kernel.clock import business_today
from schemas.api import policy_comparison as schemas

bp = Blueprint("policy_comparison", __name__, url_prefix="/api/v1", description="政策比较 / Policies compared")


@operation(bp, "GET", "/policies/compare", "comparePolicies", query=schemas.ComparisonQuery, answers=schemas.Comparison)
def compare_policies(query: dict[str, Any]) -> Any:
    """What the policies of several areas say on a date, clause by clause."""
    on = query["on"] or business_today()
    chosen = [
        one
        for one in policy.list_policies(on)
        if one.area in query["area"] and query["programme"] in (None, one.programme)
    ]
    digests = [_said(one, query["language"]) for one in chosen]
    return {"on": on, "policies": chosen, "clauses": list(_clauses(digests))}


def _said(one: policy.PolicyInForce, language: str) -> dict[tuple[str, str], list[str]]:
    """What one policy says under each heading and label."""
    found: dict[tuple[str, str], list[str]] = {}
    for section in policy.describe(one.draft, language):
        for line in section.lines:
            found.setdefault((section.heading, line.label), []).append(line.value)
    return found


def _clauses(digests: list[dict[tuple[str, str], list[str]]]) -> Iterator[dict[str, Any]]:
    for section, label in dict.fromkeys(place for digest in digests for place in digest):
        says = [digest.get((section, label), []) for digest in digests]
        yield {"section": section, "label": label, "says": says}
