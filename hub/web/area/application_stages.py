"""Applications that several hands check: the open stage with passing, returning and refusing (TJ-20)."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import reviews, vouchers
from hub.kernel.actor import Actor
from hub.vouchers import VoucherApplication
from hub.web.area import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from schemas.order_application import StageOpinion
from schemas.terms import ReviewDecision, Role

HANDS = (Role.REVIEWER_INITIAL, Role.AGENCY, Role.ASSESSOR, Role.PROVINCE_CENTER)


@bp.post("/applications/<no>/pass")
@allow(*HANDS)
def pass_application(no: str) -> ResponseReturnValue:
    """Pass the open stage; the last one grants."""
    from hub.web.area.applications import act

    form = pass_form(no)
    return act(no, form, lambda application: vouchers.decide_stage(
        application=application, decision=ReviewDecision.PASS, opinion=form.data["opinion"], by=current_actor()
    ))  # fmt: skip


def pass_form(no: str) -> Form:
    """通过."""
    return Form(
        StageOpinion(), action="application.pass", url=url_for(".pass_application", no=no), submit=t("通过", "Pass")
    )


def is_mine(application: VoucherApplication, actor: Actor) -> bool:
    """Whether the open stage waits for this person."""
    review = vouchers.pending_review(application)
    return review is not None and reviews.may_decide(review, actor)
