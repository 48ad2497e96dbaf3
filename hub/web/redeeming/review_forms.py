"""The forms of those who review a redemption: assign, opinion, assessment, return, reject, release, take back."""

from collections.abc import Callable

from hub import redemption, reviews
from hub.kernel.actor import Actor
from hub.redemption import AWARDED, MAY_CONFIRM, MAY_PROPOSE, ReversalState
from hub.reviews import MAY_ASSIGN, Review
from hub.web.forms import Form
from hub.web.language import t
from hub.web.redeeming.view import RedemptionView
from schemas.review import (
    AssessRedemption,
    AssignExpert,
    Opinion,
    OpinionRequired,
    ProposeReversal,
    ReasonRequired,
)
from schemas.terms import RedemptionState, ReviewStage, Role

S = RedemptionState
Url = Callable[..., str]


def reviewer_forms(view: RedemptionView, actor: Actor, url: Url) -> dict[str, Form]:
    """What this person can do with the redemption now, by name."""
    review, forms = view.pending, {}
    if review is not None:
        if review.role is Role.EXPERT and actor.has(*MAY_ASSIGN, area=review.area):
            forms["assign"] = assign_form(review, url)
        if reviews.may_decide(review, actor):
            forms |= assessment_forms(view, url) if review.stage is ReviewStage.ASSESSMENT else opinion_forms(url)
    if view.redemption.state is S.HELD and actor.has(*MAY_ASSIGN, area=view.redemption.area):
        forms["release"] = release_form(url)
    if redemption.may_end(view.redemption, actor):
        forms["return"], forms["reject"] = return_form(url), reject_form(url)
    return forms | reversal_forms(view, actor, url)


def assign_form(review: Review, url: Url) -> Form:
    """指派专家: only those who may be asked are listed."""
    options = [(account.username, account.display_name) for account in reviews.eligible_experts(review)]
    return Form(
        AssignExpert(),
        action="review.assign",
        url=url("assign_expert"),
        options={"expert": options},
        submit=t("指派", "Assign"),
    )


def opinion_forms(url: Url) -> dict[str, Form]:
    """通过, 退回, 不通过."""
    return {"pass": pass_form(url), "send_back": send_back_form(url), "refuse": refuse_form(url)}


def pass_form(url: Url) -> Form:
    """通过."""
    return Form(Opinion(), action="review.pass", url=url("pass_review"), submit=t("通过", "Pass"))


def send_back_form(url: Url) -> Form:
    """退回补正."""
    return Form(
        OpinionRequired(),
        action="review.return",
        url=url("return_review"),
        submit=t("退回补正", "Return for correction"),
        style="outline-primary",
    )


def refuse_form(url: Url) -> Form:
    """不通过."""
    return Form(
        OpinionRequired(),
        action="review.refuse",
        url=url("refuse_review"),
        submit=t("不通过", "Refuse"),
        style="outline-danger",
    )


def assessment_forms(view: RedemptionView, url: Url) -> dict[str, Form]:
    """核定, with the amount applied for as the first suggestion."""
    return {"assess": assess_form(view, url)}


def assess_form(view: RedemptionView, url: Url) -> Form:
    """核定."""
    return Form(
        AssessRedemption(),
        action="redemption.assess",
        url=url("assess_redemption"),
        values={"amount": view.redemption.amount_fen},
        submit=t("核定", "Assess"),
    )


def return_form(url: Url) -> Form:
    """退回."""
    return Form(
        ReasonRequired(),
        action="redemption.return",
        url=url("return_redemption"),
        submit=t("退回补正", "Return for correction"),
        style="outline-primary",
    )


def reject_form(url: Url) -> Form:
    """驳回."""
    return Form(
        ReasonRequired(),
        action="redemption.reject",
        url=url("reject_redemption"),
        submit=t("驳回（终局）", "Reject for good"),
        style="outline-danger",
    )


def release_form(url: Url) -> Form:
    """解除暂缓: two different people."""
    return Form(
        ReasonRequired(),
        action="redemption.release",
        url=url("release_held"),
        submit=t("解除暂缓", "Release"),
    )


def reversal_forms(view: RedemptionView, actor: Actor, url: Url) -> dict[str, Form]:
    """冲回: propose, or confirm what another person proposed."""
    found = view.redemption
    if found.state not in AWARDED:
        return {}
    proposed = next((one for one in view.reversals if one.state is ReversalState.PROPOSED), None)
    if proposed is None:
        may = actor.has(*MAY_PROPOSE, area=found.area)
        return {"propose": propose_form(url)} if may else {}
    if proposed.proposed_by == actor.account_id or not actor.has(*MAY_CONFIRM, area=found.area):
        return {}
    return {
        "confirm": Form(
            action="reversal.confirm",
            url=url("confirm_reversal"),
            submit=t("确认冲回", "Confirm the reversal"),
            style="outline-danger",
        )
    }


def propose_form(url: Url) -> Form:
    """提出冲回."""
    return Form(
        ProposeReversal(),
        action="reversal.propose",
        url=url("propose_reversal"),
        submit=t("提出冲回", "Propose a reversal"),
        style="outline-danger",
    )
