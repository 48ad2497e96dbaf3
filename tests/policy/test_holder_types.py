"""Which kinds of holder a place admits: what a rule about applying asks for, and nothing that is only ruled out."""

from datetime import date
from types import SimpleNamespace

import pytest

from hub.policy import admitted_kinds, holder_types
from schemas.conditions import All, AnyOf, Compare, Condition, In, Not

ON = date(2024, 5, 6)
NAMED = In("holder.kind", ("enterprise", "individual"))
ONCE = Compare("application.already_this_year", "==", False)


@pytest.mark.parametrize(
    ("phase", "severity", "condition", "kinds"),
    [
        ("application", "block", NAMED, {"enterprise", "individual"}),
        ("application", "block", Compare("holder.kind", "==", "enterprise"), {"enterprise"}),
        ("application", "block", All((ONCE, NAMED)), {"enterprise", "individual"}),
        ("application", "block", AnyOf((NAMED,)), {"enterprise", "individual"}),
        ("application", "block", Not(NAMED), set()),
        ("application", "block", Compare("holder.kind", "!=", "individual"), set()),
        ("application", "warn", NAMED, set()),
        ("order", "block", NAMED, set()),
    ],
)  # fmt: skip
def test_a_kind_is_admitted_when_a_rule_about_applying_asks_for_it(
    session: None, monkeypatch: pytest.MonkeyPatch, phase: str, severity: str, condition: Condition, kinds: set[str]
) -> None:
    rule = SimpleNamespace(phase=phase, severity=severity, cond=condition)
    policy = SimpleNamespace(draft=SimpleNamespace(rules=(rule,)))
    monkeypatch.setattr(holder_types, "policy_in_force", lambda *_: policy)
    assert admitted_kinds("340503", ON) == kinds


def test_where_no_policy_is_in_force_nobody_is_admitted(session: None) -> None:
    assert admitted_kinds("340503", date(1999, 1, 1)) == frozenset()
