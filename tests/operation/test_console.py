"""What an operator does on the console: schedules, queue, wordings, calendars; nothing of people is shown there."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask

from hub import audit, messages
from hub.identity import actor_for, find_account_by_username
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.jobs import enqueue, job, list_failed, run_until_idle
from hub.policy import calendar
from hub.stories.page import Page
from tests.web.sample import ClientDriver, browser_of, sample_hub

PAGES = ("schedules", "jobs", "wordings", "calendar", "sealing", "backups", "capabilities")
CALM = {"fails": True}


@job("test.stubborn", attempts=1)
def stubborn(*, name: str) -> None:
    if CALM["fails"]:
        raise RuntimeError(f"no luck with {name}")


@pytest.fixture(scope="module")
def console() -> Iterator[tuple[Flask, ClientDriver]]:
    """A hub with the sample people, whose clock has ticked once, and the operator's browser."""
    with sample_hub() as app:
        with app.app_context(), unit_of_work():
            enqueue(stubborn, name="欧阳金丝雀")
        run_until_idle(app)
        yield app, browser_of(app, "hub_admin")


def sent(driver: ClientDriver, path: str, action: str, **values: str) -> Page:
    page = driver.open(path)
    form = page.form(action)
    assert form is not None, page.words
    return driver.submit(page, form, values, {})


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_the_operator_and_for_nobody_else(console, path):
    app, driver = console
    page = driver.open(f"/operator/{path}")
    assert page.status == 200 and page.tree.xpath("//h1"), page.words
    assert browser_of(app, "e10").open(f"/operator/{path}").status == 403
    assert browser_of(app, "hub_audit").open(f"/operator/{path}").status == 403


def test_a_job_that_was_given_up_is_shown_without_what_it_said_and_put_back(console):
    app, driver = console
    page = driver.open("/operator/jobs")
    assert "test.stubborn" in page.words and "RuntimeError" in page.words and "欧阳金丝雀" not in page.text
    CALM["fails"] = False
    after = driver.submit(page, page.form("job.requeue"), {}, {})
    assert "重新排队" in after.words and after.tree.xpath("//tr[@data-object='queue' and @data-no='test.stubborn']")
    run_until_idle(app)
    with app.app_context(), scope.everything():
        assert list_failed() == []
        assert audit.list_events(event="job.requeued")[0].account_id is not None


def test_schedules_say_how_far_they_have_come_and_show_their_runs(console):
    _, driver = console
    page = driver.open("/operator/schedules")
    states = {row.get("data-no"): row.get("data-state") for row in page.tree.xpath("//tr[@data-object='schedule']")}
    assert {"settlement.run", "seal", "year.close", "backup.verify"} <= states.keys()
    assert driver.open("/operator/schedules/settlement.run").status == 200
    assert driver.open("/operator/schedules/nothing").status == 404


def test_a_wording_is_changed_from_the_next_message_on_and_those_told_before_stay(console):
    app, driver = console
    path, name = "/operator/wordings/order.accepted", "order.accepted"

    def told() -> list[str]:
        with app.app_context(), scope.everything():
            with unit_of_work():
                account = find_account_by_username("hub_admin")
                messages.tell(name, account_id=account.id, subject="order", subject_no="CSJ-1", path="/")
            return [one.text_zh for one in messages.inbox(actor_for(account.id, None)) if one.subject_no == "CSJ-1"]

    before = told()
    refused = sent(driver, path, "wording.change", zh="{no} 已接单，联系 {phone}", en="{no}", reason="更清楚")
    assert refused.refusals[0][0] == "wording.placeholder" and "{phone}" in refused.words
    assert "联系 {phone}" in refused.form("wording.change").value("zh"), "what was typed is kept"
    assert sent(driver, path, "wording.change", zh="{no}", en="", reason="更清楚").refusals[0][0].endswith("missing")
    for harmful in ("{no.__class__}", "{no!r}", "{no:>9999}", "{", "{0}"):
        assert sent(driver, path, "wording.change", zh=harmful, en="{no}", reason="更清楚").refusals
    form = driver.open(path).form("wording.change")
    form.action = form.action + "/preview"
    preview = driver.submit(driver.open(path), form, {"zh": "好消息：{no}", "en": "Good news: {no}"}, {})
    assert "好消息：CSJ-2024-000123" in preview.words
    after = sent(driver, path, "wording.change", zh="机构已接单：{no}", en="Accepted: {no}", reason="更清楚")
    assert after.object_of("wording").attribute("state") == "1" and "更清楚" in after.words
    now = told()
    assert sorted(now) == sorted([*before, "机构已接单：CSJ-1"]) and "机构已接单" not in before[0]
    with app.app_context(), scope.everything():
        (event,) = audit.list_events(event="wording.changed")
        assert event.before["zh"] != event.after["zh"] == "机构已接单：{no}"


def test_the_next_year_is_entered_from_the_notice_and_counts_at_once(console):
    app, driver = console
    spans = "2027-01-01 2027-02-08~2027-02-12 2027-04-05 2027-05-03~2027-05-05 2027-10-01 2027-10-04~2027-10-07"
    off = spans.replace(" ", "\n")
    values = {"year": "2027", "off": off, "worked": "2027-02-06\n2027-10-09", "source": "国务院办公厅通知（示例）"}
    page = driver.open("/operator/calendar")
    assert page.tree.xpath("//tr[@data-no='2027']/@data-state") == ["NOT_PUBLISHED"] and "未公布" in page.words
    faults = ({"off": "2027-01-02"}, {"off": "2026-01-01"}, {"off": "春节"}, {"worked": "2027-02-09"}, {"year": "2026"})
    for wrong in faults:
        refused = sent(driver, "/operator/calendar", "calendar.enter", **{**values, **wrong})
        assert refused.status in (409, 422) and refused.form("calendar.enter").value("source") == values["source"]
    done = sent(driver, "/operator/calendar", "calendar.enter", **values)
    assert done.tree.xpath("//tr[@data-no='2027']/@data-state") == ["PUBLISHED"]
    with app.app_context():
        assert calendar.add_working_days(date(2027, 2, 5), 2) == date(2027, 2, 15)
        assert calendar.days_left() > 365
    again = sent(driver, "/operator/calendar", "calendar.enter", **values)
    assert again.refusals[0][0] == "calendar.year_known"


def test_the_matrix_says_of_every_region_what_it_can_do(console):
    _, driver = console
    page = driver.open("/operator/capabilities")
    cells = page.tree.xpath("//tr[@data-capability='quota']/td")
    support = {cell.get("data-region"): cell.get("data-support") for cell in cells}
    assert support["shanghai"] == "full" and len(support) >= 5
