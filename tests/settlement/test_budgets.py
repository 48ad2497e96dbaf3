"""A budget is proposed by one person and approved by another; what was proposed stays."""

import pytest

from hub import settlement
from hub.kernel.errors import HubError
from hub.settlement import budgets
from tests.settlement.makers import APPROVER, BOTH, budget


def test_whoever_proposes_a_budget_does_not_approve_it(books: None) -> None:
    proposal = settlement.propose_budget(
        area="maanshan", year=2021, amount_fen=100, hard=True, reason="预算批复", by=BOTH
    )
    with pytest.raises(HubError) as refused:
        settlement.approve_budget(proposal=proposal, by=BOTH)
    assert refused.value.code == "budget.own"
    settlement.reject_budget(proposal=proposal, reason="文号不符", by=APPROVER)
    assert settlement.budget_figures("maanshan", 2021).amount_fen is None
    assert [one.state for one in settlement.list_proposals(["maanshan"])] == ["REJECTED"]
    budget("maanshan", 2021, 200, hard=True)
    with pytest.raises(HubError) as refused:
        budget("maanshan", 2021, 200, hard=True)
    assert refused.value.code == "budget.unchanged"


def test_of_two_proposals_in_one_instant_the_second_is_told_of_the_first(
    books: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "find_waiting", lambda *_: None)  # neither saw the other's
    values = {"area": "maanshan", "year": 2021, "hard": True, "reason": "预算批复", "by": BOTH}
    settlement.propose_budget(**values, amount_fen=100)  # type: ignore[arg-type]
    with pytest.raises(HubError) as refused:
        settlement.propose_budget(**values, amount_fen=200)  # type: ignore[arg-type]
    assert refused.value.code == "budget.waiting"
    assert [one.amount_fen for one in settlement.list_proposals(["maanshan"])] == [100]
