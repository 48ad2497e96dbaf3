"""Signing in: choose the region or the hub account, password, second factor; and signing out."""

from urllib.parse import urlencode

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.federation import gateway
from hub.identity import CodeRefused, NoSecondFactor, SignInRefused, TooManyTries
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.forms import Form
from hub.web.guards import current_session, forget_visit, public, waiting_session
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.session_cookie import address_of, clear_session_cookie, keep_last_region, keep_session, last_region
from hub.web.ways_in import HUB, list_ways_in
from schemas.identity import EnterCode, SignIn

# The workbench of whoever is signed in.
START = "/home"


@bp.get("/login")
@public
def login() -> ResponseReturnValue:
    """Which region, first of all (P22); the one used last time comes first."""
    if current_session() is not None:
        return redirect(_next() or START, 303)
    return render("public/login.html", ways=list_ways_in(last_region()), next=_next() or "")


@bp.get("/login/hub")
@public
def login_hub() -> ResponseReturnValue:
    """The form for hub accounts."""
    return render("public/login_hub.html", form=_sign_in_form())


@bp.post("/login/hub")
@public
def sign_in() -> ResponseReturnValue:
    """Judge username and password; every failure reads the same."""
    form = _sign_in_form()
    if not form.read(request):
        return _again("public/login_hub.html", form, SignInRefused())
    username = identity.fold_username(form.data["username"])
    try:
        session, secret = _open_by_password(username, form.data["password"])
    except HubError as error:
        return _again("public/login_hub.html", form, error)
    target = _next(form.data["next"])
    waits = session.opened_at is None
    answer = redirect(_with_next("/login/second-factor", target) if waits else target or START, 303)
    return keep_last_region(keep_session(answer, secret), HUB)


@bp.get("/login/second-factor")
@public
def second_factor() -> ResponseReturnValue:
    """The form for the authenticator's code."""
    session = waiting_session()
    if session is None:
        return redirect(_with_next("/login", _next()), 303)
    with unit_of_work():
        if identity.get_account(session.account_id).totp_secret is None:
            raise NoSecondFactor()
    return render("public/second_factor.html", form=_code_form())


@bp.post("/login/second-factor")
@public
def give_second_factor() -> ResponseReturnValue:
    """Judge the code; the session that opens is a new one."""
    session, form = waiting_session(), _code_form()
    if session is None:
        return redirect(_with_next("/login", _next()), 303)
    if not form.read(request):
        return _again("public/second_factor.html", form, CodeRefused())
    try:
        _, secret = _open_by_code(session, form.data["code"])
    except HubError as error:
        return _again("public/second_factor.html", form, error)
    return keep_session(redirect(_next(form.data["next"]) or START, 303), secret)


@bp.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End the session here, and at the region where it began if that region has a logout."""
    session = current_session() or waiting_session()
    target = None
    if session is not None:
        region, upstream = session.region, identity.upstream_of(session)
        with unit_of_work():
            identity.end_session(session, "logout")
        forget_visit()
        # Asked with no transaction open: the region may take its time.
        target = gateway.begin_logout(region, upstream) if region and upstream else None
    if target is not None and not target.fields:
        page = render("public/leaving.html", url=target.url, title=t("正在退出", "Signing out"))
        return clear_session_cookie(make_response(page))
    return clear_session_cookie(redirect("/", 303))


def _open_by_password(username: str, password: str) -> tuple[identity.WebSession, str]:
    with unit_of_work():
        tries = _take_tries(username)
    with unit_of_work():
        account = identity.check_password(username, password)
        if account is not None:
            before = current_session() or waiting_session()
            if before is not None:
                identity.end_session(before, "signed in anew")
            opened = identity.begin_session(account, browser=str(request.user_agent))
            identity.forget_tries(identity.PASSWORD_BY_ACCOUNT, username)
            identity.give_back(identity.PASSWORD_BY_ADDRESS, address_of())
            return opened
        if tries == identity.PASSWORD_BY_ACCOUNT.tries:
            identity.record_lock(username)
    raise SignInRefused()


def _take_tries(username: str) -> int:
    identity.take_try(identity.PASSWORD_BY_ADDRESS, address_of())
    return identity.take_try(identity.PASSWORD_BY_ACCOUNT, username)


def _open_by_code(session: identity.WebSession, code: str) -> tuple[identity.WebSession, str]:
    with unit_of_work():
        identity.take_try(identity.SECOND_FACTOR, str(session.account_id))
    with unit_of_work():
        opened = identity.confirm_second_factor(session, code, browser=str(request.user_agent))
        if opened is not None:
            identity.forget_tries(identity.SECOND_FACTOR, str(session.account_id))
            return opened
    raise CodeRefused(field="code")


def _sign_in_form() -> Form:
    return Form(SignIn(), action="account.login", values={"next": _next() or ""}, submit=t("登录", "Sign in"))


def _code_form() -> Form:
    return Form(
        EnterCode(), action="account.second_factor", values={"next": _next() or ""}, submit=t("确认", "Confirm")
    )


def _again(template: str, form: Form, error: HubError) -> ResponseReturnValue:
    form.refuse(error)
    response = make_response(render(template, form=form))
    response.status_code = error.status
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = "900"
    return response


def _next(given: str | None = None) -> str | None:
    return identity.safe_path(given if given is not None else request.args.get("next"))


def _with_next(path: str, target: str | None) -> str:
    return f"{path}?{urlencode({'next': target})}" if target else path
