"""What one asked an office for: the list, one request with its state, withdrawing it, answering a returned one."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.identity import IdentityRequest, RequestKind, RequestState, evidence, identity_requests, request_queries
from hub.identity.request_words import wanted_by
from hub.web.account import bp
from hub.web.commands import perform
from hub.web.evidence import send_file, upload_of
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.security import takes_upload
from hub.web.timeline import timeline_of
from schemas.order import Nothing
from schemas.people import AnswerReturned, AnswerReturnedName


@bp.get("/requests")
@allow()
def list_requests() -> ResponseReturnValue:
    """Everything this person asked for, and for a unit's administrator what its people did."""
    return render("account/requests/list.html", found=request_queries.list_own_requests(current_actor()))


@bp.get("/requests/<no>")
@allow()
def show_request(no: str) -> ResponseReturnValue:
    """One request and what the office said."""
    return _request_page(_find(no))


@bp.get("/requests/<no>/files/<uuid:file_id>")
@allow()
def download_request_file(no: str, file_id: UUID) -> ResponseReturnValue:
    """One file that was handed in with it."""
    return send_file(evidence.find_evidence(_find(no), file_id))


@bp.post("/requests/<no>/withdraw")
@allow()
def withdraw_request(no: str) -> ResponseReturnValue:
    """Take it back while it is not decided."""
    form = _withdraw_form(no)
    return perform(
        lambda: identity_requests.withdraw_request(request=_find(no), by=current_actor()),
        then=lambda _: url_for(".show_request", no=no),
        back=lambda _: _request_page(_find(no), form),
        form=form,
    )


@bp.post("/requests/<no>/answer")
@allow()
@takes_upload
def answer_request(no: str) -> ResponseReturnValue:
    """Send a returned request again."""
    form = _answer_form(_find(no))
    return perform(
        lambda: _answer(_find(no), form),
        then=lambda _: url_for(".show_request", no=no),
        back=lambda _: _request_page(_find(no), form),
        form=form,
    )


def _find(no: str) -> IdentityRequest:
    return request_queries.find_own_request(no, current_actor())


def _answer(found: IdentityRequest, form: Form) -> None:
    upload = upload_of(form.data["file"])
    typed = {"why": form.data["note"], **({"name": form.data["name"]} if "name" in form.data else {})}
    identity_requests.answer_request(
        request=found,
        asked={**identity_requests.asked_of(found), **typed},
        evidence=evidence.store_for_request(upload, request=found, by=current_actor()),
        by=current_actor(),
    )


def _request_page(found: IdentityRequest, sent: Form | None = None) -> str:
    forms = []
    if found.state is RequestState.RETURNED:
        forms.append(_answer_form(found))
    if found.state in identity_requests.OPEN:
        forms.append(_withdraw_form(found.no))
    return render(
        "account/requests/show.html",
        request=found,
        wanted=wanted_by(found),
        evidence=evidence.list_evidence(found),
        forms=[sent if sent is not None and sent.action == form.action else form for form in forms],
        history=timeline_of("request", found.id),
    )


def _answer_form(found: IdentityRequest) -> Form:
    renames = found.kind is RequestKind.RENAME
    values = {"name": identity_requests.asked_of(found).get("name")} if renames else {}
    return Form(
        AnswerReturnedName() if renames else AnswerReturned(),
        action="request.answer",
        url=url_for(".answer_request", no=found.no),
        values=values,
        submit=t("补正后重新提交", "Send again"),
    )


def _withdraw_form(no: str) -> Form:
    url, submit = url_for(".withdraw_request", no=no), t("撤回申请", "Withdraw")
    return Form(Nothing(), action="request.withdraw", url=url, submit=submit, style="outline-danger")
