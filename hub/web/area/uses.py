"""The office's side of uses: every use of its area, terminating, and letting a contract of an earlier year in."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.orders import uses
from hub.orders.uses import UseRow, UseView
from hub.web.area import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.using.pages import UsePages, install
from schemas.order import Reason
from schemas.terms import Role, UseState

READERS = (Role.ASSESSOR, Role.REVIEWER_INITIAL, Role.PROVINCE_CENTER, Role.AREA_ADMIN)


def _rows(state: UseState | None, words: str) -> list[UseRow]:
    return uses.list_uses(areas=sorted(current_actor().areas(*READERS)), state=state, words=words)


def _forms(view: UseView) -> dict[str, Any]:
    if not current_actor().has(Role.ASSESSOR, area=view.use.area):
        return {}
    if uses.consequence_of(view.order, "terminate") is not None:
        return {"terminate": _terminate_form(view.no)}
    if uses.keeps_contract_out(view.order, view.use):
        return {"allow": _allow_form(view.no)}
    return {}


PAGES = UsePages(bp, READERS, _rows, _forms)
install(PAGES)


@bp.post("/uses/<no>/terminate")
@allow(Role.ASSESSOR)
def terminate_use(no: str) -> ResponseReturnValue:
    """Terminate a confirmed use; its consequence stands above the button."""
    form = _terminate_form(no)
    return PAGES.act(
        no, form, lambda order: uses.terminate_use(order=order, reason=form.data["reason"], by=current_actor())
    )


@bp.post("/uses/<no>/allow-contract")
@allow(Role.ASSESSOR)
def allow_contract(no: str) -> ResponseReturnValue:
    """Let the contract draw on this year's quota all the same."""
    form = _allow_form(no)
    return PAGES.act(
        no, form, lambda order: uses.allow_contract(order=order, reason=form.data["reason"], by=current_actor())
    )


def _terminate_form(no: str) -> Form:
    submit, url = t("确认终止", "Terminate it"), url_for(".terminate_use", no=no)
    return Form(Reason(), action="use.terminate", url=url, submit=submit, style="outline-danger")


def _allow_form(no: str) -> Form:
    submit, url = t("准许使用本年度额度", "Allow this year's quota"), url_for(".allow_contract", no=no)
    return Form(Reason(), action="use.allow_contract", url=url, submit=submit, style="outline-primary")
