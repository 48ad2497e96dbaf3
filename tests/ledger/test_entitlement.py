"""Granting, reserving, giving back and submitting."""

from uuid import uuid4

import pytest

from hub import ledger
from hub.kernel.db import db
from hub.kernel.errors import HubError
from hub.ledger import Hold
from schemas.terms import HoldState
from tests.ledger.makers import OFFICER, Voucher, at, award


def test_what_is_reserved_is_no_longer_available(books: None) -> None:
    voucher = Voucher(500_000_00).grant()
    voucher.reserve(3_000_00)
    assert voucher.figures() == (500_000_00, 3_000_00, 0, 0, 497_000_00)


def test_the_last_fen_can_be_reserved_and_not_one_more(books: None) -> None:
    voucher = Voucher(1_000).grant()
    voucher.reserve(999)
    with pytest.raises(ledger.QuotaTooSmall, match=r"0\.01"):
        voucher.reserve(2)
    voucher.reserve(1)
    assert voucher.figures() == (1_000, 1_000, 0, 0, 0)


def test_a_refusal_in_the_middle_of_a_request_leaves_nothing_behind(books: None) -> None:
    voucher = Voucher(1_000).grant()
    taken = 0
    for _ in range(5):
        try:
            voucher.reserve(400)
            taken += 1
        except ledger.QuotaTooSmall:
            continue
    assert taken == 2
    assert voucher.figures() == (1_000, 800, 0, 0, 200)


