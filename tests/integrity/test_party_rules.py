"""Who deals with whom, patterns over time, and the looks before notice and payment: both sides of every limit."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from hub.integrity import BeforePayment, DatedInvoice, Deal, Earnings, Examined, Lapse, Moment, Party, Severity
from hub.integrity import check_again as look_again
from hub.integrity.party_rules import (
    holder_lapsed,
    related_parties,
    same_party,
    seller_province,
    shared_phone,
    unfit_sellers,
)
from hub.integrity.pattern_rules import concentration, splitting
from hub.integrity.thresholds import ThresholdOutOfRange, Thresholds, known_thresholds, require_in_range
from hub.kernel.ids import new_id

BLOCK, HOLD, WARN = Severity.BLOCK, Severity.HOLD, Severity.WARN
BUYER, SELLER = new_id(), new_id()
DAY = date(2024, 5, 6)


def party(unit: UUID, name: str = "甲", **values: Any) -> Party:
    return Party(id=unit, name=name, **values)


def examined(**changed: Any) -> Examined:
    values: dict[str, Any] = {
        "holder_id": BUYER, "on": DAY, "valid_from": date(2024, 1, 1), "valid_until": date(2024, 12, 31),
        "buyer": party(BUYER), "sellers": [party(SELLER, "乙")], "seller_ids": frozenset({SELLER}),
    }  # fmt: skip
    return Examined(**{**values, **changed})


def severities(hits: list[Any]) -> list[Severity]:
    return [hit.severity for hit in hits]


@pytest.mark.parametrize(
    ("buyer", "seller", "found"),
    [
        ({}, {}, []),
        ({"uscc": "A", "parent": "P"}, {"uscc": "B", "parent": "P"}, [BLOCK]),
        ({"uscc": "A", "parent": "P"}, {"uscc": "B", "parent": "Q"}, []),
        ({"uscc": "A", "parent": "B"}, {"uscc": "B"}, [BLOCK]),
        ({"uscc": "A"}, {"uscc": "B", "parent": "A"}, [BLOCK]),
        ({"uscc": "A"}, {"uscc": "A"}, []),
    ],
)
def test_units_of_one_family_do_not_deal(buyer: Any, seller: Any, found: list[Severity]) -> None:
    hits = same_party(examined(buyer=party(BUYER, **buyer), sellers=[party(SELLER, "乙", **seller)]))
    assert severities(hits) == found and all(hit.rule == "F-04" for hit in hits)


@pytest.mark.parametrize(
    ("buyer", "seller", "found"),
    [
        ({"representative": {"x"}}, {"representative": {"x"}}, [HOLD]),
        ({"representative": {"x"}}, {"representative": {"y"}}, []),
        ({"representative": {"x"}}, {"phone": {"x"}}, []),
        ({"representative_name": {"n"}}, {"representative_name": {"n"}}, [WARN]),
        ({"representative": {"x"}, "representative_name": {"n"}}, {"representative_name": {"n"}}, [WARN]),
        (
            {"representative": {"x"}, "representative_name": {"n"}},
            {"representative": {"y"}, "representative_name": {"n"}},
            [],
        ),
        ({"phone": {"x"}}, {"phone": {"x"}}, [HOLD]),
        ({"email": {"x"}}, {"email": {"x"}}, [HOLD]),
        ({"email": {"x"}}, {"email": {"y"}}, []),
        ({"bank_account": {"old", "new"}}, {"bank_account": {"old"}}, [HOLD]),
        ({"address": {"x"}}, {"address": {"x"}}, [HOLD]),
        ({"address": {"x"}, "phone": {"y"}}, {"address": {"x"}, "phone": {"y"}}, [HOLD, HOLD]),
        ({}, {}, []),
    ],
)
def test_what_buyer_and_seller_share_holds(buyer: Any, seller: Any, found: list[Severity]) -> None:
    marks = [{kind: frozenset(values) for kind, values in one.items()} for one in (buyer, seller)]
    hits = related_parties(examined(buyer=party(BUYER, marks=marks[0]), sellers=[party(SELLER, "乙", marks=marks[1])]))
    assert severities(hits) == found
    assert all(hit.rule == "F-05" and "乙" in hit.zh and hit.evidence["seller"] == "乙" for hit in hits)


@pytest.mark.parametrize(
    ("number", "division", "found"),
    [
        ("24322000000012345678", "320508", []),
        ("24312000000012345678", "320508", [HOLD]),
        ("24952000000012345678", "440300", [WARN]),
        ("12345678", "320508", []),
        ("24312000000012345678", "", []),
    ],
)
def test_a_digital_invoice_comes_from_its_sellers_province(number: str, division: str, found: list[Severity]) -> None:
    hits = seller_province(
        examined(invoices=[DatedInvoice(number, DAY)], sellers=[party(SELLER, "乙", division=division)])
    )
    assert severities(hits) == found and all(hit.rule == "F-07" for hit in hits)


@pytest.mark.parametrize(("ordered", "found"), [(-1, []), (0, [BLOCK]), (1, [BLOCK])])
def test_orders_from_the_day_of_a_suspension_are_not_payable(ordered: int, found: list[Severity]) -> None:
    seller = party(SELLER, "乙", suspended_on=DAY, ordered_on=DAY + timedelta(days=ordered))
    assert severities(unfit_sellers(examined(sellers=[seller]))) == found


def test_what_made_a_holder_eligible_and_ended_holds() -> None:
    (hit,) = holder_lapsed(examined(lapses=[Lapse("资格已失效", "ended", DAY)]))
    assert (hit.rule, hit.severity) == ("F-16", HOLD) and "2024-05-06" in hit.zh


@pytest.mark.parametrize(("units", "own", "found"), [(4, {}, 0), (5, {}, 1), (5, {"phone_units": 6}, 0)])
def test_one_phone_of_many_units_warns_from_the_limit(units: int, own: dict[str, int], found: int) -> None:
    hits = shared_phone(examined(units_on_phone=units, thresholds=Thresholds(own)))
    assert len(hits) == found and all(hit.severity is WARN for hit in hits)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"awards": 5, "area_fen": 100, "seller_fen": 40}, 0),
        ({"awards": 5, "area_fen": 100, "seller_fen": 41}, 1),
        ({"awards": 4, "area_fen": 100, "seller_fen": 99}, 0),
        ({"income_awards": 5, "income_fen": 100, "from_buyer_fen": 60}, 0),
        ({"income_awards": 5, "income_fen": 100, "from_buyer_fen": 61}, 1),
        ({"awards": 5, "area_fen": 0, "seller_fen": 0}, 0),
    ],
)
def test_a_share_above_the_limit_warns_once_there_are_enough_awards(values: dict[str, int], found: int) -> None:
    zero = dict.fromkeys(("awards", "area_fen", "seller_fen", "income_awards", "income_fen", "from_buyer_fen"), 0)
    hits = concentration(examined(earnings=[Earnings(seller="乙", **{**zero, **values})]))
    assert len(hits) == found and all((hit.rule, hit.severity) == ("F-10", WARN) for hit in hits)


@pytest.mark.parametrize(
    ("deals", "found"),
    [
        ([(9500_00, 0), (9500_00, 10), (9500_00, 30)], 1),
        ([(9500_00, 0), (9500_00, 10), (9500_00, 31)], 0),
        ([(9500_00, 0), (9500_00, 10)], 0),
        ([(9000_00, 0), (10000_00, 10), (9000_00, 20)], 1),
        ([(8999_99, 0), (9000_00, 10), (9000_00, 20)], 0),
        ([(10000_01, 0), (9000_00, 10), (9000_00, 20)], 0),
    ],
)
def test_orders_just_under_the_limit_close_together_warn(deals: list[tuple[int, int]], found: int) -> None:
    made = [Deal(f"D{n}", SELLER, fen, DAY + timedelta(days=days)) for n, (fen, days) in enumerate(deals)]
    hits = splitting(examined(deals=made))
    assert len(hits) == found and all((hit.rule, hit.severity) == ("F-11", WARN) for hit in hits)


def test_orders_of_different_sellers_and_areas_without_a_limit_are_no_splitting() -> None:
    made = [Deal(f"D{n}", new_id(), 9500_00, DAY) for n in range(3)]
    assert splitting(examined(deals=made)) == []
    same = [Deal(f"D{n}", SELLER, 9500_00, DAY) for n in range(3)]
    assert splitting(examined(deals=same, thresholds=Thresholds({"approval_limit_yuan": 0}))) == []


@pytest.mark.parametrize(("changed", "found"), [(None, []), (0, [HOLD]), (30, [HOLD]), (31, []), (-1, [])])
def test_a_bank_account_changed_a_short_while_ago_holds(changed: int | None, found: list[Severity]) -> None:
    on = None if changed is None else DAY - timedelta(days=changed)
    hits = look_again(BeforePayment(on=DAY, payee="乙", bank_changed_on=on), Moment.NOTICE)
    assert severities(hits) == found and all(hit.rule == "F-21" for hit in hits)


def test_an_open_objection_blocks_the_payment_and_not_the_notice() -> None:
    looked_at = BeforePayment(on=DAY, open_objections=1)
    assert severities(look_again(looked_at, Moment.NOTICE)) == []
    (hit,) = look_again(looked_at, Moment.PAYMENT)
    assert (hit.rule, hit.severity) == ("F-22", BLOCK)


@pytest.mark.parametrize(("quota", "found"), [((100, 40, 30, 20, 10), []), ((100, 40, 30, 20, 9), [BLOCK])])
def test_a_voucher_that_does_not_balance_blocks(quota: Any, found: list[Severity]) -> None:
    assert severities(look_again(BeforePayment(on=DAY, quota=quota), Moment.NOTICE)) == found


def test_the_gravest_finding_comes_first() -> None:
    looked_at = BeforePayment(on=DAY, bank_changed_on=DAY, open_objections=2)
    assert severities(look_again(looked_at, Moment.PAYMENT)) == [BLOCK, HOLD]


@pytest.mark.parametrize(("value", "fits"), [(1, False), (2, True), (1000, True), (1001, False)])
def test_a_limit_stays_within_its_range(value: int, fits: bool) -> None:
    if fits:
        assert require_in_range("phone_units", value).rule == "F-19"
    else:
        with pytest.raises(ThresholdOutOfRange):
            require_in_range("phone_units", value)


def test_every_shipped_limit_lies_within_its_own_range_and_has_words_in_both_languages() -> None:
    for one in known_thresholds().values():
        assert one.least <= one.value <= one.most and one.zh and one.en and one.unit
