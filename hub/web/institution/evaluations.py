"""The judgments that an institution received, and its one answer to each."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import evaluations
from hub.web.commands import perform
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.institution import bp
from hub.web.institution.listing_forms import own_institution
from hub.web.language import t
from hub.web.page import render
from hub.web.paging import Paging, page_asked_for
from schemas.evaluation import AnswerEvaluation
from schemas.terms import INSTITUTION_ROLES


@bp.get("/evaluations")
@allow(*INSTITUTION_ROLES)
def list_evaluations() -> ResponseReturnValue:
    """All judgments, the newest first, and the average."""
    unit = own_institution()
    found, total = evaluations.list_received(unit.id, page=page_asked_for())
    return render(
        "evaluations/list.html",
        found=found,
        paging=Paging(page_asked_for(), total),
        rating=evaluations.ratings_of([unit.id]).get(unit.id),
    )


@bp.get("/orders/<no>/evaluation")
@allow(*INSTITUTION_ROLES)
def show_evaluation(no: str) -> ResponseReturnValue:
    """What was said of one order, and the answer."""
    return _page(no)


@bp.post("/orders/<no>/evaluation")
@allow(*INSTITUTION_ROLES)
def answer_evaluation(no: str) -> ResponseReturnValue:
    """Answer, once."""
    form = _form(no)
    return perform(
        lambda: evaluations.reply(order=orders.get_order(no), text=form.data["text"], by=current_actor()),
        then=lambda _: url_for(".show_evaluation", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


def _page(no: str, sent: Form | None = None) -> str:
    order = orders.get_order(no)
    evaluation = evaluations.find(order)
    may_answer = evaluation is not None and not evaluation.reply
    return render(
        "evaluations/show.html",
        order=order,
        evaluation=evaluation,
        default_on=evaluations.default_on(order),
        form=sent or (_form(no) if may_answer else None),
        back=url_for(".show_order", no=no),
    )


def _form(no: str) -> Form:
    url, submit = url_for(".answer_evaluation", no=no), t("回复", "Answer")
    return Form(AnswerEvaluation(), action="evaluation.reply", url=url, submit=submit)
