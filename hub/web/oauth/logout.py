"""A portal's person signs out: at once when the portal proves which session it means, else after asking the person."""

import logging
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from hub import identity
from hub.federation import gateway
from hub.identity import openid
from hub.kernel.db import unit_of_work
from hub.web.errors import trace_id
from hub.web.forms import Form
from hub.web.guards import current_session, forget_visit, public, waiting_session
from hub.web.language import lang, t
from hub.web.oauth import bp
from hub.web.oauth.authorize import leaving_page
from hub.web.page import render
from hub.web.security import called_by_programs
from hub.web.session_cookie import clear_session_cookie
from schemas.oauth import SignOutEverywhere

log = logging.getLogger(__name__)
SENT = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


@bp.get("/oauth/logout")
@public
def ask_logout() -> ResponseReturnValue:
    """End the session that the hint names; otherwise ask."""
    with unit_of_work():
        asked = _read(request.args)
        session = current_session() or waiting_session()
        sure = session is not None and openid.fits(asked, session)
    if session is None:
        return _away(asked, None) if asked.address else render("oauth/signed_out.html")
    return _end(asked, session) if sure else render("oauth/logout.html", form=_form(request.args), client=_name(asked))


@bp.post("/oauth/logout")
@called_by_programs
@public
def ask_logout_by_form() -> ResponseReturnValue:
    """A form on the portal's page comes without our cookie: go on where it is sent."""
    sent = {name: request.form[name] for name in SENT if request.form.get(name)}
    with unit_of_work():
        _read(request.form)
    return redirect(_address(sent), 303)


@bp.post("/oauth/logout/confirm")
@public
def confirm_logout() -> ResponseReturnValue:
    """The person said yes."""
    with unit_of_work():
        asked = _read(request.form)
    session = current_session() or waiting_session()
    if session is None:
        return _away(asked, None) if asked.address else render("oauth/signed_out.html")
    return _end(asked, session)


def _read(given: MultiDict[str, str]) -> openid.LogoutAsked:
    try:
        return openid.read_logout(given)
    except openid.LogoutNotOurs as refused:
        log.warning("refused a logout request trace=%s: %s", trace_id(), refused.why)
        raise openid.LogoutRequestRefused(correlation=trace_id()) from None


def _end(asked: openid.LogoutAsked, session: identity.WebSession) -> ResponseReturnValue:
    region, upstream = session.region, identity.upstream_of(session)
    with unit_of_work():
        identity.end_session(session, "logout")
    forget_visit()
    # Asked with no transaction open: the region may take its time.
    target = gateway.begin_logout(region, upstream) if region and upstream else None
    return clear_session_cookie(make_response(_away(asked, target.url if target and not target.fields else None)))


def _away(asked: openid.LogoutAsked, region_logout: str | None) -> ResponseReturnValue:
    """Back to the portal, or on to the region; when both want the person, the person chooses the order."""
    if region_logout and asked.address:
        return render("oauth/signed_out.html", region_logout=region_logout, address=asked.address)
    if asked.address:
        return leaving_page(asked.address)
    if region_logout:
        return render("public/leaving.html", url=region_logout, title=t("正在退出", "Signing out"))
    return render("oauth/signed_out.html")


def _form(given: Mapping[str, str]) -> Form:
    return Form(
        SignOutEverywhere(),
        action="account.logout",
        url="/oauth/logout/confirm",
        values={name: given.get(name) for name in SENT},
        submit=t("退出登录", "Sign out"),
    )


def _name(asked: openid.LogoutAsked) -> str | None:
    if asked.client is None:
        return None
    return asked.client.name_zh if lang() == "zh" else asked.client.name_en


def _address(sent: Mapping[str, str]) -> str:
    return "/oauth/logout" + (f"?{urlencode(sent)}" if sent else "")
