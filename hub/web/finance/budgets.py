"""An area's budget of a year: what it is, a change that waits for a second person, and every change there was."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import settlement
from hub.kernel.clock import business_today
from hub.settlement import BudgetProposal, ProposalState
from hub.web.commands import perform
from hub.web.finance import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.labels import place_name
from hub.web.language import t
from hub.web.page import render
from schemas.settlement import ProposeBudget, RejectBudget, WithdrawBudget
from schemas.terms import Role

WRITERS = (Role.FINANCE_OFFICER, Role.POLICY_EDITOR)
READERS = (*WRITERS, Role.FINANCE_APPROVER, Role.POLICY_APPROVER)


@bp.get("/budget")
@allow(*READERS)
def show_budget() -> ResponseReturnValue:
    """What the areas may pay in a year and have paid, what waits for approval, and the history."""
    return _page()


@bp.post("/budget")
@allow(*WRITERS)
def propose_budget() -> ResponseReturnValue:
    """Propose the budget of an area and year."""
    form = _propose_form()
    return _act(form, lambda: settlement.propose_budget(**_fen(form.data), by=current_actor()))


@bp.post("/budget/<uuid:proposal_id>/approve")
@allow(Role.FINANCE_APPROVER)
def approve_budget(proposal_id: UUID) -> ResponseReturnValue:
    """Make a colleague's proposal the budget."""
    form = _approve_form(proposal_id)
    return _act(form, lambda: settlement.approve_budget(proposal=_get(proposal_id), by=current_actor()))


@bp.post("/budget/<uuid:proposal_id>/reject")
@allow(Role.FINANCE_APPROVER)
def reject_budget(proposal_id: UUID) -> ResponseReturnValue:
    """Send a colleague's proposal back."""
    form = _reject_form(proposal_id)
    return _act(
        form,
        lambda: settlement.reject_budget(proposal=_get(proposal_id), reason=form.data["reason"], by=current_actor()),
    )


@bp.post("/budget/<uuid:proposal_id>/withdraw")
@allow(*WRITERS)
def withdraw_budget(proposal_id: UUID) -> ResponseReturnValue:
    """Take a proposal back."""
    form = _withdraw_form(proposal_id)
    return _act(
        form,
        lambda: settlement.withdraw_budget(proposal=_get(proposal_id), reason=form.data["reason"], by=current_actor()),
    )


def _get(proposal_id: UUID) -> BudgetProposal:
    return settlement.get_proposal(proposal_id)


def _act(form: Form, act: Callable[[], object]) -> ResponseReturnValue:
    return perform(act, then=lambda _: url_for(".show_budget"), back=lambda _: _page(form), form=form)


def _page(sent: Form | None = None) -> str:
    areas = sorted(current_actor().areas(*READERS))
    year = request.args.get("year", type=int) or business_today().year
    proposals = settlement.list_proposals(areas)
    waiting = [
        (one, [sent if sent and sent.url == form.url else form for form in _forms(one)])
        for one in proposals
        if one.state is ProposalState.PROPOSED
    ]
    proposing = current_actor().has(*WRITERS)
    return render(
        "finance/budget.html",
        form=(sent if sent and sent.action == "budget.propose" else _propose_form()) if proposing else None,
        figures=[settlement.budget_figures(area, year) for area in areas],
        waiting=waiting,
        history=[one for one in proposals if one.state is not ProposalState.PROPOSED],
        years=sorted({year - 1, year, year + 1, *(one.year for one in proposals)}),
        year=year,
    )


def _forms(proposal: BudgetProposal) -> list[Form]:
    actor = current_actor()
    forms = []
    if actor.has(Role.FINANCE_APPROVER, area=proposal.area) and actor.account_id != proposal.author_id:
        forms += [_approve_form(proposal.id), _reject_form(proposal.id)]
    if actor.has(*WRITERS, area=proposal.area):
        forms.append(_withdraw_form(proposal.id))
    return forms


def _propose_form() -> Form:
    areas = sorted(current_actor().areas(*WRITERS))
    return Form(
        ProposeBudget(), action="budget.propose", url=url_for(".propose_budget"),
        submit=t("提交另一人批准", "Send to a second person"),
        values={"year": business_today().year, "area": areas[0] if areas else ""},
        options={"area": [(area, place_name(area)) for area in areas]},
    )  # fmt: skip


def _fen(typed: dict[str, Any]) -> dict[str, Any]:
    return {"amount_fen": typed["amount"], **{name: typed[name] for name in ("area", "year", "hard", "reason")}}


def _approve_form(proposal_id: UUID) -> Form:
    url = url_for(".approve_budget", proposal_id=proposal_id)
    return Form(action="budget.approve", url=url, submit=t("批准该预算", "Approve this budget"))


def _reject_form(proposal_id: UUID) -> Form:
    url = url_for(".reject_budget", proposal_id=proposal_id)
    return Form(
        RejectBudget(), action="budget.reject", url=url, style="outline-danger", submit=t("不予批准", "Refuse it")
    )


def _withdraw_form(proposal_id: UUID) -> Form:
    url = url_for(".withdraw_budget", proposal_id=proposal_id)
    return Form(
        WithdrawBudget(), action="budget.withdraw", url=url, style="outline-danger", submit=t("撤回", "Take it back")
    )
