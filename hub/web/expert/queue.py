"""The expert's pages: what was assigned, and one review with the evidence beside it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from hub import redemption, reviews
from hub.kernel.errors import HubError
from hub.redemption import Redemption
from hub.web.commands import perform
from hub.web.expert import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from hub.web.redeeming import review_forms as forms_of
from hub.web.redeeming.files import preview_paper, send_paper
from hub.web.redeeming.history import history_of
from hub.web.redeeming.view import view_of
from schemas.review import ReasonRequired
from schemas.terms import ReviewDecision, Role


@bp.get("/")
@allow(Role.EXPERT)
def show_queue() -> ResponseReturnValue:
    """What waits for this expert."""
    return render("expert/queue.html", waiting=reviews.list_queue(current_actor()), done=[])


@bp.get("/reviews")
@allow(Role.EXPERT)
def list_reviews() -> ResponseReturnValue:
    """What this expert has decided."""
    account_id = current_actor().account_id
    assert account_id is not None
    return render("expert/queue.html", waiting=[], done=reviews.list_decided_by(account_id))


@bp.get("/reviews/<uuid:review_id>")
@allow(Role.EXPERT)
def show_review(review_id: UUID) -> ResponseReturnValue:
    """One review; only the expert it was given to finds it."""
    return _page(review_id)


@bp.get("/reviews/<uuid:review_id>/files/<uuid:file_id>")
@allow(Role.EXPERT)
def download_paper(review_id: UUID, file_id: UUID) -> Response:
    """One file of the redemption under review."""
    return send_paper(_subject(review_id), file_id)


@bp.get("/reviews/<uuid:review_id>/files/<uuid:file_id>/preview")
@allow(Role.EXPERT)
def preview(review_id: UUID, file_id: UUID) -> Response:
    """One file of it, to look at."""
    return preview_paper(_subject(review_id), file_id)


@bp.post("/reviews/<uuid:review_id>/pass")
@allow(Role.EXPERT)
def pass_review(review_id: UUID) -> ResponseReturnValue:
    """Pass."""
    form = forms_of.pass_form(_url(review_id), reviews.get_assigned(review_id, current_actor()))
    return _opinion(review_id, form, ReviewDecision.PASS)


@bp.post("/reviews/<uuid:review_id>/return")
@allow(Role.EXPERT)
def return_review(review_id: UUID) -> ResponseReturnValue:
    """Return for correction."""
    return _opinion(review_id, forms_of.send_back_form(_url(review_id)), ReviewDecision.RETURN)


@bp.post("/reviews/<uuid:review_id>/refuse")
@allow(Role.EXPERT)
def refuse_review(review_id: UUID) -> ResponseReturnValue:
    """Say no; the area decides with this opinion before it."""
    return _opinion(review_id, forms_of.refuse_form(_url(review_id)), ReviewDecision.REFUSE)


@bp.post("/reviews/<uuid:review_id>/undo")
@allow(Role.EXPERT)
def undo_decision(review_id: UUID) -> ResponseReturnValue:
    """Take one's own opinion back while the area has not decided."""
    form = forms_of.undo_form(_url(review_id))
    return perform(
        lambda: redemption.undoing.undo_decision(
            redemption=_subject(review_id), reason=form.data["reason"], by=current_actor()
        ),
        then=lambda _: url_for(".show_queue"),
        back=lambda error: _page(review_id, form, error),
        form=form,
    )


@bp.post("/reviews/<uuid:review_id>/recuse")
@allow(Role.EXPERT)
def recuse(review_id: UUID) -> ResponseReturnValue:
    """Stand back; the area asks somebody else."""
    form = _recuse_form(_url(review_id))
    return perform(
        lambda: reviews.recuse(
            review=reviews.get_assigned(review_id, current_actor()), reason=form.data["reason"], by=current_actor()
        ),
        then=lambda _: url_for(".show_queue"),
        back=lambda error: _page(review_id, form, error),
        form=form,
    )


def _opinion(review_id: UUID, form: Form, decision: ReviewDecision) -> ResponseReturnValue:
    return perform(
        lambda: redemption.give_opinion(
            redemption=_subject(review_id),
            decision=decision,
            opinion=forms_of.with_phrase(form.data, "opinion"),
            score=form.data.get("score"),
            correct_by=form.data.get("correct_by"),
            by=current_actor(),
        ),
        then=lambda _: url_for(".show_review", review_id=review_id),
        back=lambda error: _page(review_id, form, error),
        form=form,
    )


def _subject(review_id: UUID) -> Redemption:
    review = reviews.get_assigned(review_id, current_actor())
    return redemption.redemption_by_id(review.subject_id)


def _url(review_id: UUID) -> Callable[..., str]:
    return lambda endpoint, **values: url_for(f".{endpoint}", review_id=review_id, **values)


def _recuse_form(url: Callable[..., str]) -> Form:
    return Form(
        ReasonRequired(), action="review.recuse", url=url("recuse"), style="outline-danger",
        submit=t("申请回避", "Stand back"),
    )  # fmt: skip


def _page(review_id: UUID, sent: Form | None = None, error: HubError | None = None) -> str:
    review = reviews.get_assigned(review_id, current_actor())
    view = view_of(redemption.redemption_by_id(review.subject_id))
    forms: dict[str, Any] = {}
    if reviews.may_decide(review, current_actor()):
        phrases = forms_of.phrases_for(review.area, current_actor())
        forms = {**forms_of.opinion_forms(_url(review_id), review, phrases), "recuse": _recuse_form(_url(review_id))}
    if redemption.undoing.undoable(view.redemption, current_actor()) is not None:
        forms["undo"] = forms_of.undo_form(_url(review_id))
    if sent is not None:
        forms = {name: sent if form.action == sent.action else form for name, form in forms.items()}
    found = view.redemption
    history = history_of(found)
    return render(
        "expert/review.html", view=view, review=review, forms=forms, error=error, history=history,
        base=url_for(".show_review", review_id=review_id),
    )  # fmt: skip
