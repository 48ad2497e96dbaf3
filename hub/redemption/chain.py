"""The review chain of a redemption, taken from the policy's stored decision: data, not code."""

from uuid import UUID

from hub import integrity, reviews
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.failpoints import failpoint
from hub.kernel.states import move
from hub.policy import Decision, Step, get_decision
from hub.redemption import awarding, paper_gate, telling
from hub.redemption.models import Redemption
from hub.redemption.parts import parts_of
from schemas.terms import RedemptionState, Role

S = RedemptionState


def decision_of(redemption: Redemption) -> Decision:
    """The decision under which the redemption was last submitted."""
    assert redemption.decision_id is not None
    return get_decision(redemption.decision_id)


def open_chain(redemption: Redemption, *, by: Actor) -> None:
    """Begin the chain, or hold the redemption where a check found something that two people must release."""
    failpoint("redemption.open_chain")
    if integrity.is_held(subject="redemption", subject_id=redemption.id, round=redemption.round):
        move(redemption, S.HELD, by=THE_HUB, reason=_held_because(redemption))
        telling.record("redemption.held", redemption, by=THE_HUB)
        telling.tell_staff("redemption.held", redemption, Role.ASSESSOR)
        return
    open_next(redemption, after=-1, by=by)


def open_next(redemption: Redemption, *, after: int, by: Actor) -> None:
    """Ask the next reviewer; where nobody is left, book the award."""
    decision = decision_of(redemption)
    steps, position = decision.approvals, after + 1
    if paper_gate.is_due(redemption, decision, position):
        paper_gate.open_gate(redemption)
        return
    if position >= len(steps):
        awarding.award(redemption, by=by)
        return
    _ask(redemption, steps[position], position, by=by)


def _ask(redemption: Redemption, step: Step, position: int, *, by: Actor) -> None:
    assert step.stage is not None
    assert step.role is not None
    reviews.open_stage(
        subject="redemption",
        subject_id=redemption.id,
        subject_no=redemption.no,
        area=redemption.area,
        stage=step.stage,
        role=step.role,
        position=position,
        round=redemption.round,
        parties=parties_of(redemption),
        may_set_amount=step.may_set_amount,
        by=by,
    )
    redemption.stage = step.stage
    _tell_reviewers(redemption, step.role, position)


def _tell_reviewers(redemption: Redemption, role: Role, position: int) -> None:
    """Who assigns the experts is told where an expert is wanted, and again, in other words, when it is their turn."""
    if role is Role.EXPERT:
        telling.tell_staff("redemption.submitted", redemption, Role.ASSESSOR, assign="1")
    else:
        telling.tell_staff("redemption.submitted", redemption, role, earlier="1" if position else None)


def parties_of(redemption: Redemption) -> set[UUID]:
    """The units whose people must not review: the buyer and every seller."""
    return {redemption.holder_id, *(order.seller_id for order in parts_of(redemption).orders)}


def _held_because(redemption: Redemption) -> str:
    hits = integrity.list_hits("redemption", redemption.id)
    return " ".join(hit.zh for hit in hits if hit.round == redemption.round and hit.severity is integrity.Severity.HOLD)
