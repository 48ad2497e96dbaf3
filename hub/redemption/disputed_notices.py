"""A case for every line of a notice that is objected to: the units answer, a mediator may end it, with a due date."""

from hub.kernel.actor import Actor
from hub.redemption import disputes
from hub.redemption.dispute_models import DisputeKind, Outcome
from hub.redemption.disputed_lines import close
from hub.redemption.models import Redemption

# The objector is not named to those objected to.
OBJECTOR = "公示异议人"


def open_case(redemption: Redemption, *, words: str, by: Actor) -> None:
    """Open the case of an objection, or add the objection to the one that is open."""
    found = disputes.find_open(redemption.id)
    if found is not None:
        disputes.note(found, side="objector", words=words, said_by_name=OBJECTOR)
    else:
        disputes.open_dispute(redemption, DisputeKind.OBJECTION, words=words, by=by, unnamed=OBJECTOR)


def close_case(redemption: Redemption, *, upheld: bool, answer: str, by: Actor) -> None:
    """The last objection is decided, and the case about it with it."""
    found = disputes.find_open(redemption.id)
    if found is not None and found.kind is DisputeKind.OBJECTION:
        outcome = Outcome.NOTHING if upheld else Outcome.PAY
        close(found, outcome, answer=answer, amount_fen=None if upheld else redemption.assessed_fen, by=by)
