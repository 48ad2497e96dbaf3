"""Signing in at one's region: away with a small page, back once by the callback, and honest when it fails."""

from dataclasses import dataclass

from flask import redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from adapters.contract import Assertion, Callback
from hub import identity
from hub.federation import gateway
from hub.identity import LoginDenied, LoginFailed, Way
from hub.identity.broker import Arrival, LoginUnderWay
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, NotFound
from hub.web.denials import DENIALS
from hub.web.errors import trace_id
from hub.web.guards import current_session, public
from hub.web.leaving import came_to_nothing, check_region, leave_for_region
from hub.web.public import bp
from hub.web.public.connecting import connect, no_longer_connecting, who_connects
from hub.web.public.login import START
from hub.web.session_cookie import browser_cookie_name, keep_last_region, keep_session


@dataclass(frozen=True)
class _Come:
    """How a login that came back ends: with a session, or with a page on which an old account is bound."""

    arrival: Arrival
    session_secret: str | None = None
    ticket_secret: str | None = None


@bp.post("/login/<region>")
@public
def begin_region_login(region: str) -> ResponseReturnValue:
    """Start a login at a region; who is signed in already is to show there once more that it is they."""
    check_region(region)
    if identity.binding.is_link_only(region):
        raise NotFound()
    return leave_for_region(region, next_path=request.form.get("next"), anew=current_session() is not None)


@bp.get("/login/<region>/callback")
@public
def finish_region_login(region: str) -> ResponseReturnValue:
    """Come back from a region: once, in the browser that left, with an answer that passes every check."""
    check_region(region)
    with unit_of_work():
        under_way = identity.broker.claim_login(region=region, state=request.args.get("state"), browser=_mark())
    if under_way is None:
        return _failed(region, LoginFailed(correlation=trace_id()), "state")
    session = who_connects(under_way)
    if under_way.connecting is not None and session is None:
        return no_longer_connecting(region)
    try:
        assertion = gateway.finish_login(region, Callback(request.args.to_dict()), under_way.remember)
        if session is not None:
            return connect(region, assertion, session)
        come = _arrive(region, assertion, under_way)
    except HubError as error:
        return _failed(region, error, error.code)
    return _lead_on(region, come, under_way)


def _lead_on(region: str, come: _Come, under_way: LoginUnderWay) -> ResponseReturnValue:
    if come.ticket_secret is not None:
        return keep_last_region(redirect(f"/login/link/{come.ticket_secret}", 303), region)
    if come.session_secret is not None:
        answer = redirect(under_way.next_path or START, 303)
        return keep_last_region(keep_session(answer, come.session_secret), region)
    denial = come.arrival.decision.denial
    assert denial is not None
    why_zh, why_en = DENIALS[denial]
    denied = LoginDenied(why_zh=why_zh, why_en=why_en, correlation=trace_id())
    return _failed(region, denied, f"denied: {denial}")


def _arrive(region: str, assertion: Assertion, under_way: LoginUnderWay) -> _Come:
    for attempt in (1, 2):
        try:
            with unit_of_work():
                arrival = identity.broker.accept_assertion(region=region, assertion=assertion)
                ticket = _open_ticket(region, assertion, arrival, under_way)
                return _Come(arrival, _open_session(region, assertion, arrival), ticket)
        except IntegrityError:
            # Two people of one new unit came in at the same moment: the second finds what the first entered.
            if attempt == 2:
                raise LoginFailed(correlation=trace_id()) from None
    raise AssertionError("unreachable")


def _open_ticket(region: str, assertion: Assertion, arrival: Arrival, under_way: LoginUnderWay) -> str | None:
    browser = _mark()
    if arrival.decision.way is not Way.LINK or arrival.unit is None or browser is None:
        return None
    identity.broker.record_failed_login(region=region, reason="link needed", correlation=trace_id())
    _, secret = identity.linking_tickets.open_ticket(
        region=region, assertion=assertion, unit=arrival.unit, browser=browser, next_path=under_way.next_path
    )
    return secret


def _open_session(region: str, assertion: Assertion, arrival: Arrival) -> str | None:
    if arrival.account is None or arrival.identity is None:
        return None
    before = current_session()
    if before is not None:
        identity.end_session(before, "signed in anew")
    session, secret = identity.open_session(
        account=arrival.account,
        assurance=identity.broker.assurance_of(region, assertion.acr),
        browser=str(request.user_agent),
        organization_id=arrival.identity.organization_id,
        region=region,
        upstream=assertion.session,
        authenticated_at=assertion.auth_time,
        methods=["fed"],
    )
    identity.sign_in.record_login(arrival.account, session)
    return secret


def _failed(region: str, error: HubError, reason: str) -> ResponseReturnValue:
    with unit_of_work():
        identity.broker.record_failed_login(region=region, reason=reason, correlation=trace_id())
    return came_to_nothing(error)


def _mark() -> str | None:
    return request.cookies.get(browser_cookie_name())
