"""Public notices over a holiday (S27), objections, and what was paid taken back."""

from datetime import date, datetime

import pytest

from hub import ledger, redemption
from hub.identity import find_account_by_username, grant_role
from hub.kernel.actor import THE_HUB
from hub.kernel.clock import SHANGHAI, set_business_time
from hub.kernel.errors import HubError
from hub.ledger import find_award
from hub.redemption import ObjectionState, Redemption, is_intact
from hub.redemption.notices import close_notice
from hub.vouchers import Instrument
from schemas.terms import OrderState, Role, fen_of_yuan, yuan
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, figures, hand_out, staff
from tests.redemption.stage import drafted_by_holder, in_service, institution_case, published, reviewed

Two = tuple[Instrument, Redemption, Redemption]


@pytest.fixture
def two(world: None) -> Two:
    """A 4,000.00 and B 2,500.00, assessed on Friday 2024-09-27."""
    at(2024, 9, 27, 9)
    voucher = hand_out("E06", "wujiang", "Q", "300000.00")
    found = []
    for quantity, invoiced, award in ((3, "9000.00", "4000.00"), (2, "6000.00", "2500.00")):
        placed = in_service("E06", "V02", voucher, "i02", quantity=quantity, officer="wj_admin")
        drafted = drafted_by_holder("E06", [placed], invoiced, date(2024, 9, 27))
        redemption.submit_redemption(redemption=drafted, by=buyer("E06"))
        found.append(reviewed(drafted, award, officer="wj_admin"))
    return voucher, found[0], found[1]


def test_a_notice_over_the_national_holiday_counts_working_days_and_closes_at_midnight(two: Two) -> None:
    voucher, a, b = two
    notice = published(a, b, officer="wj_admin")
    assert (notice.closes_on, notice.working_days) == (date(2024, 10, 10), 5)
    assert redemption.closing_instant(notice.closes_on) == datetime(2024, 10, 11, tzinfo=SHANGHAI)
    assert '"amount":"4000.00"' in notice.snapshot and '"amount":"2500.00"' in notice.snapshot

    at(2024, 10, 9)
    objection = redemption.file_objection(notice=notice, redemption_no=b.no, words="该项服务未实际发生")
    assert (a.state, b.state) == (S.ON_NOTICE, S.OBJECTED)
    at(2024, 10, 11, 0, 5)
    close_notice(notice=notice)
    assert (a.state, b.state) == (S.PAYABLE, S.OBJECTED)
    owed = find_award(a.id)
    assert owed is not None and owed.eligible_at == redemption.closing_instant(notice.closes_on)
    assert (yuan(owed.amount_fen), owed.period) == ("4000.00", date(2024, 10, 1))
    with pytest.raises(HubError, match=r"notice\.over"):
        redemption.file_objection(notice=notice, redemption_no=a.no, words="晚了")

    decide = {"objection": objection, "notice": notice, "upheld": True, "answer": "核实属实"}
    with pytest.raises(HubError, match="published_by_you"):
        redemption.decide_objection(**decide, by=staff("wj_admin"))
    other = find_account_by_username("mas_init")
    assert other is not None
    grant_role(account=other, role=Role.OBJECTION_DECIDER, area="wujiang", by=THE_HUB)
    redemption.decide_objection(**decide, by=staff("mas_init"))
    assert (b.state, objection.state, objection.answer) == (S.REJECTED, ObjectionState.UPHELD, "核实属实")
    assert find_award(b.id) is None
    assert figures(voucher) == ("300000.00", "0.00", "296000.00")
    assert ledger.verify() == []


def test_an_objection_on_the_last_second_stops_the_line_and_one_a_second_later_is_too_late(two: Two) -> None:
    _, a, b = two
    notice = published(a, b, officer="wj_admin")
    set_business_time(datetime(2024, 10, 10, 23, 59, 59, tzinfo=SHANGHAI))
    redemption.file_objection(notice=notice, redemption_no=b.no, words="最后一秒")
    set_business_time(datetime(2024, 10, 11, 0, 0, 0, tzinfo=SHANGHAI))
    with pytest.raises(HubError, match=r"notice\.over"):
        redemption.file_objection(notice=notice, redemption_no=a.no, words="晚了一秒")
    close_notice(notice=notice)
    assert (a.state, b.state) == (S.PAYABLE, S.OBJECTED)


def test_a_dismissed_objection_lets_the_line_go_on(two: Two) -> None:
    _, a, _ = two
    notice = published(a, officer="wj_admin")
    objection = redemption.file_objection(notice=notice, redemption_no=a.no, words="金额有疑")
    other = find_account_by_username("mas_init")
    assert other is not None
    grant_role(account=other, role=Role.OBJECTION_DECIDER, area="wujiang", by=THE_HUB)
    redemption.decide_objection(
        objection=objection, notice=notice, upheld=False, answer="金额无误", by=staff("mas_init")
    )
    assert (a.state, objection.state) == (S.ON_NOTICE, ObjectionState.DISMISSED)


def test_a_snapshot_changed_by_one_byte_no_longer_matches_its_hash(two: Two) -> None:
    notice = published(two[1], officer="wj_admin")
    assert is_intact(notice)
    notice.snapshot = notice.snapshot.replace("4000.00", "4000.01")
    assert not is_intact(notice)


def test_only_what_was_assessed_is_published_and_only_by_the_officer(two: Two) -> None:
    _, a, _ = two
    with pytest.raises(HubError, match="forbidden"):
        redemption.publish_notice(redemptions=[a], by=staff("expert01"))
    published(a, officer="wj_admin")
    with pytest.raises(HubError, match="not_ready"):
        published(a, officer="wj_admin")


def test_a_paid_award_is_taken_back_by_two_people(world: None) -> None:
    voucher, _, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    redemption.agree_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    notice = published(drafted)
    at(2021, 4, 1)
    close_notice(notice=notice)
    area, approver = staff("mas_admin"), staff("maanshan_finance2")
    redemption.propose_reversal(redemption=drafted, amount_fen=fen_of_yuan("250.00"), reason="一项未完成", by=area)
    with pytest.raises(HubError, match="four_eyes"):
        redemption.confirm_reversal(redemption=drafted, by=area)
    redemption.confirm_reversal(redemption=drafted, by=approver)
    with pytest.raises(HubError, match="nothing_proposed"):
        redemption.confirm_reversal(redemption=drafted, by=approver)
    assert figures(voucher) == ("500000.00", "0.00", "497250.00")
    assert drafted.state is S.PAYABLE


def test_a_payment_that_came_back_is_owed_again_and_paid_once(world: None) -> None:
    _, placed, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    redemption.agree_redemption(redemption=drafted, by=buyer("E10"))
    reviewed(drafted, "3000.00")
    close_notice(notice=published(drafted))
    ids, by = [drafted.id], staff("maanshan_finance")
    for mark, state in (
        (redemption.mark_batched, S.BATCHED),
        (redemption.mark_instructed, S.INSTRUCTED),
        (redemption.mark_paid, S.PAID),
        (redemption.mark_returned, S.PAYABLE),
        (redemption.mark_batched, S.BATCHED),
        (redemption.mark_paid, S.PAID),
    ):
        assert mark(ids, by) == 1
        assert drafted.state is state
        assert mark(ids, by) == 0
    assert placed.state is OrderState.COMPLETED
