"""What buyers said of the institution's services, and its one answer to each."""

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.orders import Order, evaluations
from hub.web.forms import Form
from hub.web.guards import allow, current_actor, needs_assurance
from hub.web.institution import bp
from hub.web.language import t
from hub.web.using.evaluating import EvaluationPages, install
from schemas.evaluation import ReplyToEvaluation
from schemas.terms import INSTITUTION_ROLES

ROLES = tuple(sorted(INSTITUTION_ROLES))


def _form(no: str) -> Form:
    url, submit = url_for("institution.reply_to_evaluation", no=no), t("回复", "Answer")
    return Form(ReplyToEvaluation(), action="evaluation.reply", url=url, submit=submit)


def _offered(order: Order) -> Form | None:
    said = evaluations.find(order)
    return _form(order.no) if said is not None and not said.reply else None


PAGES = EvaluationPages(bp, ROLES, "institution_id", _offered)
install(PAGES)


@bp.post("/evaluations/<no>")
@allow(*ROLES)
@needs_assurance("substantial")
def reply_to_evaluation(no: str) -> ResponseReturnValue:
    """Answer, once."""
    form = _form(no)
    return PAGES.act(no, form, lambda order: evaluations.reply(order=order, text=form.data["text"], by=current_actor()))
