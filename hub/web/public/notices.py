"""Public notices for everybody: the frozen statement, its hash, the countdown, and objections."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.kernel.actor import THE_HUB
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import current_actor, public
from hub.web.language import t
from hub.web.page import render
from hub.web.public import bp
from hub.web.redeeming.notice_view import NoticeView, area_word, notice_view
from schemas.redemption import FileObjection


@bp.get("/notices")
@public
def list_notices() -> ResponseReturnValue:
    """All notices, the open ones first."""
    return render("public/notices/list.html", notices=redemption.list_notices(), area_word=area_word)


@bp.get("/notices/<no>")
@public
def show_notice(no: str) -> ResponseReturnValue:
    """One notice."""
    return _page(no, None)


@bp.get("/notices/<no>/snapshot.json")
@public
def download_snapshot(no: str) -> Response:
    """The very bytes that were hashed, so that anybody can check."""
    return Response(redemption.get_notice(no).snapshot, mimetype="application/json")


@bp.post("/notices/<no>/objections")
@public
def file_objection(no: str) -> ResponseReturnValue:
    """Object to a line."""
    form = _objection_form(notice_view(redemption.get_notice(no)))
    return perform(
        lambda: redemption.file_objection(
            notice=redemption.get_notice(no),
            redemption_no=form.data["redemption"],
            words=form.data["words"],
            by=current_actor() if current_actor().account_id else THE_HUB,
        ),
        then=lambda _: url_for(".show_notice", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


def _objection_form(view: NoticeView) -> Form:
    lines = [(line["redemption"], f"{line['redemption']}　{line['payee']}") for line in view.statement["lines"]]
    return Form(
        FileObjection(),
        action="objection.file",
        url=url_for(".file_objection", no=view.notice.no),
        options={"redemption": lines},
        submit=t("提出异议", "Object"),
        style="outline-primary",
    )


def _page(no: str, sent: Form | None) -> str:
    view = notice_view(redemption.get_notice(no))
    form = sent or (_objection_form(view) if view.accepts_objections else None)
    return render("public/notices/show.html", view=view, form=form)
