"""The carrier's side of uses: what waits for its confirmation, and confirming (ZJ2-20)."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.orders import uses
from hub.orders.uses import UseRow, UseView
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.language import t
from hub.web.using.pages import UsePages, install
from schemas.order import Nothing
from schemas.terms import INSTITUTION_ROLES, UseState

ROLES = tuple(sorted(INSTITUTION_ROLES))


def _rows(state: UseState | None, words: str) -> list[UseRow]:
    return uses.list_uses(institution_id=current_actor().organization_id, state=state, words=words)


def _forms(view: UseView) -> dict[str, Any]:
    if view.state is not UseState.UNCONFIRMED:
        return {}
    submit = t("确认用券", "Confirm the use")
    return {"confirm": Form(Nothing(), action="use.confirm", url=url_for(".confirm_use", no=view.no), submit=submit)}


PAGES = UsePages(bp, ROLES, _rows, _forms)
install(PAGES)


@bp.post("/uses/<no>/confirm")
@allow(*ROLES)
@needs_assurance("substantial")
def confirm_use(no: str) -> ResponseReturnValue:
    """Confirm that contract, service and amount are right."""
    return PAGES.act(no, None, lambda order: uses.confirm_use(order=order, by=current_actor()))
