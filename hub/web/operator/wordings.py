"""The words of messages: as they are now with a preview, changed with a reason, and every wording there has been."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import operation
from hub.messages import wordings
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.operator import bp
from hub.web.page import render
from schemas.operation import ChangeWording
from schemas.terms import Role


@bp.get("/wordings")
@allow(Role.HUB_OPERATOR)
def list_wordings() -> ResponseReturnValue:
    """Every message, or those that hold some words."""
    asked = request.args.get("q", "").strip()[:100]
    return render("operator/wordings/list.html", asked=asked, found=wordings.list_wordings(asked))


@bp.get("/wordings/<name>")
@allow(Role.HUB_OPERATOR)
def show_wording(name: str) -> ResponseReturnValue:
    """One message: its words, how they read, and its history."""
    return _page(name)


@bp.post("/wordings/<name>/preview")
@allow(Role.HUB_OPERATOR)
def preview_wording(name: str) -> ResponseReturnValue:
    """How the typed words read; nothing is changed."""
    form = _form(wordings.get_wording(name))
    form.read(request)
    return _page(name, form, typed=request.form.get("zh", "")[:500], typed_en=request.form.get("en", "")[:500])


@bp.post("/wordings/<name>")
@allow(Role.HUB_OPERATOR)
def change_wording(name: str) -> ResponseReturnValue:
    """Word it otherwise from now on."""
    form = _form(wordings.get_wording(name))
    return perform(
        lambda: operation.change_wording(name=name, **form.data, by=current_actor()),
        then=lambda _: url_for(".show_wording", name=name, saved=1),
        back=lambda _: _page(name, form),
        form=form,
    )


def _page(name: str, form: Form | None = None, *, typed: str = "", typed_en: str = "") -> str:
    wording = wordings.get_wording(name)
    return render(
        "operator/wordings/show.html", wording=wording, form=form or _form(wording),
        preview=(wordings.preview(typed), wordings.preview(typed_en)) if typed else None,
        editions=wordings.list_editions(name), crumbs=[(t("消息文字", "Wordings"), "/operator/wordings"), (name, "")],
    )  # fmt: skip


def _form(wording: wordings.Wording) -> Form:
    url, submit = url_for(".change_wording", name=wording.name), t("保存修改", "Save")
    values = {"zh": wording.zh, "en": wording.en}
    return Form(ChangeWording(), action="wording.change", url=url, values=values, submit=submit)
