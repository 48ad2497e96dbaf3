"""Evaluations of orders: read by both parties, given by the buyer, answered by the institution."""

from typing import Any

from hub import orders
from hub.api.access import caller
from hub.api.operation import Blueprint, operation
from hub.kernel.errors import NotFound
from hub.orders import evaluations
from schemas.api import evaluations as schemas

bp = Blueprint("evaluations", __name__, url_prefix="/api/v1", description="评价 / Evaluations")
ONE = "/orders/<no>/evaluation"


@operation(bp, "GET", ONE, "getEvaluation", scope="redemption.read", answers=schemas.Evaluation)
def get_evaluation(no: str) -> Any:
    """What was said of an order; not found while nobody has."""
    found = evaluations.find(orders.get_order(no))
    if found is None:
        raise NotFound()
    return found


@operation(
    bp, "POST", ONE, "evaluateOrder", scope="redemption.write", takes=schemas.NewEvaluation,
    answers=schemas.Evaluation, status=201,
)  # fmt: skip
def evaluate_order(body: dict[str, Any], no: str) -> Any:
    """Say how it was, as the buyer."""
    return evaluations.evaluate(order=orders.get_order(no), by=caller(), **body)


@operation(
    bp, "POST", f"{ONE}/reply", "replyToEvaluation", scope="redemption.write", takes=schemas.NewReply,
    answers=schemas.Evaluation,
)  # fmt: skip
def reply_to_evaluation(body: dict[str, Any], no: str) -> Any:
    """Answer, as the institution."""
    order = orders.get_order(no)
    evaluations.reply(order=order, text=body["text"], by=caller())
    return evaluations.find(order)
