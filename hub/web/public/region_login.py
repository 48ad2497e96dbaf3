"""Signing in at one's region: away with a small page, back once by the callback, and honest when it fails."""

from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from adapters.contract import Assertion, Callback, Redirect
from hub import identity
from hub.federation import directory, gateway
from hub.identity import Arrival, Denial, LoginDenied, LoginFailed, Way
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, NotFound
from hub.settings import Settings
from hub.web import refusal
from hub.web.errors import trace_id
from hub.web.guards import current_session, public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.public.login import START
from hub.web.security import POLICY
from hub.web.session_cookie import (
    browser_cookie_name,
    browser_mark,
    keep_browser_mark,
    keep_last_region,
    keep_session,
)
from hub.web.ways_in import can_log_in

DENIALS = {
    Denial.NO_UNIT: (
        "该账号没有对应的单位信息，请使用法人单位账号登录。",
        "This account names no unit: sign in with the account of a legal entity.",
    ),
    Denial.BAD_USCC: (
        "地区平台返回的统一社会信用代码校验不通过，请联系该平台更正单位信息后再登录。",
        "The unified social credit code that the platform returned is wrong: have the platform correct it.",
    ),
    Denial.OTHER_UNIT: (
        "该账号此前属于另一家单位，为保护双方信息未予登录，请联系注册所在地的科技主管部门核实。",
        "This account belonged to another unit before, so you were not signed in; ask your area's office to check.",
    ),
    Denial.DISABLED: (
        "您在本枢纽的账号已停用，请联系本单位管理员。",
        "Your account here is disabled: ask your unit's administrator.",
    ),
    Denial.ELSEWHERE: (
        "您的单位注册在其他地区，请返回登录页选择注册所在地的平台，或使用枢纽账号。",
        "Your unit is registered in another region: choose that region's platform, or use a hub account.",
    ),
}


@bp.post("/login/<region>")
@public
def begin_region_login(region: str) -> ResponseReturnValue:
    """Start a login at a region; the answer is a page of ours, because a form may not redirect to another origin."""
    _check(region)
    settings: Settings = current_app.config["HUB"]
    start = identity.start_login(return_url=f"{settings.web.base_url.rstrip('/')}/login/{region}/callback")
    _end_reading()
    try:
        target = gateway.begin_login(region, start.request)
    except HubError as error:
        return _came_to_nothing(error)
    mark, _ = browser_mark()
    with unit_of_work():
        identity.remember_login(
            start,
            region=region,
            browser=mark,
            remember=target.remember,
            next_path=identity.safe_path(request.form.get("next")),
        )
    return keep_browser_mark(_leaving_page(target), mark)


@bp.get("/login/<region>/callback")
@public
def finish_region_login(region: str) -> ResponseReturnValue:
    """Come back from a region: once, in the browser that left, with an answer that passes every check."""
    _check(region)
    with unit_of_work():
        under_way = identity.claim_login(
            region=region, state=request.args.get("state"), browser=request.cookies.get(browser_cookie_name())
        )
    if under_way is None:
        return _failed(region, LoginFailed(correlation=trace_id()), "state")
    try:
        assertion = gateway.finish_login(region, Callback(request.args.to_dict()), under_way.remember)
        arrival, secret = _arrive(region, assertion)
    except HubError as error:
        return _failed(region, error, error.code)
    if secret is None:
        return _no_way_in(region, arrival)
    return keep_last_region(keep_session(redirect(under_way.next_path or START, 303), secret), region)


def _arrive(region: str, assertion: Assertion) -> tuple[Arrival, str | None]:
    for attempt in (1, 2):
        try:
            with unit_of_work():
                arrival = identity.accept_assertion(region=region, assertion=assertion)
                return arrival, _open_session(region, assertion, arrival)
        except IntegrityError:
            # Two people of one new unit came in at the same moment: the second finds what the first entered.
            if attempt == 2:
                raise LoginFailed(correlation=trace_id()) from None
    raise AssertionError("unreachable")


def _open_session(region: str, assertion: Assertion, arrival: Arrival) -> str | None:
    if arrival.account is None or arrival.identity is None:
        return None
    before = current_session()
    if before is not None:
        identity.end_session(before, "signed in anew")
    session, secret = identity.open_session(
        account=arrival.account,
        assurance=identity.assurance_of(region),
        browser=str(request.user_agent),
        organization_id=arrival.identity.organization_id,
        region=region,
        upstream=assertion.session,
        authenticated_at=assertion.auth_time,
        methods=["fed"],
    )
    identity.record_login(arrival.account, session)
    return secret


def _no_way_in(region: str, arrival: Arrival) -> ResponseReturnValue:
    decision = arrival.decision
    if decision.way is Way.LINK:
        with unit_of_work():
            identity.record_failed_login(region=region, reason="link needed", correlation=trace_id())
        page = render("public/link_needed.html", correlation=trace_id(), region=directory.get_region(region))
        return page, 403
    assert decision.denial is not None
    why_zh, why_en = DENIALS[decision.denial]
    denied = LoginDenied(why_zh=why_zh, why_en=why_en, correlation=trace_id())
    return _failed(region, denied, f"denied: {decision.denial}")


def _failed(region: str, error: HubError, reason: str) -> ResponseReturnValue:
    with unit_of_work():
        identity.record_failed_login(region=region, reason=reason, correlation=trace_id())
    return _came_to_nothing(error)


def _came_to_nothing(error: HubError) -> ResponseReturnValue:
    refusal.show(error)
    return render("public/login_failed.html", correlation=trace_id()), error.status


def _leaving_page(target: Redirect) -> Response:
    response = make_response(
        render("public/leaving.html", url=target.url, fields=target.fields, title=t("正在前往地区平台", "On the way"))
    )
    if target.fields:
        there = urlsplit(target.url)
        for directive, sources in POLICY.items():
            setattr(response.content_security_policy, directive, sources)
        response.content_security_policy.form_action = f"'self' {there.scheme}://{there.netloc}"
    return response


def _end_reading() -> None:
    """Close the transaction in which the guard has read, before anybody outside is asked."""
    with unit_of_work():
        pass


def _check(region: str) -> None:
    if region not in {found.code for found in directory.list_regions()} or not can_log_in(region):
        raise NotFound()
