"""评价服务: the buyer says how a completed service was; after thirty days it counts as good."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.orders import Order, evaluations
from hub.web.enterprise import bp
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.language import t
from hub.web.using.evaluating import EvaluationPages, install
from schemas.evaluation import EvaluateOrder
from schemas.terms import HOLDER_ROLES

ROLES = tuple(sorted(HOLDER_ROLES))


def _form(no: str) -> Form:
    url, submit = url_for("enterprise.evaluate", no=no), t("提交评价", "Send")
    return Form(EvaluateOrder(), action="evaluation.give", url=url, submit=submit)


def _offered(order: Order) -> Form | None:
    return _form(order.no) if evaluations.may_evaluate(order) else None


PAGES = EvaluationPages(bp, ROLES, "holder_id", _offered)
install(PAGES)


@bp.post("/evaluations/<no>")
@allow(*ROLES)
@needs_assurance("substantial")
def evaluate(no: str) -> ResponseReturnValue:
    """Say how it was."""
    form = _form(no)
    return PAGES.act(no, form, lambda order: evaluations.evaluate(
        order=order, stars=form.data["stars"], comment=form.data["comment"], by=current_actor()
    ))  # fmt: skip
