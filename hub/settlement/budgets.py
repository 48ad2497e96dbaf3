"""What an area may pay in a year: one person of the area proposes, another of finance approves; runs count by it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from hub import audit, messages
from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.kernel.states import move, record_birth
from hub.settlement.budget_errors import OwnProposal, ProposalNotFound, ProposalWaiting, SameBudget
from hub.settlement.budget_models import BudgetProposal, ProposalState
from hub.settlement.models import Budget
from hub.settlement.queries import find_budget
from schemas.terms import Role, yuan_grouped

MAY_PROPOSE = (Role.FINANCE_OFFICER, Role.POLICY_EDITOR)
MAY_APPROVE = (Role.FINANCE_APPROVER,)


def propose_budget(
    *, area: str, year: int, amount_fen: int | None, hard: bool, reason: str, by: Actor
) -> BudgetProposal:
    """Propose what an area may pay in a year; None means no limit, a soft budget warns and pays on.

    Raises:
        Forbidden: neither a finance officer nor a policy editor of the area.
        ProposalWaiting: another change of this year waits.
        SameBudget: that is what the budget is.
    """
    if not by.has(*MAY_PROPOSE, area=area) or by.account_id is None:
        raise Forbidden()
    if find_waiting(area, year) is not None:
        raise ProposalWaiting(year=year)
    now = find_budget(area, year)
    if now is not None and (now.amount_fen, now.hard) == (amount_fen, hard):
        raise SameBudget(field="amount")
    proposal = BudgetProposal(
        id=new_id(), area=area, year=year, amount_fen=amount_fen, hard=hard, reason=reason.strip(),
        was_set=now is not None, was_fen=now.amount_fen if now else None, was_hard=bool(now and now.hard),
        state=ProposalState.PROPOSED, author_id=by.account_id, author=by.name, proposed_at=business_now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(proposal)
    except IntegrityError:  # a colleague's was written in the same instant
        raise ProposalWaiting(year=year) from None
    record_birth(proposal, by=by, reason=reason)
    db.session.flush()
    _record("budget.proposed", proposal, by=by, reason=reason)
    _tell("budget.proposed", proposal, role=Role.FINANCE_APPROVER, area=area)
    return proposal


def approve_budget(*, proposal: BudgetProposal, by: Actor) -> Budget:
    """Make a proposal the budget; runs from now on count by it.

    Raises:
        Forbidden: not a finance approver of the area.
        OwnProposal: the approver proposed it.
    """
    _require_approver(proposal, by)
    move(proposal, ProposalState.APPROVED, by=by, decided_by=by.name, decided_at=business_now())
    values = {"amount_fen": proposal.amount_fen, "hard": proposal.hard}
    kept = insert(Budget).values(id=new_id(), area=proposal.area, year=proposal.year, **values)
    db.session.execute(kept.on_conflict_do_update(index_elements=["area", "year"], set_=values))
    db.session.expire_all()
    _record("budget.approved", proposal, by=by)
    _tell("budget.approved", proposal, account_id=proposal.author_id)
    budget = find_budget(proposal.area, proposal.year)
    assert budget is not None
    return budget


def reject_budget(*, proposal: BudgetProposal, reason: str, by: Actor) -> None:
    """Send a proposal back: the budget stays what it is.

    Raises:
        Forbidden, OwnProposal: as for approving.
    """
    _require_approver(proposal, by)
    _end(proposal, ProposalState.REJECTED, reason, by=by)
    _tell("budget.rejected", proposal, account_id=proposal.author_id)


def withdraw_budget(*, proposal: BudgetProposal, reason: str, by: Actor) -> None:
    """Take one's own proposal, or a colleague's, back before it is decided.

    Raises:
        Forbidden: not somebody who may propose one.
    """
    if not by.has(*MAY_PROPOSE, area=proposal.area):
        raise Forbidden()
    _end(proposal, ProposalState.WITHDRAWN, reason, by=by)


def get_proposal(proposal_id: UUID) -> BudgetProposal:
    """A proposal in the scope in force.

    Raises:
        ProposalNotFound: there is none.
    """
    found = db.session.execute(select(BudgetProposal).where(BudgetProposal.id == proposal_id)).scalar_one_or_none()
    if found is None:
        raise ProposalNotFound()
    return found


def find_waiting(area: str, year: int) -> BudgetProposal | None:
    """The change that waits to be decided."""
    waiting = BudgetProposal.state == ProposalState.PROPOSED
    found = select(BudgetProposal).where(BudgetProposal.area == area, BudgetProposal.year == year, waiting)
    return db.session.execute(found).scalar_one_or_none()


def list_proposals(areas: Sequence[str]) -> Sequence[BudgetProposal]:
    """Every change of these areas' budgets that was proposed, the latest first."""
    found = select(BudgetProposal).where(BudgetProposal.area.in_(areas))
    return db.session.scalars(found.order_by(BudgetProposal.proposed_at.desc(), BudgetProposal.id.desc())).all()


def _require_approver(proposal: BudgetProposal, by: Actor) -> None:
    if not by.has(*MAY_APPROVE, area=proposal.area):
        raise Forbidden()
    if by.account_id is None or by.account_id == proposal.author_id:
        raise OwnProposal()


def _end(proposal: BudgetProposal, state: ProposalState, reason: str, *, by: Actor) -> None:
    move(proposal, state, by=by, reason=reason, decided_by=by.name, decided_at=business_now(), decision=reason)
    _record(f"budget.{state.lower()}", proposal, by=by, reason=reason)


def _record(event: str, proposal: BudgetProposal, *, by: Actor, reason: str | None = None) -> None:
    audit.record(
        event, by=by, subject="budget", subject_id=proposal.id, subject_no=f"{proposal.area}/{proposal.year}",
        areas=[proposal.area], reason=reason,
        before=_said(proposal.was_fen, proposal.was_hard) if proposal.was_set else {},
        after=_said(proposal.amount_fen, proposal.hard),
    )  # fmt: skip


def _said(amount_fen: int | None, hard: bool) -> dict[str, str | bool | None]:
    return {"amount": None if amount_fen is None else yuan_grouped(amount_fen), "hard": hard}


def _tell(event: str, proposal: BudgetProposal, **to: Any) -> None:
    no = f"{proposal.area}/{proposal.year}"
    messages.tell(event, **to, subject="budget", subject_no=no, path="/finance/budget", reason=proposal.decision)
