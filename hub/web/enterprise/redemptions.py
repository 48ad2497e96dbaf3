"""The enterprise's redemptions: its own, and those of institutions that wait for its agreement."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.redeeming.editor import install_editor
from hub.web.redeeming.side import Side, install
from hub.web.redeeming.uploading import install_uploading
from hub.web.redeeming.view import RedemptionView
from schemas.review import ReasonRequired
from schemas.terms import HOLDER_ROLES, RedemptionState, VoucherMode


def _answers(view: RedemptionView) -> dict[str, Form]:
    """同意 or 拒绝, while the redemption waits for the buyer."""
    if view.redemption.state is not RedemptionState.AWAITING_HOLDER:
        return {}
    no = view.redemption.no
    agree = Form(action="redemption.agree", url=url_for(".agree_redemption", no=no), submit=t("同意兑付", "Agree"))
    return {"agree": agree, "refuse": _refuse_form(no)}


def _refuse_form(no: str) -> Form:
    return Form(
        ReasonRequired(),
        action="redemption.refuse",
        url=url_for(".refuse_redemption", no=no),
        submit=t("拒绝兑付", "Refuse"),
        style="outline-danger",
    )


SIDE = Side(bp, tuple(sorted(HOLDER_ROLES)), VoucherMode.HOLDER_REDEEMS, _answers)
install(SIDE)
install_uploading(SIDE)
install_editor(SIDE)


@bp.post("/redemptions/<no>/agree")
@allow(*SIDE.roles)
@needs_assurance("substantial")
def agree_redemption(no: str) -> ResponseReturnValue:
    """The buyer agrees to what the institution redeems."""
    return SIDE.act(no, None, lambda found, _: redemption.agree_redemption(redemption=found, by=current_actor()))


@bp.post("/redemptions/<no>/refuse")
@allow(*SIDE.roles)
@needs_assurance("substantial")
def refuse_redemption(no: str) -> ResponseReturnValue:
    """The buyer refuses, with a reason."""
    return SIDE.act(no, _refuse_form(no), lambda found, form: redemption.refuse_redemption(
        redemption=found, reason=form.data["reason"], by=current_actor()
    ))  # fmt: skip
