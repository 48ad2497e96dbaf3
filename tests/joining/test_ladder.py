"""A region is led from listed to settling, rung by rung and by two people for money; each rung allows what it says."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete

from hub import audit, joining, settlement
from hub.federation import directory, ladder
from hub.federation.ladder import RegionStanding
from hub.identity import actor_of_username, find_account_by_username
from hub.joining import conformance
from hub.joining.models import ConformanceRun, RegionDeclaration, RegionStep
from hub.kernel import scope
from hub.kernel.clock import business_now
from hub.kernel.db import db, unit_of_work
from hub.kernel.errors import HubError
from hub.kernel.ids import new_id
from hub.kernel.jobs import run_until_idle
from hub.ledger import PayeeKind
from hub.stories.logins import sign_in
from hub.stories.page import Form, Page
from hub.stories.story import Person
from tests.federation.platforms import forget
from tests.web.sample import ClientDriver, sample_hub

REGION, AREA = "anhui", "maanshan"


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample people."""
    forget()
    with sample_hub() as app:
        yield app


@pytest.fixture
def inside(hub_app: Flask) -> Iterator[None]:
    """Everything in scope, and a region that nobody has led anywhere."""
    with hub_app.app_context(), scope.everything():
        yield
        db.session.rollback()


@pytest.fixture
def afterwards(hub_app: Flask) -> Iterator[None]:
    """What pages have done is undone."""
    yield
    with hub_app.app_context(), unit_of_work():
        for table in (RegionStanding, RegionStep, RegionDeclaration, ConformanceRun):
            db.session.execute(delete(table))


@pytest.fixture(scope="module")
def promises_kept() -> Iterator[None]:
    """The promises are tried elsewhere (tests/conformance): here they are said to be kept."""
    with pytest.MonkeyPatch.context() as patch:
        said = [{"name": "a promise", "capability": "orders", "fault": None}]
        patch.setattr(conformance, "_promises", lambda _: said)
        yield


def refused(code: str, act: object, **given: object) -> None:
    """Something is refused for this reason, and nothing of it stays."""
    with pytest.raises(HubError) as error:
        act(**given)  # type: ignore[operator]
    assert error.value.code == code
    db.session.rollback()


def conform(*, passed: bool = True, days_ago: int = 0) -> None:
    """A run of the promises as it would have ended."""
    from datetime import timedelta

    now = business_now() - timedelta(days=days_ago)
    fault = None if passed else "another word"
    db.session.add(
        ConformanceRun(
            id=new_id(), region=REGION, dialect="standard", version="1", asked_by="x", asked_at=now, ended_at=now,
            passed=passed, results=[{"name": "a promise", "capability": "orders", "fault": fault}],
        )
    )  # fmt: skip
    db.session.flush()


def state_of(code: str) -> bool:
    """Whether a condition is met."""
    return next(one.met for one in joining.list_requirements(REGION) if one.code == code)


def test_sample_regions_begin_on_settling(inside: None) -> None:
    for region in directory.list_regions():
        if region.kind == "region":
            assert ladder.stage_of(region.code) == "settling"


def test_in_production_a_region_begins_as_listed_whatever_its_file_says(
    inside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladder, "in_production", lambda: True)
    assert ladder.stage_of(REGION) == "listed" and not ladder.allows(REGION, "connected")


@pytest.mark.parametrize(
    ("stage", "login", "trade", "settle"),
    [("listed", 0, 0, 0), ("connected", 1, 0, 0), ("trading", 1, 1, 0), ("settling", 1, 1, 1)],
)
def test_each_rung_allows_what_it_says(inside: None, stage: str, login: int, trade: int, settle: int) -> None:
    ladder.put_on(REGION, stage, business_now())
    seen = [ladder.allows(REGION, needed) for needed in ("connected", "trading", "settling")]
    assert seen == [bool(login), bool(trade), bool(settle)]


def test_nothing_is_ordered_or_settled_above_the_rung(inside: None) -> None:
    ladder.put_on(REGION, "connected", business_now())
    refused("region.not_open", ladder.require_trading, area=AREA)
    ladder.put_on(REGION, "trading", business_now())
    ladder.require_trading(AREA)
    finance = actor_of_username("maanshan_finance")
    refused("region.not_open", settlement.ask_run, payer_area=AREA, kind=PayeeKind.INSTITUTION,
            period=date(2021, 3, 1), by=finance)  # fmt: skip


