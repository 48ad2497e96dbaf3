"""通用 applications within the area's periods: many orders at once, first and last day included, the next one named."""

from datetime import date

import pytest
from flask import Flask

from hub import redemption
from hub.kernel.errors import HubError
from hub.redemption.period_rules import Span, announced_for, overlapping
from schemas.terms import RedemptionState
from tests.orders.world import at, buyer, staff
from tests.redemption import stage
from tests.redemption.test_pages import Do, do, world_at

__all__ = ["do"]
SPRING: Span = (date(2021, 3, 1), date(2021, 3, 31))
AUTUMN: Span = (date(2021, 9, 1), date(2021, 9, 30))
TURN: Span = (date(2021, 12, 20), date(2022, 1, 10))


@pytest.mark.parametrize(
    ("spans", "on", "counts"),
    [
        ([], date(2021, 5, 1), None),
        ([SPRING], date(2021, 2, 28), SPRING),
        ([SPRING], date(2021, 3, 1), SPRING),
        ([SPRING], date(2021, 3, 31), SPRING),
        ([SPRING, AUTUMN], date(2021, 4, 1), AUTUMN),
        ([SPRING, AUTUMN], date(2021, 10, 1), AUTUMN),
        ([SPRING], date(2022, 4, 1), None),
        ([TURN], date(2022, 1, 10), TURN),
        ([TURN], date(2022, 1, 11), TURN),
    ],
)
def test_the_period_that_counts_on_a_day_is_known(spans: list[Span], on: date, counts: Span | None) -> None:
    assert announced_for(spans, on) == counts


@pytest.mark.parametrize(
    ("first", "last", "shared"),
    [(date(2021, 3, 31), date(2021, 4, 2), SPRING), (date(2021, 4, 1), date(2021, 4, 2), None)],
)
def test_periods_share_no_day(first: date, last: date, shared: Span | None) -> None:
    assert overlapping([SPRING], first, last) == shared


@pytest.mark.usefixtures("world")
def test_outside_its_period_an_application_waits_and_keeps_everything() -> None:
    voucher, placed, found = stage.holder_case()
    del voucher
    redemption.add_period(
        programme="delta",
        area="maanshan",
        opens_on=date(2021, 4, 1),
        closes_on=date(2021, 4, 10),
        by=staff("mas_admin"),
    )
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=found, by=buyer("E10"))
    assert refused.value.code == "redemption.period_closed"
    assert "2021-04-01至2021-04-10" in refused.value.text("zh")
    at(2021, 4, 11, 0, 0)
    with pytest.raises(HubError) as refused:
        redemption.submit_redemption(redemption=found, by=buyer("E10"))
    assert "尚未公布" in refused.value.text("zh")
    at(2021, 4, 10, 23, 59)
    redemption.submit_redemption(redemption=found, by=buyer("E10"))
    assert found.state is RedemptionState.SUBMITTED and len(placed) == 2, "both orders at once (CSJ-30)"


@pytest.mark.usefixtures("world")
def test_an_institution_redeems_all_year_and_nobody_else_sets_periods() -> None:
    _, _, found = stage.institution_case()
    values = {"programme": "delta", "area": "maanshan", "opens_on": date(2021, 4, 1), "closes_on": date(2021, 4, 10)}
    for who in ("wj_admin", "i02"):
        with pytest.raises(HubError) as refused:
            redemption.add_period(**values, by=staff(who))  # type: ignore[arg-type]
        assert refused.value.status == 403
    redemption.add_period(**values, by=staff("mas_admin"))  # type: ignore[arg-type]
    redemption.submit_redemption(redemption=found, by=staff("i02"))
    assert found.state is RedemptionState.AWAITING_HOLDER


def test_the_administrator_announces_a_period_on_a_page(hub: Flask, do: Do) -> None:
    world_at(hub, "2021-03-01T10:00")
    values = {"place": "delta/maanshan", "opens_on": "2030-04-01"}
    page = do("mas_admin", "/area/periods", "period.add", **values, closes_on="2030-03-01")
    assert [code for code, _ in page.refusals] == ["redemption.period_wrong"]
    page = do("mas_admin", "/area/periods", "period.add", **values, closes_on="2030-04-10")
    assert page.status == 200 and "2030-04-10" in page.words
    page = do("mas_admin", "/area/periods", "period.remove")
    assert "2030-04-10" not in page.words
