"""The proof of the record: how old the newest seal is, the seals, and the record to take away with its verifier."""

from collections.abc import Iterator
from datetime import timedelta

from flask import Response, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from hub import audit
from hub.kernel import scope
from hub.kernel.clock import database_now
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.web.auditor import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.paging import page_asked_for
from schemas.audit import ExportRecord
from schemas.terms import Role


@bp.get("/seals")
@allow(Role.AUDITOR)
def list_seals() -> ResponseReturnValue:
    """The newest seal, its hash and age, and all seals."""
    return _page(_form())


@bp.get("/export.zip")
@allow(Role.AUDITOR)
def export_record() -> ResponseReturnValue:
    """The record of some days as a zip; taking it is recorded."""
    if not request.args:
        return redirect(url_for(".list_seals"), 303)
    form = _form()
    if not form.read_query(request):
        return _page(form), 422
    actor = current_actor()
    areas = None if actor.scope_by(Role.AUDITOR).everything else actor.areas(Role.AUDITOR)
    try:
        with unit_of_work():
            export = audit.begin_export(**form.data, by=actor, areas=areas)
    except HubError as error:
        form.refuse(error)
        return _page(form), error.status
    name = f"audit-{export.since:%Y%m%d}-{export.until:%Y%m%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(stream_with_context(_pieces(export)), content_type="application/zip", headers=headers)


def _pieces(export: audit.Export) -> Iterator[bytes]:
    with scope.everything():  # the export itself is narrowed to the reader's areas
        yield from audit.write_export(export)


def _form() -> Form:
    today = database_now().date()
    return Form(
        ExportRecord(), action="audit.export", submit=t("导出（含离线核验程序）", "Export with the offline verifier"),
        values={"since": today - timedelta(days=30), "until": today},
    )  # fmt: skip


def _page(form: Form) -> str:
    seals = audit.list_seals(page=page_asked_for())
    return render("auditor/seals.html", status=audit.seal_status(), seals=seals, form=form, page=page_asked_for())
