"""快速兑付: the enterprise redeems invoices of one institution without having ordered (CSJ-29, CSJ-45)."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.redemption import Redemption
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.page import render
from hub.web.redeeming.direct_forms import direct_form
from hub.web.redeeming.texts import texts_of
from schemas.terms import HOLDER_ROLES


@bp.get("/redemptions/direct")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def new_direct() -> ResponseReturnValue:
    """Choose voucher, institution and type of service."""
    return _page(_form())


@bp.post("/redemptions/direct")
@allow(*HOLDER_ROLES)
@needs_assurance("substantial")
def draft_direct() -> ResponseReturnValue:
    """Begin."""
    form = _form()
    return perform(
        lambda: _draft(form),
        then=lambda drafted: url_for(".show_redemption", no=drafted.no),
        back=lambda _: _page(form),
        form=form,
    )


def _form() -> Form:
    holder_id = current_actor().organization_id
    assert holder_id is not None
    asked = {name: value for name in ("voucher", "institution", "category") if (value := request.args.get(name))}
    return direct_form(redemption.direct_vouchers(holder_id), asked, request.args.get("words", ""))


def _page(form: Form) -> str:
    return render("redemptions/direct.html", form=form, words=request.args.get("words", ""))


def _draft(form: Form) -> Redemption:
    return redemption.draft_direct(
        instrument_no=form.data["voucher"],
        institution=form.data["institution"],
        category_code=form.data["category"],
        contract_fen=form.data["contract_amount"],
        texts=texts_of(form),
        by=current_actor(),
    )