def test_the_same_reference_reserves_once(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.reserve(400)
    voucher.reserve(400, order_id)
    assert voucher.figures()[1] == 400
    with pytest.raises(ledger.PostedDifferently):
        voucher.reserve(500, order_id)


def test_an_order_holds_one_reservation(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.reserve(400)
    with pytest.raises(ledger.AlreadyReserved):
        ledger.reserve(
            instrument_id=voucher.id, subject="order", subject_id=order_id, amount_fen=1, by=OFFICER, ref="another"
        )
    assert voucher.figures()[1] == 400


def test_a_grant_is_posted_once_for_its_reference(books: None) -> None:
    voucher = Voucher(1_000).grant()
    voucher.grant()
    assert voucher.figures() == (1_000, 0, 0, 0, 1_000)


def test_two_vouchers_of_one_holder_share_the_yearly_cap(books: None) -> None:
    first = Voucher(60, cap_fen=100).grant()
    with pytest.raises(ledger.CapReached):
        Voucher(41, cap_fen=100, holder_id=first.holder_id).grant()
    Voucher(40, cap_fen=100, holder_id=first.holder_id).grant()
    Voucher(41, cap_fen=100, holder_id=first.holder_id, year=2022).grant()


def test_a_change_of_price_replaces_the_reservation(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.reserve(400)
    ledger.replace_reservation(subject="order", subject_id=order_id, amount_fen=900, by=OFFICER, ref="price 2")
    assert voucher.figures() == (1_000, 900, 0, 0, 100)
    with pytest.raises(ledger.QuotaTooSmall):
        ledger.replace_reservation(subject="order", subject_id=order_id, amount_fen=1_001, by=OFFICER, ref="price 3")
    assert voucher.figures() == (1_000, 900, 0, 0, 100)
    assert ledger.find_hold("order", order_id).state is HoldState.HELD


def test_cancelling_gives_the_reservation_back_once(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.reserve(400)
    for _ in range(2):
        ledger.release(subject="order", subject_id=order_id, by=OFFICER, ref="cancel", reason="取消")
    assert voucher.figures() == (1_000, 0, 0, 0, 1_000)
    with pytest.raises(ledger.NothingReserved):
        ledger.release(subject="order", subject_id=order_id, by=OFFICER, ref="again", reason="取消")


def test_what_is_submitted_is_released_by_a_rejection_only(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.submitted(400)
    with pytest.raises(ledger.NothingReserved):
        ledger.release(subject="order", subject_id=order_id, by=OFFICER, ref="cancel", reason="取消")
    ledger.release(subject="order", subject_id=order_id, by=OFFICER, ref="reject", reason="驳回", claimed=True)
    assert voucher.figures() == (1_000, 0, 0, 0, 1_000)


def test_returned_for_correction_it_stays_reserved(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.submitted(400)
    ledger.unclaim(subject="order", subject_id=order_id, by=OFFICER, reason="报告缺页")
    assert ledger.find_hold("order", order_id).state is HoldState.HELD
    ledger.claim(subject="order", subject_id=order_id, by=OFFICER)
    assert voucher.figures() == (1_000, 400, 0, 0, 600)


LIVE_ACTIONS = {
    "claim": lambda order_id: ledger.claim(subject="order", subject_id=order_id, by=OFFICER),
    "unclaim": lambda order_id: ledger.unclaim(subject="order", subject_id=order_id, by=OFFICER),
    "release": lambda order_id: ledger.release(
        subject="order", subject_id=order_id, by=OFFICER, ref=str(uuid4()), reason="x", claimed=True
    ),
    "award": lambda order_id: award({order_id: 10}),
}


@pytest.mark.parametrize("second", LIVE_ACTIONS)
@pytest.mark.parametrize("first", ["release", "award"])
def test_a_resolved_hold_can_be_resolved_no_second_time(books: None, first: str, second: str) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.submitted(400)
    LIVE_ACTIONS[first](order_id)
    before = voucher.figures()
    with pytest.raises(HubError):
        LIVE_ACTIONS[second](order_id)
    assert voucher.figures() == before


def test_a_voucher_reads_as_expired_before_the_job_has_run(books: None) -> None:
    voucher = Voucher(1_000).grant()
    voucher.reserve(100)
    submitted = voucher.submitted(200)
    at("2021-12-31T23:59:59.5+08:00")
    assert voucher.figures() == (1_000, 300, 0, 0, 700)
    at("2022-01-01T00:00:00+08:00")
    assert voucher.figures() == (1_000, 200, 0, 800, 0)
    with pytest.raises(ledger.QuotaExpired):
        voucher.reserve(1)
    award({submitted: 150})
    assert voucher.figures() == (1_000, 0, 150, 850, 0)


def test_the_year_end_expires_what_was_not_submitted(books: None) -> None:
    voucher = Voucher(1_000).grant()
    held, submitted = voucher.reserve(100), voucher.submitted(200)
    with pytest.raises(ValueError, match="not over"):
        ledger.expire_year(2021, by=OFFICER)
    at("2022-01-01T00:00:05+08:00")
    assert ledger.expire_year(2021, by=OFFICER) == [("order", held)]
    assert ledger.expire_year(2021, by=OFFICER) == []
    assert voucher.figures() == (1_000, 200, 0, 800, 0)
    with pytest.raises(ledger.NothingReserved):
        ledger.claim(subject="order", subject_id=held, by=OFFICER)
    with pytest.raises(ledger.QuotaExpired):
        voucher.reserve(1)
    ledger.unclaim(subject="order", subject_id=submitted, by=OFFICER, reason="退回")
    assert voucher.figures() == (1_000, 0, 0, 1_000, 0)


def test_a_submitted_reservation_survives_the_year_and_its_rest_expires(books: None) -> None:
    voucher = Voucher(1_000).grant()
    submitted = voucher.submitted(200)
    at("2022-02-01T10:00:00+08:00")
    ledger.expire_year(2021, by=OFFICER)
    with pytest.raises(ledger.AwardTooLarge):
        award({submitted: 201})
    award({submitted: 120})
    assert voucher.figures() == (1_000, 0, 120, 880, 0)


def test_no_live_hold_is_found_as_the_last_one(books: None) -> None:
    voucher = Voucher(1_000).grant()
    order_id = voucher.reserve(400)
    ledger.replace_reservation(subject="order", subject_id=order_id, amount_fen=300, by=OFFICER, ref="p2")
    assert ledger.find_hold("order", order_id).amount_fen == 300
    assert ledger.find_hold("order", uuid4()) is None
    assert db.session.query(Hold).filter_by(subject_id=order_id).count() == 2
