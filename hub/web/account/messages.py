"""站内信: what one was told, latest first, each with the way to its object (P32)."""

from uuid import UUID

from flask import redirect
from flask.typing import ResponseReturnValue

from hub import messages
from hub.kernel.db import unit_of_work
from hub.web.account import bp
from hub.web.guards import allow, current_actor
from hub.web.page import render


@bp.get("/messages")
@allow()
def inbox() -> ResponseReturnValue:
    """The latest hundred messages."""
    return render("account/messages.html", inbox=messages.inbox(current_actor()))


@bp.post("/messages/<uuid:message_id>/read")
@allow()
def read_message(message_id: UUID) -> ResponseReturnValue:
    """Mark one as read."""
    with unit_of_work():
        messages.mark_read(message_id, by=current_actor())
    return redirect("/account/messages", 303)