def test_a_region_goes_up_rung_by_rung_and_only_when_its_conditions_are_met(inside: None) -> None:
    operator = actor_of_username("hub_admin")
    joining.pause_region(region=REGION, to_stage="listed", reason="重新接入", by=operator)
    refused("region.not_next", joining.propose_step, region=REGION, to_stage="trading", reason="x", by=operator)


def test_the_conditions_see_what_is_there(inside: None) -> None:
    assert not state_of("conformance")
    conform(passed=False)
    assert not state_of("conformance")
    conform(days_ago=31)
    assert not state_of("conformance")
    conform()
    assert state_of("conformance") and state_of("folder") and state_of("settings") and state_of("policy")
    assert not state_of("budget") and not state_of("test_statement")
    refused("region.not_declared", joining.declare, region=REGION, condition="policy", reason="口头",
            by=actor_of_username("hub_admin"))  # fmt: skip


def test_whoever_proposes_does_not_confirm_by_no_other_account_either(inside: None) -> None:
    operator, steward = actor_of_username("hub_admin"), actor_of_username("hub_steward")
    ladder.put_on(REGION, "connected", business_now())
    conform()
    joining.declare(region=REGION, condition="imports", reason="没有存量", by=operator)
    step = joining.propose_step(region=REGION, to_stage="trading", reason="批复", by=operator)
    assert ladder.stage_of(REGION) == "connected"
    with pytest.raises(HubError, match="own_step"):
        joining.approve_step(step=step, by=operator)
    other, mine = find_account_by_username("hub_steward"), find_account_by_username("hub_admin")
    assert other is not None and mine is not None
    kept, other.phone_index = other.phone_index, mine.phone_index
    db.session.flush()
    with pytest.raises(HubError, match="own_step"):
        joining.approve_step(step=step, by=steward)
    other.phone_index = kept
    db.session.flush()
    joining.approve_step(step=step, by=steward)
    assert ladder.stage_of(REGION) == "trading" and len(step.conditions) == 10
    (event,) = audit.list_events(event="region.opened", subject_id=step.id)
    assert (event.before, event.after) == ({"stage": "connected"}, {"stage": "trading"})


def press(driver: ClientDriver, action: str, where: str = "", **values: str) -> Page:
    """Send one form of the region's page."""
    page = driver.open(f"/operator/regions/{REGION}")
    form = next((one for one in forms(page, action) if where in one.action), None)
    assert form is not None, f"no form {action} on {page.words[:500]}"
    return driver.submit(page, form, values, {})


def forms(page: Page, action: str) -> list[Form]:
    """Every form of a page that does this."""
    return [Form(element, page.url) for element in page.tree.xpath(f"//form[@data-action='{action}']")]


def stage(page: Page) -> str:
    """The rung that a page shows."""
    return str(page.tree.xpath("//*[@data-figure='stage']/@data-value")[0])


def test_an_operator_leads_a_region_from_listed_to_settling(
    hub_app: Flask, afterwards: None, promises_kept: None
) -> None:
    operator, steward = ClientDriver(hub_app), ClientDriver(hub_app)
    sign_in(operator, Person("hub_admin", "hub_admin", "hub"))
    sign_in(steward, Person("hub_steward", "hub_steward", "hub"))
    page = press(operator, "region.pause", to_stage="listed", reason="重新接入")
    assert stage(page) == "listed"
    page = press(operator, "region.advance", reason="接入协议")
    assert page.status == 409 and "一致性测试" in page.words and 'data-error="region.conditions_open"' in page.text
    assert "接入协议" in page.text, "what was typed is kept"
    page = press(operator, "region.conform")
    assert page.object_of("conformance").attribute("state") == "RUNNING"  # type: ignore[union-attr]
    run_until_idle(hub_app)
    page = press(operator, "region.advance", reason="接入协议")
    assert stage(page) == "connected"
    press(operator, "region.declare", "/imports", reason="没有存量数据")
    page = press(operator, "region.advance", reason="省厅批复")
    assert stage(page) == "connected" and not forms(page, "region.approve")
    page = press(steward, "region.approve")
    assert stage(page) == "trading" and not forms(page, "region.pause")
    press(operator, "region.declare", "/budget", reason="预算批复在途，首月无拨付")
    press(operator, "region.declare", "/test_statement", reason="财政电话确认测试文件")
    press(operator, "region.advance", reason="财政厅同意")
    page = press(steward, "region.approve")
    assert stage(page) == "settling"
    assert [row.get("data-state") for row in page.tree.xpath("//tr[@data-object='step']")] == ["APPROVED"] * 4
