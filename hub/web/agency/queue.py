"""The agency's pages: what waits for its second or formal check; the check itself stands on the area's page."""

from flask.typing import ResponseReturnValue

from hub import reviews
from hub.web.agency import bp
from hub.web.guards import allow, current_actor
from hub.web.page import render
from schemas.terms import Role


@bp.get("/")
@allow(Role.AGENCY)
def show_queue() -> ResponseReturnValue:
    """What waits for the agency."""
    return render("agency/queue.html", waiting=reviews.list_queue(current_actor()), done=[])


@bp.get("/reviews")
@allow(Role.AGENCY)
def list_reviews() -> ResponseReturnValue:
    """What this officer has decided."""
    account_id = current_actor().account_id
    assert account_id is not None
    return render("agency/queue.html", waiting=[], done=reviews.list_decided_by(account_id))
