"""Evaluating a completed order, answering once, the default after thirty days, and what everybody sees of it (G-29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from hub import audit
from hub.kernel import scope
from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.clock import business_now
from hub.kernel.db import db
from hub.kernel.errors import Refused
from hub.kernel.states import StateChange
from hub.orders.evaluation_tables import Evaluation
from hub.orders.models import Order
from hub.orders.telling import tell_holder, tell_institution
from schemas.terms import HOLDER_ROLES, INSTITUTION_ROLES, OrderState

DEFAULT_AFTER = timedelta(days=30)
DEFAULT_STARS = 5
OVERWRITE_WITHIN = timedelta(days=15)
PUBLIC = 20
BATCH = 500


class NotCompleted(Refused):
    """Only what is done can be judged."""

    code = "evaluation.not_completed"
    zh = "订单完成后才能评价。"
    en = "An order can be evaluated once it is completed."


class EvaluatedAlready(Refused):
    """A judgment stands, except the default one for fifteen days."""

    code = "evaluation.already"
    zh = "该订单已评价，不能更改。"
    en = "This order has been evaluated; that cannot be changed."


class NothingToAnswer(Refused):
    """The institution answers once, and only what was said."""

    code = "evaluation.no_reply"
    zh = "该评价不能回复：没有评价，或已经回复。"
    en = "There is nothing to answer here, or it was answered already."


@dataclass(frozen=True)
class Rating:
    """How many buyers judged, and their average to one decimal; None where nobody did."""

    count: int
    average: str | None


def evaluate(*, order: Order, stars: int, comment: str, by: Actor) -> Evaluation:
    """Say how it was; the default judgment may be replaced for fifteen days.

    Raises:
        Forbidden: the order is not this enterprise's.
        NotCompleted: it is not done.
        EvaluatedAlready: a person has judged, or the default stands.
    """
    by.require(*HOLDER_ROLES, organization_id=order.holder_id)
    if order.state is not OrderState.COMPLETED:
        raise NotCompleted()
    found, now = find(order), business_now()
    if found is not None and not _replaceable(found, now):
        raise EvaluatedAlready()
    evaluation = found or _new(order, now)
    evaluation.stars, evaluation.comment, evaluation.by_default = stars, comment, False
    evaluation.given_at, evaluation.given_by = now, by.account_id
    db.session.add(evaluation)
    db.session.flush()
    _record("evaluation.given", order, evaluation, by=by)
    tell_institution("evaluation.given", order)
    return evaluation


def reply(*, order: Order, text: str, by: Actor) -> None:
    """Answer, once.

    Raises:
        Forbidden: the order is not this institution's.
        NothingToAnswer: nobody has judged, or it was answered.
    """
    by.require(*INSTITUTION_ROLES, organization_id=order.institution_id)
    evaluation = find(order)
    if evaluation is None or evaluation.reply:
        raise NothingToAnswer()
    evaluation.reply, evaluation.replied_at = text, business_now()
    db.session.flush()
    _record("evaluation.replied", order, evaluation, by=by)
    tell_holder("evaluation.replied", order)


def find(order: Order) -> Evaluation | None:
    """What was said of an order."""
    return db.session.scalars(select(Evaluation).where(Evaluation.order_id == order.id)).one_or_none()


def may_evaluate(order: Order) -> bool:
    """Whether the buyer can say something now."""
    found = find(order)
    return order.state is OrderState.COMPLETED and (found is None or _replaceable(found, business_now()))


def default_on(order: Order) -> datetime | None:
    """When the default judgment is given; None where one was given or the order is not done."""
    completed = _completed_at(order.id)
    if order.state is not OrderState.COMPLETED or completed is None or find(order) is not None:
        return None
    return completed + DEFAULT_AFTER


def give_defaults(now: datetime) -> int:
    """Judge well whatever was completed thirty days ago and nobody has judged; returns how many."""
    completed = (
        select(StateChange.subject_id, func.max(StateChange.at).label("at"))
        .where(StateChange.subject == "order", StateChange.to_state == OrderState.COMPLETED)
        .group_by(StateChange.subject_id)
        .subquery()
    )
    due = (
        select(Order, completed.c.at)
        .join(completed, completed.c.subject_id == Order.id)
        .outerjoin(Evaluation, Evaluation.order_id == Order.id)
        .where(Order.state == OrderState.COMPLETED, Evaluation.id.is_(None), completed.c.at <= now - DEFAULT_AFTER)
        .order_by(completed.c.at)
        .limit(BATCH)
    )
    given = 0
    for order, at in db.session.execute(due).all():
        evaluation = _new(order, at + DEFAULT_AFTER)
        evaluation.stars, evaluation.by_default = DEFAULT_STARS, True
        db.session.add(evaluation)
        db.session.flush()
        _record("evaluation.given", order, evaluation, by=THE_HUB)
        given += 1
    return given


def rating_of_service(service_no: str) -> Rating:
    """The judgments of one service, the default ones counted as what they are: not a person's."""
    return _rating(Evaluation.service_no == service_no)


