"""A unit that was deregistered or merged gets nothing new, and what is open waits for two people (F-16)."""

from datetime import date

import pytest

from hub import redemption
from hub.identity import get_organization
from hub.integrity import endings, list_hits
from hub.integrity.endings import Ending
from hub.kernel.errors import HubError
from hub.redemption import Redemption
from schemas.terms import RedemptionState as S
from tests.orders.world import at, buyer, hand_out, order, staff
from tests.redemption.stage import institution_case, reviewed


def submitted() -> Redemption:
    _, _, drafted = institution_case()
    redemption.submit_redemption(redemption=drafted, by=staff("i02"))
    return redemption.agree_redemption(redemption=drafted, by=buyer("E10"))


def end(found: Redemption, *, seller: bool, kind: Ending, day: int = 8) -> str:
    unit = get_organization(found.institution_id if seller and found.institution_id else found.holder_id)
    endings.record_ending(
        unit=unit, kind=kind, on=date(2021, 3, day), evidence="登记机关公告", area="maanshan", by=staff("mas_admin"),
        successor_uscc="91340500MA9QY111XT" if kind is Ending.MERGED else None,
    )  # fmt: skip
    return unit.name


@pytest.mark.parametrize(("seller", "kind"), [(False, Ending.DEREGISTERED), (True, Ending.MERGED)])
def test_what_is_open_is_held_before_the_notice_and_goes_on_after_two_people(
    world: None, seller: bool, kind: Ending
) -> None:
    found = submitted()
    name = end(found, seller=seller, kind=kind)
    reviewed(found, "3000.00")
    assert found.state is S.HELD
    words = [change.zh for change in list_hits("redemption", found.id)]
    assert any(name in zh and "2021-03-08" in zh for zh in words)
    redemption.release_held(redemption=found, reason="清算组已核实", by=staff("mas_init"))
    assert found.state is S.HELD
    redemption.release_held(redemption=found, reason="公告属实", by=staff("mas_admin"))
    assert (found.state, found.stage) == (S.IN_REVIEW, None)


@pytest.mark.parametrize("seller", [False, True])
def test_it_gets_nothing_new_from_that_day_on(world: None, seller: bool) -> None:
    found = submitted()
    voucher = hand_out("E10", "maanshan", "U", "100000.00")
    end(found, seller=seller, kind=Ending.DEREGISTERED, day=10)
    at(2021, 3, 9)
    order("E10", "V02", voucher)
    at(2021, 3, 10)
    with pytest.raises(HubError, match="unit_ended") as refused:
        order("E10", "V02", voucher)
    assert "2021-03-10" in refused.value.text()
