"""服务评价: the buyer of a completed order says how it was."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub import orders
from hub.orders import evaluations
from hub.web.commands import perform
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor
from hub.web.language import t
from hub.web.page import render
from schemas.evaluation import Evaluate
from schemas.terms import HOLDER_ROLES


@bp.get("/orders/<no>/evaluation")
@allow(*HOLDER_ROLES)
def show_evaluation(no: str) -> ResponseReturnValue:
    """What was said, or the form."""
    return _page(no)


@bp.post("/orders/<no>/evaluation")
@allow(*HOLDER_ROLES)
def evaluate_order(no: str) -> ResponseReturnValue:
    """Say how it was."""
    form = _form(no)
    return perform(
        lambda: evaluations.evaluate(order=orders.get_order(no), **form.data, by=current_actor()),
        then=lambda _: url_for(".show_evaluation", no=no),
        back=lambda _: _page(no, form),
        form=form,
    )


def _page(no: str, sent: Form | None = None) -> str:
    order = orders.get_order(no)
    form = sent or (_form(no) if evaluations.may_evaluate(order) else None)
    return render(
        "evaluations/show.html",
        order=order,
        evaluation=evaluations.find(order),
        default_on=evaluations.default_on(order),
        form=form,
        back=url_for(".show_order", no=no),
    )


def _form(no: str) -> Form:
    url, submit = url_for(".evaluate_order", no=no), t("提交评价", "Submit")
    return Form(Evaluate(), action="order.evaluate", url=url, submit=submit)
