"""A line of a settlement that a region disputes: a case beside the batch, told apart from it.

Settlement, which stands above, says that a line is disputed or answered, and hears from here how the case ended.
"""

from collections.abc import Callable
from uuid import UUID

from hub.kernel.actor import Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.states import move
from hub.redemption import disputes
from hub.redemption.dispute_models import Dispute, DisputeKind, DisputeState, Outcome
from hub.redemption.models import Redemption
from hub.redemption.whole import lock, whole
from schemas.terms import RedemptionState

S = RedemptionState
# (redemption, whether it is paid in full, the answer, who): what settlement does when a case about a line has ended.
Heard = Callable[[UUID, bool, str, Actor], None]
_heard: list[Heard] = []


def on_line_settled(heard: Heard) -> None:
    """Let ``heard`` know when the case about a line has ended."""
    if heard not in _heard:
        _heard.append(heard)


def line_settled(redemption: Redemption, *, in_full: bool, answer: str, by: Actor) -> None:
    """Say that the case about a redemption's line has ended."""
    for heard in _heard:
        heard(redemption.id, in_full, answer, by)


@whole
def dispute_line(*, redemption_id: UUID, words: str, stops: bool, by: Actor) -> Dispute | None:
    """A region disputes a line. ``stops``: in time, so that the line is DISPUTED until the case ends; None: no such.

    What the treasury was told to pay already is not held any more; the case may still take it back.
    """
    redemption = db.session.get(Redemption, redemption_id)
    if redemption is None:
        return None
    lock(redemption)
    if stops and redemption.state is S.PAYABLE:  # the batch was faster than the job that tells
        move(redemption, S.BATCHED, by=by)
    if stops and redemption.state is S.BATCHED:
        move(redemption, S.DISPUTED, by=by, reason=words.strip())
    found = disputes.find_open(redemption.id)
    if found is not None:
        disputes.note(found, side="region", words=words.strip(), said_by_name=by.name)
        return found
    return disputes.open_dispute(redemption, DisputeKind.LINE, words=words.strip(), by=by)


@whole
def answer_line(*, redemption_id: UUID, in_full: bool, answer: str, by: Actor) -> None:
    """The payer's finance has answered: the line goes on; unless it is paid in full the case waits for its mediator."""
    redemption = db.session.get(Redemption, redemption_id)
    found = disputes.find_open(redemption_id)
    if redemption is None or found is None or found.kind is not DisputeKind.LINE:
        return
    lock(redemption)
    release_line(redemption, answer=answer, by=by)
    if not in_full:
        disputes.note(found, side="area", words=answer, said_by_name=by.name, said_by=by.account_id)
        return
    close(found, Outcome.PAY, answer=answer, amount_fen=redemption.assessed_fen, by=by)


def release_line(redemption: Redemption, *, answer: str, by: Actor) -> None:
    """The line goes on with its batch."""
    if redemption.state is S.DISPUTED:
        move(redemption, S.BATCHED, by=by, reason=answer)


def close(dispute: Dispute, outcome: Outcome, *, answer: str, by: Actor, amount_fen: int | None = None) -> None:
    """End a case, with an answer that both sides read."""
    move(
        dispute, DisputeState.SETTLED, by=by, reason=answer, outcome=outcome, answer=answer,
        amount_fen=amount_fen if outcome is Outcome.PAY else None, settled_at=business_now(),
    )  # fmt: skip
    after: dict[str, object] = {"outcome": outcome, "amount_fen": dispute.amount_fen}
    disputes.record("dispute.settled", dispute, by=by, reason=answer, after=after)
    disputes.tell_sides("dispute.settled", dispute, reason=answer)
