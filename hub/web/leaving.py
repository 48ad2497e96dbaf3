"""Going to a region's own page, to sign in or to connect its account: remembered here first, then away."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import Response, current_app, make_response
from flask.typing import ResponseReturnValue

from adapters.contract import Redirect
from hub import identity
from hub.federation import directory, gateway
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, NotFound
from hub.settings import Settings
from hub.web import refusal
from hub.web.errors import trace_id
from hub.web.language import t
from hub.web.page import render
from hub.web.security import POLICY
from hub.web.session_cookie import browser_mark, keep_browser_mark
from hub.web.ways_in import can_log_in


def leave_for_region(
    region: str,
    *,
    next_path: str | None,
    connecting: UUID | None = None,
    anew: bool = False,
    max_age: int | None = None,
) -> ResponseReturnValue:
    """A page of ours that leads to the region's, because a form may not redirect to another origin.

    ``connecting`` is the session whose owner wants the region's account added to theirs; ``anew`` and ``max_age`` ask
    the region for a login of now, or of at most so many seconds ago.
    """
    settings: Settings = current_app.config["HUB"]
    return_url = f"{settings.web.base_url.rstrip('/')}/login/{region}/callback"
    start = identity.broker.start_login(return_url=return_url, anew=anew, max_age=max_age)
    _end_reading()
    try:
        target = gateway.begin_login(region, start.request)
    except HubError as error:
        with unit_of_work():
            identity.broker.record_failed_login(region=region, reason=error.code, correlation=trace_id())
        return came_to_nothing(error)
    mark, _ = browser_mark()
    with unit_of_work():
        identity.broker.remember_login(
            start,
            region=region,
            browser=mark,
            remember=target.remember,
            next_path=identity.safe_path(next_path),
            connecting=connecting,
        )
    return keep_browser_mark(_leaving_page(target), mark)


def came_to_nothing(error: HubError) -> ResponseReturnValue:
    """The one page for whatever went wrong at a region, with a number to ask about."""
    refusal.show(error)
    return render("public/login_failed.html", correlation=trace_id()), error.status


def check_region(region: str) -> None:
    """Refuse the name of a region that has no login.

    Raises:
        NotFound: there is no such region, or people do not log in there.
    """
    if region not in {found.code for found in directory.list_regions()} or not can_log_in(region):
        raise NotFound()


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
