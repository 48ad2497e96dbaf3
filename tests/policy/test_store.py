"""Publishing what the region folders propose, choosing the version, keeping decisions."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from hub import policy
from hub.kernel.actor import THE_HUB
from hub.kernel.db import db
from hub.policy import Question
from hub.policy.errors import AnchorMissing, PolicyNotInForce
from schemas.terms import RedemptionBasis, VoucherMode

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def published(session: None) -> None:
    """Every shipped policy, published."""
    policy.import_region_policies("all", by=THE_HUB)


def redemption(on: date, **facts: object) -> Question:
    """A 通用 redemption in Ma'anshan of orders placed on a date."""
    return Question(
        phase="redemption",
        programme="delta",
        area="maanshan",
        anchors={"order": on},
        facts={
            "voucher.mode": "HOLDER_REDEEMS",
            "redemption.order_sum_fen": 600_000,
            "redemption.invoice_sum_fen": 600_000,
            "redemption.initiator": "holder",
            **facts,
        },
        available_fen=50_000_000,
    )


def test_importing_twice_publishes_once() -> None:
    again = policy.import_region_policies("all", by=THE_HUB)
    assert again.published == []
    assert again.drifted == []
    assert "delta/maanshan v2" in again.unchanged


@pytest.mark.parametrize(
    ("on", "label"),
    [
        (date(2021, 1, 1), "delta/maanshan v1"),
        (date(2022, 12, 31), "delta/maanshan v1"),
        (date(2023, 1, 1), "delta/maanshan v2"),
        (date(2030, 1, 1), "delta/maanshan v2"),
    ],
)
def test_the_version_is_the_one_in_force_on_the_date(on: date, label: str) -> None:
    assert policy.policy_in_force("delta", "maanshan", on).label == label


def test_a_date_before_the_first_version_is_an_error_and_not_the_nearest_row() -> None:
    with pytest.raises(PolicyNotInForce):
        policy.policy_in_force("delta", "xiangcheng", date(2022, 12, 31))
    assert "delta/xiangcheng v1" not in [one.label for one in policy.list_policies(date(2022, 12, 31))]


def test_an_unknown_programme_is_not_in_force() -> None:
    with pytest.raises(PolicyNotInForce):
        policy.preview(Question("order", "none-such", "maanshan", {"order": date(2024, 1, 1)}, {}))


def test_orders_keep_the_version_of_their_day_when_they_are_redeemed_later() -> None:
    old = policy.preview(redemption(date(2022, 12, 30), **{"redemption.on": date(2023, 1, 5)}))
    assert old.version_label == "delta/maanshan v1"
    assert (old.outcome, old.basis, old.amount_fen) == ("allow", RedemptionBasis.ORDERS, 300_000)
    new = policy.preview(redemption(date(2023, 1, 5)))
    assert (new.basis, new.mode) == (RedemptionBasis.DIRECT, VoucherMode.HOLDER_REDEEMS)


def test_without_a_date_that_chooses_the_version_nothing_is_decided() -> None:
    question = Question("redemption", "delta", "maanshan", {"submission": date(2021, 3, 1)}, {})
    with pytest.raises(AnchorMissing):
        policy.preview(question)


def test_a_decision_is_kept_whole_and_read_back_equal() -> None:
    subject_id = uuid4()
    decision = policy.decide(redemption(date(2021, 3, 8)), subject="redemption", subject_id=subject_id)
    assert decision.id is not None
    kept = policy.get_decision(decision.id)
    assert kept == decision
    assert kept.sentences("zh") == decision.sentences("zh")


def test_what_was_published_and_decided_cannot_be_changed() -> None:
    policy.decide(redemption(date(2021, 3, 8)), subject="redemption", subject_id=uuid4())
    for statement in (
        "UPDATE policy_version SET status = 'ended'",
        "DELETE FROM policy_decision",
        "UPDATE policy_document SET name = 'x'",
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(statement))
