"""The start page: what the hub is, one search box, the way in."""

from flask import redirect
from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.kernel.actor import Actor
from hub.web.guards import current_actor, public
from hub.web.menu import workbench_of
from hub.web.page import render
from hub.web.public import bp
from schemas.terms import HOLDER_ROLES


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """For everybody; whoever is signed in finds the own workbench linked first."""
    actor = current_actor()
    may_apply = actor.account_id is None or actor.has(*HOLDER_ROLES)
    return render(
        "public/home.html", regions=directory.list_regions(), workbench=_workbench(actor), may_apply=may_apply
    )


@bp.get("/home")
@public
def workbench() -> ResponseReturnValue:
    """The place to begin after signing in: the workbench of the person's first audience."""
    return redirect(_workbench(current_actor()) or "/", 303)


def _workbench(actor: Actor) -> str | None:
    return workbench_of(actor) if actor.account_id is not None else None
