"""Access tokens for a program that works on one's behalf: made, shown once, listed, revoked."""

from uuid import UUID

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from hub import identity
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.account import bp
from hub.web.account.profile import own_account
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from schemas.identity import CreateToken


@bp.get("/tokens")
@allow()
@needs_assurance("substantial")
def list_tokens() -> ResponseReturnValue:
    """The tokens that still work, and the form for a new one."""
    return _page(_form())


@bp.post("/tokens")
@allow()
@needs_assurance("substantial")
def create_token() -> ResponseReturnValue:
    """Make a token; this answer is the only place where it is ever shown."""
    form = _form()
    if not form.read(request):
        return _page(form, status=422)
    try:
        with unit_of_work():
            _, secret = identity.create_token(actor=current_actor(), **form.data)
    except HubError as error:
        form.refuse(error)
        return _page(form, status=error.status)
    return _page(_form(), secret=secret)


@bp.post("/tokens/<uuid:token_id>/revoke")
@allow()
def revoke_token(token_id: UUID) -> ResponseReturnValue:
    """End a token at once."""
    with unit_of_work():
        identity.revoke_token(account_id=own_account().id, token_id=token_id)
    return redirect("/account/tokens", 303)


def _page(form: Form, *, secret: str | None = None, status: int = 200) -> ResponseReturnValue:
    tokens = identity.list_tokens(own_account().id)
    response = make_response(render("account/tokens.html", form=form, tokens=tokens, secret=secret))
    response.status_code = status
    return response


def _form() -> Form:
    return Form(
        CreateToken(), action="token.create", values={"minutes": 15}, submit=t("创建访问令牌", "Create access token")
    )
