"""A portal sends somebody to sign in: checked first, kept while the person logs in and agrees, then answered.

An answer that could follow a form of ours leaves by a page (design.md §8.1): browsers stop redirects to other origins.
"""

import logging
from urllib.parse import urlencode

from flask import Response, current_app, make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import directory
from hub.identity import openid
from hub.identity.openid import Asked, KeptRequest, Standing, Step
from hub.kernel.clock import utc_now
from hub.kernel.db import unit_of_work
from hub.settings import Settings
from hub.web import language
from hub.web.errors import trace_id
from hub.web.guards import current_session, public, waiting_session
from hub.web.language import t
from hub.web.leaving import leave_for_region
from hub.web.oauth import bp
from hub.web.page import render
from hub.web.security import called_by_programs
from hub.web.session_cookie import browser_cookie_name, browser_mark, keep_browser_mark
from hub.web.ways_in import can_log_in

log = logging.getLogger(__name__)


@bp.route("/oauth/authorize", methods=["GET", "POST"])
@called_by_programs
@public
def authorize() -> ResponseReturnValue:
    """Answer at once when nothing is missing, else keep the request and ask the person."""
    try:
        with unit_of_work():
            asked = openid.read_authorization(request.args if request.method == "GET" else request.form, at=utc_now())
            # A form on another site comes without our cookie: whether somebody is signed in shows at the next page.
            answer = _answer_at_once(asked) if request.method == "GET" else None
            return redirect(answer, 303) if answer else _keep(asked)
    except openid.AnswerIs as refused:
        return redirect(noted(refused).address, 303)
    except openid.NoWayBack as refused:
        raise no_way_back(refused) from None


@bp.get("/oauth/continue")
@public
def go_on() -> ResponseReturnValue:
    """The next step of the login that this browser brought, or its answer."""
    try:
        with unit_of_work():
            kept, asked = kept_request()
            standing = openid.standing_of(asked, current_session(), kept.agreement)
            answer = _answer(asked, standing)
    except openid.AnswerIs as refused:
        return leaving_page(noted(refused).address)
    except openid.NoWayBack as refused:
        raise no_way_back(refused) from None
    return leaving_page(answer) if answer else _detour(asked, standing)


def kept_request() -> tuple[KeptRequest, Asked]:
    """The request named in the address, checked again.

    Raises:
        PortalRequestExpired: it is over, or another browser brought it.
        NoWayBack, AnswerIs: as ``read_again``.
    """
    browser = request.cookies.get(browser_cookie_name())
    kept = openid.find_kept(reference=request.args.get("request"), browser=browser)
    if kept is None:
        raise openid.PortalRequestExpired(correlation=trace_id())
    return kept, openid.read_again(kept)


def path_of(step: str) -> str:
    """The address of a step of the login at hand."""
    return f"/oauth/{step}?{urlencode({'request': request.args.get('request', '')})}"


def leaving_page(address: str) -> Response:
    """A page of ours that leads to the client's registered address."""
    lead = t(
        "即将返回您要登录的应用。如果没有自动跳转，请点击下面的按钮。",
        "You are being taken back to the application. If nothing happens, use the button.",
    )
    title = t("正在返回应用", "On the way back")
    return make_response(render("public/leaving.html", url=address, fields=None, title=title, lead=lead))


def noted(refused: openid.AnswerIs) -> openid.AnswerIs:
    """Write down for operators what the client was answered; never what was sent."""
    log.warning(
        "refused an authorization request trace=%s client=%s error=%s description=%s",
        trace_id(),
        _client_named(),
        refused.error.error,
        refused.error.description,
    )
    return refused


def no_way_back(refused: openid.NoWayBack) -> openid.PortalRequestRefused:
    """The page for a request that cannot be answered, with a number that finds the reason in the log."""
    log.warning("authorization request without a way back trace=%s client=%s: %s", trace_id(), _client_named(), refused)
    return openid.PortalRequestRefused(correlation=trace_id())


def _answer_at_once(asked: Asked) -> str | None:
    standing = openid.standing_of(asked, current_session(), None)
    return _answer(asked, standing)


def _answer(asked: Asked, standing: Standing) -> str | None:
    """The address with the answer, or None while the person must do something first."""
    session = current_session()
    if standing.step is Step.FINISH and session is not None:
        return openid.answer_with_code(asked, openid.finish_login(asked, session, standing))
    silent = "none" in asked.wish.prompts
    if standing.step is Step.LOGIN_FAILED or (silent and standing.step is Step.LOGIN):
        return openid.answer_error(asked, openid.login_required())
    return openid.answer_error(asked, openid.consent_required()) if silent else None


def _keep(asked: Asked) -> ResponseReturnValue:
    mark, _ = browser_mark()
    parameters = {**asked.parameters, "client_id": asked.client.client_id}
    reference = openid.keep_request(client=asked.client, parameters=parameters, browser=mark)
    answer = make_response(redirect("/oauth/continue?" + urlencode({"request": reference}), 303))
    return keep_browser_mark(_in_language(answer, asked.parameters.get("ui_locales", "")), mark)


def _in_language(answer: Response, ui_locales: str) -> Response:
    """Speak the first language of the portal's that the hub knows, to whoever has not chosen one here."""
    wanted = [name.partition("-")[0].lower() for name in ui_locales.split()]
    known = next((name for name in wanted if name in language.LANGUAGES), None)
    if known is None or language.COOKIE in request.cookies:
        return answer
    settings: Settings = current_app.config["HUB"]
    return language.remember(answer, known, secure=settings.web.secure_cookies)


def _detour(asked: Asked, standing: Standing) -> ResponseReturnValue:
    back = path_of("continue")
    if standing.step is Step.CONSENT:
        return redirect(path_of("consent"), 303)
    if standing.step is Step.STEP_UP:
        return redirect("/login/step-up?" + urlencode({"next": back}), 303)
    if current_session() is None and waiting_session() is not None:
        return redirect("/login/second-factor?" + urlencode({"next": back}), 303)
    region = asked.idp_hint
    if region and can_log_in_at(region):
        wish = asked.wish
        max_age = None if wish.max_age is None else int(wish.max_age.total_seconds())
        anew = bool(wish.prompts & {"login", "select_account"})
        return leave_for_region(region, next_path=back, anew=anew, max_age=max_age)
    again = {"again": "1"} if current_session() is not None else {}
    return redirect("/login?" + urlencode({"next": back, **again}), 303)


def can_log_in_at(region: str) -> bool:
    """Whether a hint names a region at whose platform people may sign in."""
    known = region in {found.code for found in directory.list_regions()}
    return known and can_log_in(region) and not identity.binding.is_link_only(region)


def _client_named() -> str:
    name = request.values.get("client_id", "")
    return name if name.isascii() and name.isalnum() and len(name) <= 60 else "-"
