"""What may I spend, and why not (P03, P04); vouchers that a region issues are mirrored and never granted here."""

from datetime import date
from uuid import UUID

import pytest

from adapters.contract import VoucherRecord
from hub import vouchers
from hub.identity import find_organization_by_uscc
from hub.vouchers.mirroring import mirror_records
from schemas.terms import InstrumentState, Mastership, Uscc, VoucherMode, yuan
from tests.orders.world import USCC, at, figures, hand_out, provincial_voucher


def holder_id(key: str) -> UUID:
    found = find_organization_by_uscc(USCC[key])
    assert found is not None
    return found.id


def test_every_programme_of_the_registered_place_is_shown_with_voucher_or_reason(world: None) -> None:
    at(2024, 3, 5)
    provincial_voucher("E01")
    (mine,) = vouchers.what_may_i_spend(holder_id("E01"), date(2024, 3, 5))
    assert (mine.programme.code, yuan(mine.held[0].balances.available_fen)) == ("js-provincial", "100000.00")
    assert not mine.may_apply
    both = vouchers.what_may_i_spend(holder_id("E06"), date(2024, 3, 5))
    assert {(one.programme.code, one.area.code) for one in both} == {("js-provincial", "jiangsu"), ("delta", "wujiang")}
    assert vouchers.what_may_i_spend(holder_id("E16"), date(2024, 3, 5)) == []


def test_after_its_year_a_voucher_shows_nothing_available_before_any_job_has_run(world: None) -> None:
    at(2023, 3, 4)
    voucher = hand_out("E06", "wujiang", "Q", "300000.00")
    at(2024, 1, 1, 0, 0)
    (held,) = vouchers.held_vouchers([voucher], date(2024, 1, 1))
    assert (held.why_not, yuan(held.balances.available_fen), yuan(held.balances.expired_fen)) == (
        "expired",
        "0.00",
        "300000.00",
    )


def record(**changed: object) -> VoucherRecord:
    values: dict[str, object] = {
        "voucher_no": "2024UQPQ0000000A",
        "uscc": Uscc(USCC["E04"]),
        "mode": VoucherMode.INSTITUTION_REDEEMS,
        "year": 2024,
        "amount_fen": 300_000_00,
        "available_fen": 300_000_00,
        "valid_until": date(2024, 12, 31),
        "state": "ACTIVE",
    }
    return VoucherRecord(**{**values, **changed})  # type: ignore[arg-type]


def mirror(*records: VoucherRecord) -> None:
    mirror_records(records, programme="delta", area="qingpu", holder_id=holder_id("E04"), uscc=USCC["E04"])


def test_a_mirrored_voucher_follows_the_region_and_mirroring_twice_changes_nothing(world: None) -> None:
    at(2024, 5, 6)
    mirror(record())
    voucher = vouchers.get_instrument("2024UQPQ0000000A")
    assert (voucher.master, figures(voucher)) == (Mastership.REGION, ("300000.00", "0.00", "300000.00"))
    mirror(record(available_fen=298_500_00))
    assert (voucher.region_available_fen, figures(voucher)[0]) == (298_500_00, "300000.00")
    mirror(record(amount_fen=310_000_00), record(amount_fen=310_000_00))
    assert figures(voucher)[0] == "310000.00"
    (mine,) = vouchers.what_may_i_spend(holder_id("E04"), date(2024, 5, 6))
    assert mine.applied_for_at_region and not mine.may_apply and mine.decision is None


@pytest.mark.parametrize(("word", "state"), [("UNKNOWN", "FROZEN"), ("冻结", "FROZEN"), ("EXPIRED", "EXPIRED")])
def test_a_word_of_the_region_that_we_do_not_know_is_never_spendable(world: None, word: str, state: str) -> None:
    at(2024, 5, 6)
    mirror(record(state=word))
    assert vouchers.get_instrument("2024UQPQ0000000A").state == InstrumentState(state)


def test_a_record_of_another_unit_or_of_an_unknown_kind_is_left_alone(world: None) -> None:
    at(2024, 5, 6)
    mirror(record(uscc=Uscc(USCC["E06"])), record(mode=None))
    assert vouchers.list_instruments(holder_id("E04")) == []


@pytest.mark.parametrize("owner", ["E10", "E04"])
def test_a_region_changes_no_voucher_that_it_did_not_issue_to_this_unit(world: None, owner: str) -> None:
    at(2021, 3, 4)
    others = hand_out(owner, "maanshan", "Q", "300000.00")
    mirror(record(voucher_no=others.no, amount_fen=900_000_00, state="VOIDED"))
    assert (others.amount_fen, others.master, figures(others)[0]) == (300_000_00, Mastership.HUB, "300000.00")
    assert others.state is InstrumentState.ACTIVE
