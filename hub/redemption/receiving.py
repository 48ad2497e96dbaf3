"""The district says that the printed set has come in: the chain goes on (G-28)."""

from hub.kernel.actor import Actor
from hub.redemption import chain, paper_gate
from hub.redemption.models import Redemption
from hub.redemption.paper_sheet import sheet_of
from hub.redemption.whole import lock, whole
from hub.reviews import ReviewState, list_reviews


@whole
def receive_paper(*, redemption: Redemption, code: str, by: Actor) -> Redemption:
    """Take the printed, stamped set in; its check code must be that of what was submitted."""
    lock(redemption)
    sheet = sheet_of(redemption, base_url="")
    paper_gate.note_received(redemption, typed=code, content_sha256=sheet.content_sha256, code=sheet.check_code, by=by)
    chain.open_next(redemption, after=_last_passed(redemption), by=by)
    return redemption


def _last_passed(redemption: Redemption) -> int:
    """The position of the last review of this round that was passed; -1 before the first."""
    passed = [
        review.position
        for review in list_reviews("redemption", redemption.id)
        if review.round == redemption.round and review.state is ReviewState.PASSED
    ]
    return max(passed, default=-1)
