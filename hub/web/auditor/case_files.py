"""The case file of one redemption: everything about it in one signed zip; taking it needs a purpose and is recorded."""

from collections.abc import Iterator

from flask import Response, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from hub import redemption, settlement
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.redemption import Redemption
from hub.web.auditor import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.audit import TakeCaseFile
from schemas.terms import Role


@bp.get("/redemptions/<no>/case-file")
@allow(Role.AUDITOR)
def ask_case_file(no: str) -> ResponseReturnValue:
    """What the file holds, and the question what it is for."""
    return _page(redemption.get_redemption(no), case_form(no))


@bp.get("/redemptions/<no>/case-file.zip")
@allow(Role.AUDITOR)
def take_case_file(no: str) -> ResponseReturnValue:
    """The file itself."""
    found, form, actor = redemption.get_redemption(no), case_form(no), current_actor()
    if not request.args:
        return redirect(url_for(".ask_case_file", no=no), 303)
    if not form.read_query(request):
        return _page(found, form), 422
    with unit_of_work():
        settlement.record_case_file(redemption=found, purpose=form.data["purpose"], by=actor)
    headers = {"Content-Disposition": f'attachment; filename="{found.no}.zip"', "Cache-Control": "no-store"}
    pieces = stream_with_context(_pieces(found))
    return Response(pieces, content_type="application/zip", headers=headers)


def _pieces(found: Redemption) -> Iterator[bytes]:
    actor = current_actor()
    with scope.everything():  # the redemption was found among the auditor's own; its parts belong to it
        yield from settlement.write_case_file(found, by=actor)


def case_form(no: str) -> Form:
    """The question what the file is for."""
    return Form(
        TakeCaseFile(), action="redemption.take_case_file", url=url_for(".take_case_file", no=no),
        submit=t("下载卷宗", "Take the case file"),
    )  # fmt: skip


def _page(found: Redemption, form: Form) -> str:
    return render("auditor/case_file.html", redemption=found, form=form)
