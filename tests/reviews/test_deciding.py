"""Who may decide a stage: the right role or the expert asked, once, never two stages, never one's own unit."""

from typing import Any

import pytest

from hub import reviews
from hub.identity import find_organization_by_uscc
from hub.kernel.errors import Forbidden
from hub.kernel.ids import new_id
from hub.reviews import Review, ReviewState
from schemas.terms import ReviewDecision, ReviewStage, Role
from tests.orders.world import USCC, staff

PASS, RETURN, REFUSE = ReviewDecision.PASS, ReviewDecision.RETURN, ReviewDecision.REFUSE


def opened(subject_id: Any = None, **changed: Any) -> Review:
    values: dict[str, Any] = {
        "subject": "redemption", "subject_id": subject_id or new_id(), "subject_no": "DF-20210308-00001",
        "area": "maanshan", "stage": ReviewStage.INITIAL, "role": Role.REVIEWER_INITIAL, "position": 0,
    }  # fmt: skip
    return reviews.open_stage(**{**values, **changed})


def test_a_stage_waits_for_its_role_in_its_area(world: None) -> None:
    review = opened()
    assert review in reviews.list_queue(staff("mas_init"))
    assert review not in reviews.list_queue(staff("mas_admin"))
    for other in ("mas_admin", "wj_admin", "js_gaochun_bur", "expert01"):
        with pytest.raises(reviews.NotYours):
            reviews.decide(review=review, decision=PASS, opinion="", by=staff(other))
    reviews.decide(review=review, decision=PASS, opinion="材料齐全", by=staff("mas_init"))
    assert (review.state, review.opinion) == (ReviewState.PASSED, "材料齐全")
    assert review not in reviews.list_queue(staff("mas_init"))


@pytest.mark.parametrize("decision", [RETURN, REFUSE])
def test_whoever_is_sent_back_reads_why(world: None, decision: ReviewDecision) -> None:
    review = opened()
    with pytest.raises(reviews.OpinionMissing):
        reviews.decide(review=review, decision=decision, opinion="  ", by=staff("mas_init"))
    assert review.state is ReviewState.PENDING


def test_nobody_decides_two_stages_of_one_subject(world: None) -> None:
    subject_id = new_id()
    first = opened(subject_id)
    reviews.decide(review=first, decision=PASS, opinion="", by=staff("mas_init"))
    second = opened(subject_id, stage=ReviewStage.SECOND, position=1)
    with pytest.raises(reviews.SameOfficer):
        reviews.decide(review=second, decision=PASS, opinion="", by=staff("mas_init"))
    again = reviews.cancel_pending(subject="redemption", subject_id=subject_id, by=staff("mas_admin"))
    assert again is None and second.state is ReviewState.CANCELLED
    new_round = opened(subject_id, round=2)
    reviews.decide(review=new_round, decision=PASS, opinion="", by=staff("mas_init"))
    assert new_round.state is ReviewState.PASSED


def test_nobody_reviews_the_own_unit(world: None) -> None:
    unit = find_organization_by_uscc(USCC["E10"])
    assert unit is not None
    review = opened(stage=ReviewStage.EXPERT, role=Role.EXPERT, parties=(unit.id,))
    employed = staff("expert02")
    from hub.identity import get_account

    assert employed.account_id is not None
    get_account(employed.account_id).employer_id = unit.id
    with pytest.raises(reviews.ConflictOfInterest):
        reviews.assign(review=review, expert="expert02", by=staff("mas_admin"))
    assert "expert02" not in {account.username for account in reviews.eligible_experts(review)}


def test_an_expert_who_stands_back_leaves_the_stage_to_another(world: None) -> None:
    review = opened(stage=ReviewStage.EXPERT, role=Role.EXPERT)
    with pytest.raises(Forbidden):
        reviews.assign(review=review, expert="expert01", by=staff("wj_admin"))
    reviews.assign(review=review, expert="expert01", by=staff("mas_admin"))
    reviews.recuse(review=review, reason="与卖方有合作", by=staff("expert01"))
    assert (review.assignee_id, review.state) == (None, ReviewState.PENDING)
    assert review in reviews.list_unassigned("maanshan")
    reviews.assign(review=review, expert="expert02", by=staff("mas_admin"))
    assert [one.id for one in reviews.list_queue(staff("expert02"))] == [review.id]


def test_a_subject_has_one_open_stage(world: None) -> None:
    from sqlalchemy.exc import IntegrityError

    from hub.kernel.db import db

    subject_id = new_id()
    opened(subject_id)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        opened(subject_id, stage=ReviewStage.SECOND, position=1)
