"""A quota claimed in slices: the three caps, the county, two tabs at once (ZJ1-15…18, ZJ2-11…13, G-23)."""

import pytest

from hub import ledger, vouchers
from hub.kernel.clock import business_today
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.vouchers import VoucherApplication
from hub.vouchers.grants import grant_slice
from schemas.terms import ApplicationState, VoucherMode, fen_of_yuan, yuan
from tests.orders.world import at, buyer

pytestmark = pytest.mark.usefixtures("world")


def claim(amount: str, area: str = "binjiang") -> VoucherApplication:
    """One claim of E13."""
    by = buyer("E13")
    assert by.organization_id is not None
    return vouchers.apply_for_amount(
        programme="zj-county", area=area, holder_id=by.organization_id, amount_fen=fen_of_yuan(amount), by=by
    )


def standing() -> vouchers.QuotaStanding:
    """What E13's page shows."""
    by = buyer("E13")
    assert by.organization_id is not None
    return vouchers.standing_of(
        programme="zj-county", area="binjiang", holder_id=by.organization_id, on=business_today()
    )


def figures() -> tuple[str, str, str, str]:
    """Claimed, still claimable this year, held, claimable at this moment."""
    seen = standing()
    return yuan(seen.claimed_fen), yuan(seen.left_fen or 0), yuan(seen.held_fen), yuan(seen.claimable_fen or 0)


def test_claims_add_up_on_one_quota_and_the_page_has_all_figures() -> None:
    at(2024, 3, 1)
    assert figures() == ("0.00", "200000.00", "0.00", "50000.00")
    first, second = claim("50000.00"), claim("30000.00")
    assert first.state is second.state is ApplicationState.GRANTED
    assert first.instrument_id == second.instrument_id
    assert figures() == ("80000.00", "120000.00", "80000.00", "0.00")
    assert [yuan(one.amount_fen or 0) for one in standing().claims] == ["50000.00", "30000.00"]


@pytest.mark.parametrize(
    ("before", "amount", "says"),
    [
        ([], "50000.01", "单次申领上限"),
        (["50000.00"], "30000.01", "持有上限"),
        (["50000.00", "30000.00"], "0.01", "持有上限"),
    ],
)
def test_one_fen_over_a_cap_is_refused(before: list[str], amount: str, says: str) -> None:
    at(2024, 3, 1)
    for earlier in before:
        claim(earlier)
    seen = figures()
    with pytest.raises(vouchers.ApplicationDenied, match=r"application\.denied") as refused:
        claim(amount)
    assert says in refused.value.text()
    assert figures() == seen


def test_the_cap_of_the_year_counts_what_was_voided_since() -> None:
    at(2017, 9, 1)  # the first edition sets the year's cap alone
    claim("150000.00")
    with pytest.raises(vouchers.ApplicationDenied) as refused:
        claim("50000.01")
    assert "本年度还可申领的额度" in refused.value.text()
    claim("50000.00")
    assert figures() == ("200000.00", "0.00", "200000.00", "0.00")


def test_another_county_does_not_take_the_claim() -> None:
    at(2024, 3, 1)
    with pytest.raises(HubError) as refused:
        claim("100.00", area="jiashan")
    assert refused.value.code == "application.other_place"
    assert "滨江" in refused.value.text() and "嘉善" in refused.value.text()


def test_a_new_year_begins_with_a_new_quota() -> None:
    at(2024, 12, 30)
    old = claim("50000.00")
    at(2025, 1, 2)
    assert figures() == ("0.00", "200000.00", "0.00", "50000.00")
    assert claim("50000.00").instrument_id != old.instrument_id


@pytest.mark.parametrize(
    ("holding", "cap", "code"),
    [("80000.00", "200000.00", "voucher.holding_reached"), ("0.00", "80000.00", "voucher.cap_reached")],
)
def test_the_ledger_itself_holds_the_caps_when_two_tabs_decided_alike(holding: str, cap: str, code: str) -> None:
    """Both tabs were told yes by the policy; the second meets the guarded UPDATE."""
    at(2024, 3, 1)
    one, other = claim("50000.00"), claim("30000.00")
    late = VoucherApplication(
        no=f"SQ-{new_id()}"[:40], programme="zj-county", area="binjiang", holder_id=one.holder_id, year=2024,
        state=ApplicationState.SUBMITTED, started_at=one.started_at, cap_fen=fen_of_yuan(cap),
    )  # fmt: skip
    from hub.kernel.db import db

    db.session.add(late)
    db.session.flush()
    with pytest.raises(HubError) as refused:
        grant_slice(
            application=late, amount_fen=fen_of_yuan("1.00"), mode=VoucherMode.INSTITUTION_REDEEMS,
            holding_cap_fen=fen_of_yuan(holding) or None, by=buyer("E13"),
        )  # fmt: skip
    assert refused.value.code == code
    assert other.instrument_id is not None
    assert ledger.balances(other.instrument_id).granted_fen == fen_of_yuan("80000.00")
