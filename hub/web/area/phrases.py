"""Sentences that reviewers use again in returns and refusals: one's own and the area's."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.federation import directory
from hub.reviews import desk
from hub.web.area import bp
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import lang, t
from hub.web.page import render
from schemas.desk import NewPhrase
from schemas.order import Nothing
from schemas.terms import Role

WRITERS = (Role.REVIEWER_INITIAL, Role.ASSESSOR, Role.PROVINCE_CENTER, Role.AGENCY, Role.AREA_ADMIN)


@bp.get("/phrases")
@allow(*WRITERS)
def list_phrases() -> ResponseReturnValue:
    """The phrases this officer may use."""
    return _page()


@bp.post("/phrases")
@allow(*WRITERS)
def add_phrase() -> ResponseReturnValue:
    """Keep another."""
    form = _form()
    return perform(
        lambda: desk.add_phrase(
            area=form.data["area"], text=form.data["text"], own=form.data["whose"] == "own", by=current_actor()
        ),
        then=lambda _: url_for(".list_phrases"),
        back=lambda _: _page(form),
        form=form,
    )


@bp.post("/phrases/<uuid:phrase_id>/remove")
@allow(*WRITERS)
def remove_phrase(phrase_id: UUID) -> ResponseReturnValue:
    """Take one out of the list."""
    return perform(
        lambda: desk.remove_phrase(phrase_id=phrase_id, by=current_actor()),
        then=lambda _: url_for(".list_phrases"),
        back=lambda _: _page(),
        form=_remove_form(phrase_id),
    )


def _page(sent: Form | None = None) -> str:
    actor = current_actor()
    found = desk.list_phrases(sorted(actor.areas(*WRITERS)), account_id=actor.account_id)
    rows = [(one, directory.area_name(one.area, lang()), _remove_form(one.id)) for one in found]
    return render("area/phrases.html", rows=rows, new=sent or _form())


def _form() -> Form:
    areas = sorted(current_actor().areas(*WRITERS))
    return Form(
        NewPhrase(),
        action="phrase.add",
        url=url_for(".add_phrase"),
        options={"area": [(area, directory.area_name(area, lang())) for area in areas]},
        values={"area": areas[0] if areas else None, "whose": "own"},
        submit=t("保存常用语", "Keep the phrase"),
    )


def _remove_form(phrase_id: UUID) -> Form:
    url = url_for(".remove_phrase", phrase_id=phrase_id)
    return Form(Nothing(), action="phrase.remove", url=url, submit=t("删除", "Remove"), style="link")
