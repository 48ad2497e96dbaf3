"""A login at a region that came back to connect the region's account to the account signed in here (G-33)."""

from flask import redirect
from flask.typing import ResponseReturnValue

from adapters.contract import Assertion
from hub import identity
from hub.identity import LoginFailed, WebSession
from hub.identity.broker import LoginUnderWay
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web import refusal
from hub.web.denials import DENIALS
from hub.web.errors import trace_id
from hub.web.guards import current_session, has_fresh_code
from hub.web.page import render

BACK = "/account/identities"


def who_connects(under_way: LoginUnderWay) -> WebSession | None:
    """The session that began the connection, when it is still this browser's and its code is still fresh."""
    session = current_session()
    if under_way.connecting is None or session is None or session.id != under_way.connecting:
        return None
    return session if has_fresh_code() else None


def connect(region: str, assertion: Assertion, session: WebSession) -> ResponseReturnValue:
    """Connect what the region asserted, or say why not; nobody is signed in or out by it."""
    try:
        with unit_of_work():
            arrival = identity.broker.accept_assertion(region=region, assertion=assertion, connecting=session)
    except HubError as error:
        return _not_connected(region, error, error.code)
    denial = arrival.decision.denial
    if denial is None:
        return redirect(BACK, 303)
    why_zh, why_en = DENIALS[denial]
    refused = identity.linking_errors.ConnectRefused(why_zh=why_zh, why_en=why_en, correlation=trace_id())
    return _not_connected(region, refused, f"denied: {denial}")


def no_longer_connecting(region: str) -> ResponseReturnValue:
    """Whoever began it has signed out, is somebody else by now, or let the code run out."""
    return _not_connected(region, LoginFailed(correlation=trace_id()), "connect: session")


def _not_connected(region: str, error: HubError, reason: str) -> ResponseReturnValue:
    with unit_of_work():
        identity.broker.record_failed_login(region=region, reason=reason, correlation=trace_id())
    refusal.show(error)
    return render("public/not_connected.html", correlation=trace_id(), back=BACK), error.status
