"""收藏: services, instruments and institutions that a person keeps at hand, each in a list of its own (CSJ-53)."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub.catalog import favorites
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.catalog import KeepFavorite
from schemas.terms import HOLDER_ROLES

PATHS = {"SERVICE": "/services/", "INSTRUMENT": "/instruments/", "INSTITUTION": "/institutions/"}


@bp.get("/favorites")
@allow(*HOLDER_ROLES)
def list_favorites() -> ResponseReturnValue:
    """One of the three lists."""
    return _page()


@bp.post("/favorites/keep")
@allow(*HOLDER_ROLES)
def keep_favorite() -> ResponseReturnValue:
    """Keep it, and go back to its page."""
    return _act("favorite.keep", favorites.keep, lambda form: PATHS[form.data["kind"]] + form.data["no"])


@bp.post("/favorites/drop")
@allow(*HOLDER_ROLES)
def drop_favorite() -> ResponseReturnValue:
    """Let it go; the list says how to take it back."""
    return _act(
        "favorite.drop",
        favorites.drop,
        lambda form: url_for(".list_favorites", kind=form.data["kind"], dropped=form.data["no"]),
    )


def _act(action: str, do: Callable[..., None], where: Callable[[Form], str]) -> ResponseReturnValue:
    form = Form(KeepFavorite(), action=action)
    return perform(
        lambda: do(**form.data, by=current_actor()),
        then=lambda _: where(form),
        back=lambda _: _page(),
        form=form,
    )


def _page() -> str:
    asked = request.args.get("kind", "SERVICE")
    kind = asked if asked in PATHS else "SERVICE"
    me = current_actor()
    return render(
        "enterprise/favorites.html",
        kind=kind,
        kept=favorites.list_kept(kind, by=me),
        counts={one: len(favorites.list_kept(one, by=me)) for one in PATHS},
        paths=PATHS,
        form_for=_drop_form,
        again=_again_form(kind, request.args.get("dropped", "")[:20]),
    )


def _drop_form(one: Any) -> Form:
    return Form(
        KeepFavorite(),
        action="favorite.drop",
        url=url_for(".drop_favorite"),
        values={"kind": one.kind, "no": one.no},
        submit=t("取消收藏", "Remove"),
        style="outline-primary",
    )


def _again_form(kind: str, no: str) -> Form | None:
    if not no:
        return None
    url, submit = url_for(".keep_favorite"), t("重新收藏", "Undo")
    return Form(
        KeepFavorite(), action="favorite.keep", url=url, values={"kind": kind, "no": no}, submit=submit, style="link"
    )
