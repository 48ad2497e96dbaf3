"""The button with which a person keeps a service, an instrument or an institution at hand, or lets it go."""

from flask import url_for

from hub.catalog import favorites
from hub.web.forms import Form
from hub.web.guards import current_actor
from hub.web.language import t
from schemas.catalog import KeepFavorite
from schemas.terms import HOLDER_ROLES


def favorite_form(kind: str, no: str) -> Form | None:
    """The form for the reader; None for somebody who acts for no enterprise."""
    actor = current_actor()
    if actor.organization_id is None or not actor.has(*HOLDER_ROLES):
        return None
    kept = favorites.is_kept(kind, no, by=actor)
    return Form(
        KeepFavorite(),
        action="favorite.drop" if kept else "favorite.keep",
        url=url_for("enterprise.drop_favorite" if kept else "enterprise.keep_favorite"),
        values={"kind": kind, "no": no},
        submit=t("取消收藏", "Remove from favorites") if kept else t("收藏", "Add to favorites"),
        style="outline-primary",
    )
