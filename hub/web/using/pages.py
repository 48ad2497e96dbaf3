"""The pages of uses that all three sides have: list, one use, its files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import segno
from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.orders import Order, uses
from hub.orders.uses import UseRow, UseView
from hub.web.commands import perform
from hub.web.evidence import send_file
from hub.web.forms import Form
from hub.web.guards import allow
from hub.web.page import render
from hub.web.timeline import timeline_of
from schemas.terms import Role, UseState

Rows = Callable[[UseState | None, str], Sequence[UseRow]]
Forms = Callable[[UseView], dict[str, Any]]


@dataclass(frozen=True)
class UsePages:
    """One side: its blueprint, its roles, which uses it sees and what it can do with one."""

    bp: Blueprint
    roles: tuple[Role, ...]
    rows: Rows
    forms: Forms

    @property
    def side(self) -> str:
        """The name of the audience, which is also its path."""
        return self.bp.name

    def page(self, no: str, sent: Form | None = None) -> str:
        """The page of one use; ``sent`` is the form that was refused, with what was typed."""
        view = uses.show_use(no)
        forms = self.forms(view)
        if sent is not None:
            forms = {name: sent if _same(form, sent) else form for name, form in forms.items()}
        return render(
            "uses/show.html",
            view=view,
            forms=forms,
            side=self.side,
            qr=qr_of(view),
            consequences=[found for action in ("void", "terminate") if (found := _stated(view, action))],
            kept_out=uses.keeps_contract_out(view.order, view.use),
            history=timeline_of("order", view.order.id, programme=view.order.programme),
        )

    def act(self, no: str, form: Form | None, action: Callable[[Order], object]) -> ResponseReturnValue:
        """Do something with the use and go back to its page."""
        return perform(
            lambda: action(uses.get_use(no)[1]),
            then=lambda _: url_for(f"{self.side}.show_use", no=no),
            back=lambda _: self.page(no, form),
            form=form,
        )


def install(pages: UsePages) -> None:
    """Attach list, page and files to the side's blueprint."""

    @pages.bp.get("/uses")
    @allow(*pages.roles)
    def list_uses() -> ResponseReturnValue:
        """The uses that this side sees, by state and words."""
        wanted, words = request.args.get("state", ""), request.args.get("words", "")
        state = UseState(wanted) if wanted in UseState.__members__ else None
        found = pages.rows(state, words)
        return render("uses/list.html", found=found, state=state, words=words, side=pages.side, states=list(UseState))

    @pages.bp.get("/uses/<no>")
    @allow(*pages.roles)
    def show_use(no: str) -> ResponseReturnValue:
        """One use."""
        return pages.page(no)

    @pages.bp.get("/uses/<no>/files/<uuid:file_id>")
    @allow(*pages.roles)
    def download_use_file(no: str, file_id: UUID) -> Response:
        """One of its files, as it was uploaded."""
        return send_file(uses.get_use_file(uses.get_use(no)[0], file_id))


def qr_of(view: UseView) -> Markup | None:
    """The code at the corner of the face, which leads to its public page; a draft has none."""
    if view.state is UseState.DRAFT:
        return None
    address = current_app.config["HUB"].web.base_url + url_for("public.show_face", code=view.use.face_code)
    return Markup(segno.make(address, error="m").svg_inline(scale=3, border=2))  # noqa: S704 - made here


def _stated(view: UseView, action: str) -> tuple[str, Any] | None:
    found = uses.consequence_of(view.order, action)
    return (action, found) if found is not None else None


def _same(form: Any, sent: Form) -> bool:
    return (
        isinstance(form, Form) and form.action == sent.action and getattr(form, "slot", "") == getattr(sent, "slot", "")
    )
