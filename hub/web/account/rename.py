"""Asking for another name of one's unit (ZJ1-12, ZJ2-09), and the names it has borne."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.identity import IdentityRequest, RequestKind, rename, request_queries
from hub.identity.mastery import keeper_of
from hub.web.account import bp
from hub.web.account.organization import ADMINS, own_unit
from hub.web.commands import perform
from hub.web.evidence import upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from schemas.people import AskNewName


@bp.get("/organization/rename")
@allow(*ADMINS)
@needs_assurance("substantial")
def edit_name() -> ResponseReturnValue:
    """The form, or the request that is under way."""
    return _page(_form())


@bp.post("/organization/rename")
@allow(*ADMINS)
@needs_assurance("substantial")
@takes_upload
def ask_for_new_name() -> ResponseReturnValue:
    """Ask the office; the former name stays on documents until it agrees."""
    form = _form()
    return perform(
        lambda: _ask(form),
        then=lambda request: url_for("account.show_request", no=request.no),
        back=lambda _: _page(form),
        form=form,
    )


def _ask(form: Form) -> IdentityRequest:
    upload = upload_of(form.data["file"])
    assert upload is not None
    return rename.ask_for_new_name(unit=own_unit(), name=form.data["name"], evidence=upload, by=current_actor())


def _page(form: Form) -> str:
    unit = own_unit()
    return render(
        "account/rename.html",
        form=form,
        unit=unit,
        keeper=keeper_of(unit),
        names=rename.names_of(unit.id),
        open_request=request_queries.find_open_request(RequestKind.RENAME, unit.id),
    )


def _form() -> Form:
    return Form(AskNewName(), action="holder.rename", submit=t("提交更名申请", "Ask for the new name"))
