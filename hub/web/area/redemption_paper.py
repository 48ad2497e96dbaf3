"""The district's side of the paper gate: the form to compare with, and the receipt of the printed set."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import redemption
from hub.web.area import bp
from hub.web.area.redemptions import READERS, REVIEWERS, act, find
from hub.web.guards import allow, current_actor
from hub.web.redeeming.paper import receive_form, send_sheet


@bp.get("/redemptions/<no>/sheet.pdf")
@allow(*READERS)
def download_sheet(no: str) -> ResponseReturnValue:
    """The form as the applicant prints it."""
    return send_sheet(find(no))


@bp.post("/redemptions/<no>/paper")
@allow(*REVIEWERS)
def receive_paper(no: str) -> ResponseReturnValue:
    """The printed set has come in."""
    form = receive_form(lambda endpoint: url_for(f".{endpoint}", no=no))
    return act(no, form, lambda found, data: redemption.receive_paper(
        redemption=found, code=data["code"], by=current_actor()
    ))  # fmt: skip
