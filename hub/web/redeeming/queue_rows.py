"""What waits in a reviewer's queue, oldest first, with the age of each in working days and its colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub import integrity, redemption, reviews
from hub.integrity import IntegrityHit
from hub.kernel.actor import Actor
from hub.kernel.clock import SHANGHAI, business_today
from hub.kernel.scope import everything
from hub.policy import calendar
from hub.redemption import MAY_RELEASE, Redemption, bulk
from hub.reviews import Review
from hub.web.language import t
from schemas.terms import ReviewStage, Role


@dataclass(frozen=True)
class QueueRow:
    """One thing that waits for this person."""

    no: str
    what: str
    stage: ReviewStage | None
    amount_fen: int | None
    since: datetime
    days: int
    colour: str
    hits: Sequence[IntegrityHit]
    in_bulk: bool
    assignee: str = ""


def queue_of(actor: Actor) -> list[QueueRow]:
    """Stages to decide, experts to ask and holds to release, the longest waiting first."""
    rows = [_of_review(one, t("待审核", "to decide"), actor) for one in _mine(actor)]
    areas = sorted(actor.areas(*reviews.MAY_ASSIGN))
    unassigned = [one for area in areas for one in reviews.list_unassigned(area) if one.subject == "redemption"]
    rows += [_of_review(one, t("待抽取或指派专家", "an expert to be asked"), actor) for one in unassigned]
    rows += [_of_held(one) for one in _held(sorted(actor.areas(*MAY_RELEASE)), actor)]
    return sorted((row for row in rows if row is not None), key=lambda row: (row.since, row.no))


def _mine(actor: Actor) -> Iterable[Review]:
    return (one for one in reviews.list_queue(actor) if one.subject == "redemption" and one.role is not Role.EXPERT)


def _held(areas: Sequence[str], actor: Actor) -> list[Redemption]:
    """Held ones that this person has not released yet."""
    found = redemption.list_held(areas)
    return [one for one in found if actor.account_id not in _released_by(one)]


def _released_by(held: Redemption) -> set[object]:
    found = integrity.list_releases(subject="redemption", subject_id=held.id, round=held.round)
    return {one.account_id for one in found}


def _of_review(review: Review, what: str, actor: Actor) -> QueueRow | None:
    with everything():
        found = redemption.find_redemption(review.subject_no)
    if found is None:
        return None
    may = reviews.may_decide(review, actor) and bulk.why_not_in_bulk(found, review) is None
    return _row(found, what, review.stage, review.opened_at, in_bulk=may, assignee=review.assignee_name or "")


def _of_held(found: Redemption) -> QueueRow:
    since = found.assessed_at or found.submitted_at or found.drafted_at
    return _row(found, t("暂缓待解除", "a hold to release"), None, since, in_bulk=False)


def _row(
    found: Redemption, what: str, stage: ReviewStage | None, since: datetime, *, in_bulk: bool, assignee: str = ""
) -> QueueRow:
    limits = integrity.thresholds_of(found.area)
    days = calendar.working_days_between(since.astimezone(SHANGHAI).date(), business_today())
    colour = reviews.rules.age_colour(days, yellow=limits.of("queue_yellow_days"), red=limits.of("queue_red_days"))
    hits = [one for one in integrity.list_hits("redemption", found.id) if one.round == found.round]
    return QueueRow(found.no, what, stage, found.amount_fen, since, days, colour, hits, in_bulk, assignee)
