"""A contract is redeemed once: by its number however it is typed, until the first redemption ends without an award."""

from datetime import date

import pytest

from hub import redemption
from hub.kernel.errors import HubError
from schemas.terms import RedemptionState as S
from tests.orders.world import area_voucher, at, buyer, staff
from tests.redemption.stage import drafted_by_holder, in_service


def test_the_same_contract_in_two_redemptions_is_refused_until_the_first_ended(world: None) -> None:
    at(2021, 3, 8)
    voucher, by, drafts = area_voucher("E10", "maanshan", "Q"), buyer("E10"), []
    for typed in ("HT-2021-07", "ht 2021 07"):
        placed = in_service("E10", "V02", voucher, "i02")
        drafted = drafted_by_holder("E10", [placed], "3000.00", date(2021, 3, 8))
        redemption.describe_redemption(redemption=drafted, contract_fen=None, texts={"contract_no": typed}, by=by)
        drafts.append(drafted)
    first, second = drafts
    redemption.submit_redemption(redemption=first, by=by)
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=second, by=by)
    assert refused.value.code == "contract.already_used" and second.state is S.DRAFT
    assert "安徽" in refused.value.text() and "3000" not in refused.value.text()
    redemption.reject_redemption(redemption=first, reason="不属于研发服务", by=staff("mas_admin"))
    redemption.submit_redemption(redemption=second, by=by)
    assert second.state is S.SUBMITTED