def ratings_of(institution_ids: Sequence[UUID]) -> dict[UUID, Rating]:
    """The judgments of institutions."""
    grouped = (
        select(Evaluation.institution_id, func.count(), func.avg(Evaluation.stars))
        .where(Evaluation.institution_id.in_(list(institution_ids)), Evaluation.by_default.is_(False))
        .group_by(Evaluation.institution_id)
    )
    with scope.everything():
        return {key: Rating(int(n), f"{average:.1f}") for key, n, average in db.session.execute(grouped)}


def list_public(*, service_no: str | None = None, institution_id: UUID | None = None) -> Sequence[dict[str, Any]]:
    """What everybody sees of the newest judgments: stars, words, month, answer; never who or for how much."""
    found = select(Evaluation).where(Evaluation.by_default.is_(False))
    if service_no is not None:
        found = found.where(Evaluation.service_no == service_no)
    if institution_id is not None:
        found = found.where(Evaluation.institution_id == institution_id)
    with scope.everything():
        rows = db.session.scalars(found.order_by(Evaluation.given_at.desc(), Evaluation.id.desc()).limit(PUBLIC)).all()
    return [
        {"stars": row.stars, "comment": row.comment, "month": f"{row.given_at:%Y-%m}", "reply": row.reply}
        for row in rows
    ]


def _rating(which: Any) -> Rating:
    found = select(func.count(), func.avg(Evaluation.stars)).where(which, Evaluation.by_default.is_(False))
    with scope.everything():
        count, average = db.session.execute(found).one()
    return Rating(int(count), f"{average:.1f}" if count else None)


def _new(order: Order, at: datetime) -> Evaluation:
    return Evaluation(
        order_id=order.id,
        area=order.area,
        holder_id=order.holder_id,
        institution_id=order.institution_id,
        service_no=order.service_no,
        comment="",
        given_at=at,
    )


def _replaceable(evaluation: Evaluation, now: datetime) -> bool:
    return evaluation.by_default and now < evaluation.given_at + OVERWRITE_WITHIN


def _completed_at(order_id: UUID) -> datetime | None:
    changes = select(func.max(StateChange.at)).where(
        StateChange.subject == "order", StateChange.subject_id == order_id, StateChange.to_state == OrderState.COMPLETED
    )
    found: datetime | None = db.session.execute(changes).scalar_one()
    return found


def _record(event: str, order: Order, evaluation: Evaluation, *, by: Actor) -> None:
    audit.record(
        event,
        by=by,
        subject="order",
        subject_id=order.id,
        subject_no=order.no,
        areas=(order.area,),
        organizations=(order.holder_id, order.institution_id),
        after={"stars": evaluation.stars, "by_default": evaluation.by_default},
    )
