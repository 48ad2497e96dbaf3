"""Signing in: choose the region or the hub account, then the password; and signing out."""

from urllib.parse import urlencode

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from hub import identity
from hub.federation import gateway
from hub.identity import ProofPurpose, SignInRefused, TooManyTries
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.forms import Form
from hub.web.guards import current_session, forget_visit, public, waiting_session
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.session_cookie import (
    address_of,
    browser_mark,
    clear_session_cookie,
    keep_browser_mark,
    keep_last_region,
    keep_proof,
    keep_session,
    last_region,
)
from hub.web.ways_in import HUB, list_ways_in
from schemas.identity import SignIn

# The workbench of whoever is signed in.
START = "/home"


@bp.get("/login")
@public
def login() -> ResponseReturnValue:
    """Which region, first of all (P22); the one used last time comes first. ``again``: a portal wants a new login."""
    if current_session() is not None and not request.args.get("again"):
        return redirect(asked_next() or START, 303)
    return render("public/login.html", ways=list_ways_in(last_region()), next=asked_next() or "")


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
        return show_again("public/login_hub.html", form, SignInRefused())
    username = identity.fold_username(form.data["username"])
    target = asked_next(form.data["next"])
    try:
        opened, proof = _open_by_password(username, form.data["password"], target)
    except HubError as error:
        return show_again("public/login_hub.html", form, error)
    if opened is None:
        answer = make_response(redirect("/login/code", 303))
        return keep_proof(keep_browser_mark(answer, browser_mark()[0]), proof)
    return arrive(*opened, target)


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


def _open_by_password(
    username: str, password: str, target: str | None
) -> tuple[tuple[identity.WebSession, str] | None, str]:
    """The session; or, after many failures with this name, None and a proof that asks for a code in every case."""
    with unit_of_work():
        identity.tries.take_try(identity.tries.PASSWORD_BY_ADDRESS, address_of())
        tries = identity.tries.take_paced_try(identity.tries.SIGN_IN, username)
    with unit_of_work():
        account = identity.sign_in.check_password(username, password)
        if tries >= identity.tries.SIGN_IN.coded:
            if tries == identity.tries.SIGN_IN.coded:
                identity.sign_in.record_guard(username)
            mark = browser_mark()[0]
            return None, identity.phone_proofs.start_proof(
                purpose=ProofPurpose.GUARD, browser=mark, account=account, next_path=target
            )
        if account is not None:
            return open_for(account, methods=("pwd",)), ""
    raise SignInRefused()


def open_for(account: identity.Account, *, methods: tuple[str, ...]) -> tuple[identity.WebSession, str]:
    """The session of somebody who proved who they are, in place of the one this browser has; failures are forgotten.

    Raises:
        AwaitsReview: the registration is not approved yet.
    """
    before = current_session() or waiting_session()
    if before is not None:
        identity.end_session(before, "signed in anew")
    opened = identity.sign_in.begin_session(account, browser=str(request.user_agent), methods=methods)
    identity.tries.forget_tries(identity.tries.SIGN_IN, account.username or "")
    if "pwd" in methods:
        identity.tries.give_back(identity.tries.PASSWORD_BY_ADDRESS, address_of())
    return opened


def arrive(session: identity.WebSession, secret: str, target: str | None) -> Response:
    """Go where the person was going, by the second factor where it is still awaited."""
    where = with_next("/login/second-factor", target) if session.opened_at is None else target or START
    return keep_last_region(keep_session(redirect(where, 303), secret), HUB)


def _sign_in_form() -> Form:
    return Form(SignIn(), action="account.login", values={"next": asked_next() or ""}, submit=t("登录", "Sign in"))


def show_again(template: str, form: Form, error: HubError, **context: object) -> ResponseReturnValue:
    """The page with the refusal and its status; who must wait is told how long, also in the header."""
    form.refuse(error)
    response = make_response(render(template, form=form, **context))
    response.status_code = error.status
    if isinstance(error, TooManyTries):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def asked_next(given: str | None = None) -> str | None:
    """Where the person wants to go afterwards, when it is a page of the hub."""
    return identity.safe_path(given if given is not None else request.args.get("next"))


def with_next(path: str, target: str | None) -> str:
    """``path`` with where to go afterwards."""
    return f"{path}?{urlencode({'next': target})}" if target else path
