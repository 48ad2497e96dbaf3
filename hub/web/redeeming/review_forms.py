"""The forms of those who review a redemption: assign, opinion, assessment, return, reject, release, take back."""

from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import Schema

from hub import redemption, reviews
from hub.kernel.actor import Actor
from hub.kernel.scope import everything
from hub.redemption import (
    AWARDED,
    MAY_CONFIRM,
    MAY_PROPOSE,
    MAY_RELEASE,
    Redemption,
    ReversalState,
    clawback,
    undoing,
)
from hub.reviews import MAY_ASSIGN, Review, desk
from hub.web.forms import Form
from hub.web.language import t
from hub.web.redeeming.paper import receive_forms
from hub.web.redeeming.view import RedemptionView
from schemas.desk import DrawExpert, ExpertOpinion, RefuseOpinion, ReportRefund, ReturnOpinion, ReturnReason
from schemas.review import (
    AssessRedemption,
    AssignExpert,
    Opinion,
    ProposeReversal,
    ReasonRequired,
)
from schemas.terms import RedemptionState, ReviewStage, Role

S = RedemptionState
Url = Callable[..., str]
Phrases = Sequence[tuple[str, str]]


def reviewer_forms(view: RedemptionView, actor: Actor, url: Url) -> dict[str, Form]:
    """What this person can do with the redemption now, by name."""
    review, forms = view.pending, {}
    if review is not None:
        if review.role is Role.EXPERT and actor.has(*MAY_ASSIGN, area=review.area):
            forms["assign"] = assign_form(review, url)
            if review.assignee_id is None:
                forms["draw"] = draw_form(url)
        if reviews.may_decide(review, actor):
            phrases = phrases_for(review.area, actor)
            of_stage = review.stage is ReviewStage.ASSESSMENT
            forms |= assessment_forms(view, url) if of_stage else opinion_forms(url, review, phrases)
    if view.redemption.state is S.HELD and actor.has(*MAY_ASSIGN, area=view.redemption.area):
        forms["release"] = release_form(url)
    if redemption.may_end(view.redemption, actor):
        phrases = phrases_for(view.redemption.area, actor)
        forms["return"], forms["reject"] = return_form(url, review, phrases), reject_form(url)
    return forms | later_forms(view, actor, url) | reversal_forms(view, actor, url)


def later_forms(view: RedemptionView, actor: Actor, url: Url) -> dict[str, Form]:
    """What is done with a decision once it is made: taken back, looked at again, a refund recorded."""
    forms: dict[str, Form] = {}
    if undoing.undoable(view.redemption, actor) is not None:
        forms["undo"] = undo_form(url)
    if clawback.may_report(view.redemption, actor):
        forms["report"] = report_form(url)
    if is_ready(view.redemption) and actor.has(*MAY_RELEASE, area=view.redemption.area):
        forms["recheck"] = recheck_form(url)
    return forms | receive_forms(view.redemption, actor, url) | reversal_forms(view, actor, url)


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


def opinion_forms(url: Url, review: Review | None = None, phrases: Phrases = ()) -> dict[str, Form]:
    """通过, 退回, 不通过."""
    return {
        "pass": pass_form(url, review),
        "send_back": send_back_form(url, review, phrases),
        "refuse": refuse_form(url, phrases),
    }


def phrases_for(area: str, actor: Actor) -> Phrases:
    """The sentences that this officer may use here."""
    with everything():
        return [(one.text, one.text) for one in desk.list_phrases([area], account_id=actor.account_id)]


def with_phrase(data: dict[str, Any], name: str) -> str:
    """What was written, behind the phrase that was chosen."""
    return "\n".join(part for part in (data.get("phrase", ""), data.get(name, "")) if part)


def _to_correct(review: Review | None) -> str:
    if review is None:
        return ""
    with everything():
        return desk.what_to_correct(review.id)


def draw_form(url: Url) -> Form:
    """随机抽取."""
    return Form(
        DrawExpert(),
        action="review.draw",
        url=url("draw_expert"),
        submit=t("随机抽取专家", "Draw an expert"),
        style="outline-primary",
    )


def undo_form(url: Url) -> Form:
    """撤回本人意见."""
    return Form(
        ReasonRequired(),
        action="review.undo",
        url=url("undo_decision"),
        submit=t("撤回本人意见", "Take my decision back"),
        style="outline-danger",
    )


def recheck_form(url: Url) -> Form:
    """重新核查."""
    return Form(
        Schema(),
        action="redemption.recheck",
        url=url("recheck"),
        submit=t("重新核查", "Check again"),
        style="outline-primary",
    )


def report_form(url: Url) -> Form:
    """退款或红字发票."""
    return Form(
        ReportRefund(),
        action="redemption.report",
        url=url("report_refund"),
        submit=t("登记并处理", "Record it"),
        style="outline-danger",
    )


def is_ready(found: Redemption) -> bool:
    """Whether it is assessed and waits for its public notice."""
    return found.state is S.IN_REVIEW and found.assessed_at is not None and found.stage is None


def pass_form(url: Url, review: Review | None = None) -> Form:
    """通过; an expert gives a score too."""
    schema = ExpertOpinion() if review is not None and review.stage is ReviewStage.EXPERT else Opinion()
    return Form(schema, action="review.pass", url=url("pass_review"), submit=t("通过", "Pass"))


def send_back_form(url: Url, review: Review | None = None, phrases: Phrases = ()) -> Form:
    """退回补正; what the checklist says is not right stands in it already."""
    return Form(
        ReturnOpinion(),
        values={"opinion": _to_correct(review)},
        options={"phrase": [("", "—"), *phrases]},
        action="review.return",
        url=url("return_review"),
        submit=t("退回补正", "Return for correction"),
        style="outline-primary",
    )


def refuse_form(url: Url, phrases: Phrases = ()) -> Form:
    """不通过."""
    return Form(
        RefuseOpinion(),
        options={"phrase": [("", "—"), *phrases]},
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


def return_form(url: Url, review: Review | None = None, phrases: Phrases = ()) -> Form:
    """退回."""
    return Form(
        ReturnReason(),
        values={"reason": _to_correct(review)},
        options={"phrase": [("", "—"), *phrases]},
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
