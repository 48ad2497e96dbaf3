"""A policy or a draft as a workbook: downloaded, changed in an office program, and taken back in as a difference."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub.policy import Amendment, PolicyInForce, amendments
from hub.web.area import bp
from hub.web.area.policies import READERS, WRITERS, find_own, policy_page
from hub.web.area.policy_begin_forms import workbook_form
from hub.web.area.policy_draft_forms import workbook_into_form
from hub.web.area.policy_draft_page import draft_page
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.security import takes_upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/policies/<programme>/<area>/policy.xlsx")
@allow(*READERS)
def download_policy(programme: str, area: str) -> ResponseReturnValue:
    """The newest version as a workbook."""
    one = find_own(programme, area)
    return _workbook(amendments.workbook_of_policy(one), f"{programme}-{area}")


@bp.get("/policies/drafts/<no>/policy.xlsx")
@allow(*READERS)
def download_draft(no: str) -> ResponseReturnValue:
    """The draft as a workbook."""
    return _workbook(amendments.workbook_of_draft(amendments.get_amendment(no)), no)


@bp.post("/policies/<programme>/<area>/workbook")
@allow(*WRITERS)
@takes_upload
def upload_policy(programme: str, area: str) -> ResponseReturnValue:
    """Begin a draft with what a workbook changes."""
    form = workbook_form(one := find_own(programme, area))
    return perform(
        lambda: _begin(one, form),
        then=lambda draft: url_for(".show_draft", no=draft.no),
        back=lambda _: policy_page(find_own(programme, area), form),
        form=form,
    )


@bp.post("/policies/drafts/<no>/workbook")
@allow(*WRITERS)
@takes_upload
def upload_draft(no: str) -> ResponseReturnValue:
    """Put into a draft what its workbook changes."""
    form = workbook_into_form(no)
    return perform(
        lambda: amendments.take_workbook(
            amendment=amendments.get_amendment(no), stream=form.data["file"].stream, by=current_actor()
        ),
        then=lambda _: url_for(".show_draft", no=no),
        back=lambda _: draft_page(amendments.get_amendment(no), form),
        form=form,
    )


def _begin(one: PolicyInForce, form: Form) -> Amendment:
    file = form.data["file"]
    name = (file.filename or "policy.xlsx")[:80]
    return amendments.draft_from_workbook(policy=one, name=name, stream=file.stream, by=current_actor())


def _workbook(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, mimetype=XLSX, headers=headers)
