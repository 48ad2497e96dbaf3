"""The devices on which one is signed in, and signing out on them (P29)."""

from uuid import UUID

from flask import redirect
from flask.typing import ResponseReturnValue

from hub import identity
from hub.kernel.db import unit_of_work
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.guards import allow, current_session
from hub.web.page import render

# The first mark that is found counts: most browsers claim to be several.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@bp.get("/sessions")
@allow()
def list_sessions() -> ResponseReturnValue:
    """All open sessions; this one is marked."""
    here = current_session()
    sessions = identity.list_sessions(own_account().id)
    return render("account/sessions.html", sessions=sessions, here=here.id if here else None, name_of=_browser_name)


def _browser_name(user_agent: str) -> str:
    """A browser and system as their owner would name them, when they are common ones."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " · ".join(part for part in (browser, system) if part) or user_agent[:60]


@bp.post("/sessions/end-others")
@allow()
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here; tokens end too, because one of them may have been made there."""
    with unit_of_work():
        account_id = own_account().id
        identity.end_sessions(account_id, why="ended from another device", keep=current_session())
        identity.revoke_tokens(account_id)
    return redirect("/account/sessions", 303)


@bp.post("/sessions/<uuid:session_id>/end")
@allow()
def end_one_session(session_id: UUID) -> ResponseReturnValue:
    """Sign out on one device; somebody else's session is never touched."""
    with unit_of_work():
        identity.end_sessions(own_account().id, why="ended from another device", only=session_id)
    return redirect("/account/sessions", 303)
