"""Changing one's password; other devices are signed out."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError, NotFound
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.forms import Form
from hub.web.guards import allow, current_session
from hub.web.language import t
from hub.web.page import render
from schemas.identity import ChangePassword


@bp.get("/password")
@allow()
def show_password() -> ResponseReturnValue:
    """The form; people who come in by a region have no password here."""
    if own_account().password_hash is None:
        raise NotFound()
    return render("account/password.html", form=_form())


@bp.post("/password")
@allow()
def change_password() -> ResponseReturnValue:
    """Check the old one, counted like a sign-in, and take the new one."""
    form = _form()
    if not form.read(request):
        return render("account/password.html", form=form), 422
    try:
        _change(form.data["old_password"], form.data["password"])
    except HubError as error:
        form.refuse(error)
        response = make_response(render("account/password.html", form=form))
        response.status_code = error.status
        return response
    return redirect("/account/sessions", 303)


def _change(old: str, new: str) -> None:
    counted = f"own|{own_account().id}"
    with unit_of_work():
        identity.tries.take_try(identity.tries.PASSWORD_BY_ACCOUNT, counted)
    with unit_of_work():
        account = own_account()
        identity.change_password(account=account, old=old, new=new)
        identity.end_sessions(account.id, why="password changed", keep=current_session())
        identity.revoke_tokens(account.id)
        identity.tries.forget_tries(identity.tries.PASSWORD_BY_ACCOUNT, counted)


def _form() -> Form:
    return Form(ChangePassword(), action="account.change_password", submit=t("修改密码", "Change password"))
