"""What setting a budget refuses."""

from hub.kernel.errors import NotFound, Refused


class ProposalNotFound(NotFound):
    """No such proposal, or not in this area."""

    code = "budget.not_found"
    zh = "没有找到该预算变更，或它不属于您的区域。"
    en = "There is no such change of a budget, or it belongs to another area."


class ProposalWaiting(Refused):
    """One change of an area's budget of a year is decided at a time."""

    code = "budget.waiting"
    zh = "{year} 年度已有一项预算变更待批准，请先批准、退回或撤回。"
    en = "A change of the budget of {year} waits already: approve it, refuse it or take it back first."


class OwnProposal(Refused):
    """Whoever proposes a budget does not approve it."""

    code = "budget.own"
    zh = "预算变更须由两人办理：该变更由您提出，请由另一位签发人批准。"
    en = "A budget takes two people: you proposed this change, so somebody else must approve it."


class SameBudget(Refused):
    """A proposal that changes nothing."""

    code = "budget.unchanged"
    zh = "所填内容与现行预算相同，没有变更。"
    en = "This is what the budget is already: nothing would change."
