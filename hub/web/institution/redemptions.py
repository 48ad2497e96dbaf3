"""The institution's redemptions (通兑)."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.redeeming.side import Side, install
from hub.web.redeeming.uploading import install_uploading
from schemas.allocation import Supplement
from schemas.terms import INSTITUTION_ROLES, VoucherMode

SIDE = Side(bp, tuple(sorted(INSTITUTION_ROLES)), VoucherMode.INSTITUTION_REDEEMS)
install(SIDE)
install_uploading(SIDE)


@bp.post("/redemptions/<no>/supplement")
@allow(*SIDE.roles)
@needs_assurance("substantial")
def supplement(no: str) -> ResponseReturnValue:
    """补差价订单 for a further invoice, which goes into an application of its own."""
    form = Form(Supplement(exclude=("order",)), action="redemption.supplement")
    return perform(
        lambda: redemption.supplement_apart(
            redemption=redemption.get_redemption(no), invoice_id=form.data["invoice"], by=current_actor()
        ),
        then=lambda begun: url_for(".show_redemption", no=begun.no),
        back=lambda error: SIDE.page(no, form, error),
        form=form,
    )
