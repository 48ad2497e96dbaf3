"""Finance and audit through their pages: review, sign, take the file, acknowledge, import; read every proof."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub import audit, settlement
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.redemption import Redemption
from hub.stories.page import Page
from hub.stories.samples import statement_upload
from tests.ledger.makers import Voucher, at
from tests.settlement.makers import Case, awarded, settle, unit_id
from tests.web.sample import ClientDriver, browser_of, sample_hub


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample data and a computed batch of 4,250.00 and 400.00."""
    with sample_hub() as app:
        with app.app_context(), scope.everything():
            with unit_of_work():
                at("2021-03-04T10:00:00+08:00")
                case = Case(Voucher(100_000_000_00))
                case.owed(unit_id("I02"), 4_250_00, region="zhejiang")
                case.owed(unit_id("I05"), 400_00)
                at("2021-04-15T03:00:00+08:00")
            with unit_of_work():
                awarded()
            settle()
            db.session.remove()
        yield app


_people: dict[tuple[str, str], ClientDriver] = {}


def person(app: Flask, account: str) -> ClientDriver:
    """A signed-in browser, once for each account."""
    database = app.config["OWNER_URL"]  # an application is lent again with another database
    if (database, account) not in _people:
        _people[database, account] = browser_of(app, account)
    return _people[database, account]


def act(browser: ClientDriver, path: str, do: str, values: dict[str, Any] | None = None, **files: Any) -> Page:
    """Open a page and send its form ``do``."""
    page = browser.open(path)
    form = page.form(do)
    assert form is not None, f"{page.url} ({page.status}) offers no {do}: {page.refusals} {page.words[:500]}"
    return browser.submit(page, form, values or {}, files)


def test_a_batch_goes_from_review_to_closed_through_the_pages(hub_app: Flask) -> None:
    officer, approver = person(hub_app, "maanshan_finance"), person(hub_app, "maanshan_finance2")
    page = officer.open("/finance/batches/")
    rows = page.tree.xpath("//main//*[@data-object='batch']")
    assert [(row.get("data-period"), row.get("data-kind")) for row in rows] == [("2021-03", "institution")]
    path = rows[0].xpath(".//a/@href")[0]
    page = officer.open(path)
    batch = page.object_of("batch")
    assert batch is not None
    assert [batch.figure(name) for name in ("total", "lines", "payouts")] == ["4650.00", "2", "2"]
    assert approver.open(path).form("settlement.review") is None
    page = act(officer, path, "settlement.review")
    assert not page.refusals
    assert page.form("settlement.sign") is None
    assert not act(approver, path, "settlement.sign").refusals
    page = act(officer, path, "settlement.acknowledge")
    assert page.object_of("batch").attribute("state") == "ACKED"
    payouts = []
    for element in page.tree.xpath("//*[@data-object='payout']"):
        names = ("ext_ref", "payee", "account_last4", "amount")
        payouts.append({name: element.xpath(".//*[@data-figure=$name]/@data-value", name=name)[0] for name in names})
    wrong = [{**payouts[0], "amount": "1.00"}]
    blocked = _import(officer, wrong)
    assert "待人工核对" in blocked.words
    waiting = blocked.tree.xpath("//tr[@data-fault='amount_differs']//a/@href")[0]
    page = act(officer, waiting, "bank.answer_line", {"answer": "DISMISS", "reason": "银行手续费"})
    assert page.object_of("statement_line").attribute("state") == "ANSWERED", page.refusals
    assert officer.open(waiting).form("bank.confirm_answer") is None
    page = act(approver, waiting, "bank.confirm_answer")
    assert page.object_of("statement_line").attribute("state") == "SETTLED"
    page = _import(officer, payouts)
    assert page.object_of("batch").attribute("state") == "CLOSED", page.words[:300]
    assert _import(officer, payouts).status == 200
    csv = officer.client.get(f"{path}/instruction.csv")
    assert (csv.status_code, csv.headers["Cache-Control"]) == (200, "no-store")
    assert "#total,2," in csv.get_data(as_text=True)


def _import(officer: ClientDriver, payouts: list[dict[str, Any]]) -> Page:
    upload = statement_upload(payouts, "2021-04-20")
    return act(officer, "/finance/statements/new", "bank.import_statement", {"file": upload.name}, file=upload)


def test_a_damaged_statement_is_refused_on_the_page(hub_app: Flask) -> None:
    officer = person(hub_app, "maanshan_finance")
    upload = statement_upload([{"ext_ref": "X", "payee": "Y", "account_last4": "12", "amount": "1"}], "2021-04-20")
    page = act(officer, "/finance/statements/new", "bank.import_statement", {"file": upload.name}, file=upload)
    assert (page.status, page.refusals[0][0]) == (422, "bank.statement_unreadable")


def test_a_budget_is_proposed_by_one_and_approved_by_another_on_its_page(hub_app: Flask) -> None:
    officer, approver = person(hub_app, "maanshan_finance"), person(hub_app, "maanshan_finance2")
    sent = {"amount": "50000.00", "year": "2021", "reason": "预算批复"}
    page = act(officer, "/finance/budget", "budget.propose", sent)
    assert not page.refusals
    assert page.form("budget.approve") is None, "nobody approves what he proposed"
    assert page.object_of("budget").figure("budget") is None
    again = act(officer, "/finance/budget", "budget.propose", sent)
    assert again.refusals[0][0] == "budget.waiting"
    page = approver.open("/finance/budget")
    assert "50,000.00" in page.words and "预算批复" in page.words, "the approver reads what is signed"
    page = act(approver, "/finance/budget", "budget.approve")
    assert not page.refusals
    assert page.object_of("budget").figure("budget") == "50000.00"
    assert page.object_of("budget").figure("left") == "45350.00"
    assert page.tree.xpath("//*[@data-object='budget_change']/@data-state") == ["APPROVED"]


def test_a_run_that_makes_no_sense_is_refused_beside_its_form(hub_app: Flask) -> None:
    officer = person(hub_app, "maanshan_finance")
    page = act(officer, "/finance/runs/new", "settlement.ask_run", {"period": "2021-03", "kind": "enterprise"})
    assert page.refusals[0][0] == "settlement.nothing_open"


def test_the_end_of_the_year_is_a_page_with_a_statement_to_take(hub_app: Flask) -> None:
    officer = person(hub_app, "maanshan_finance")
    page = officer.open("/finance/year-end?year=2021")
    states = {one.get("data-check"): one.get("data-state") for one in page.tree.xpath("//*[@data-check]")}
    assert (states["budget"], states["lines"]) == ("OPEN", "DONE")
    assert (
        officer.client.get("/finance/year-end.csv?year=2021")
        .get_data(as_text=True)
        .startswith("\ufeff统一社会信用代码")
    )
    assert officer.open("/finance/year-end?area=wujiang").status == 404


def test_the_net_matrix_shows_what_crosses_borders(hub_app: Flask) -> None:
    page = person(hub_app, "maanshan_finance").open("/finance/net-matrix")
    assert page.tree.xpath("//*[@data-pair='maanshan-zhejiang']")


def test_finance_of_another_area_finds_nothing(hub_app: Flask) -> None:
    other = person(hub_app, "wujiang_finance")
    assert not other.open("/finance/batches/").tree.xpath("//main//*[@data-object='batch']")
    with hub_app.app_context(), scope.everything():
        no = settlement.list_batches()[0].no
    assert other.open(f"/finance/batches/{no}").status == 404


def test_the_auditor_reads_the_proof_and_the_batch(hub_app: Flask) -> None:
    auditor = person(hub_app, "hub_audit")
    page = auditor.open("/auditor/")
    assert page.object_of("ledger").attribute("state") == "VERIFIED"
    listed = auditor.open("/auditor/batches")
    path = listed.tree.xpath("//main//*[@data-object='batch']//a/@href")[0]
    assert path.startswith("/auditor/batches/")
    page = auditor.open(path)
    assert page.object_of("batch").figure("total") == "4650.00"
    assert not page.tree.xpath("//main//form")
    assert auditor.open("/auditor/events").status == 200


def test_the_auditor_takes_a_case_file_with_a_purpose_and_finance_does_not(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything():
        no = db.session.scalars(select(Redemption.no).order_by(Redemption.no)).first()
        db.session.remove()
    auditor = person(hub_app, "hub_audit")
    page = auditor.open(f"/auditor/redemptions/{no}/case-file")
    assert page.form("redemption.take_case_file") is not None
    asked = f"/auditor/redemptions/{no}/case-file.zip"
    assert auditor.client.get(f"{asked}?purpose=").status_code == 422
    taken = auditor.client.get(f"{asked}?purpose=spot+check")
    assert (taken.status_code, taken.data[:2]) == (200, b"PK")
    assert person(hub_app, "maanshan_finance").client.get(f"{asked}?purpose=spot+check").status_code in (403, 404)
    with hub_app.app_context(), scope.everything():
        exported = audit.list_events(event="data.exported", subject="redemption")
        assert [(one.subject_no, one.reason) for one in exported] == [(no, "spot check")]


def test_every_report_is_drawn_to_the_end_of_a_day(hub_app: Flask) -> None:
    officer = person(hub_app, "maanshan_finance")
    past = officer.open("/finance/position?as_at=2021-04-12").object_of("position")
    assert [past.figure(name) for name in ("due", "on_the_way", "paid")] == ["4650.00", "0.00", "0.00"]
    page = officer.open("/finance/position?as_at=2199-01-01")
    assert "日期须不晚于今天" in page.words
    now = page.object_of("position")
    assert [now.figure(name) for name in ("due", "on_the_way", "paid")] == ["0.00", "4650.00", "0.00"], (
        "the bank's day of payment is still to come"
    )
    for path in ("/finance/batches", "/finance/net-matrix"):
        assert not officer.open(f"{path}?as_at=2021-04-12").tree.xpath("//main//tr[@data-object or @data-pair]")
    assert officer.open("/finance/position?area=wujiang").status == 404
    taken = officer.client.get("/finance/position.csv?as_at=2021-04-12").get_data(as_text=True)
    assert "#total,2,2021-04-12,,,4650.00" in taken
    auditor = person(hub_app, "hub_audit")
    for path in ("positions", "events", "holds", "overrides", "lowered", "batches"):
        page = auditor.open(f"/auditor/{path}?as_at=2021-04-12")
        day = page.tree.xpath("//*[@data-figure='as_at']/@data-value")
        assert (page.status, day) == (200, ["2021-04-12"]), path
    assert person(hub_app, "hub_admin").open("/operator/settlement").tree.xpath("//*[@data-no='maanshan']")
    seller = person(hub_app, "i02").open("/institution/payments?as_at=2021-04-12").object_of("receivable")
    assert [seller.figure(name) for name in ("due", "paid")] == ["4250.00", "0.00"]
    assert person(hub_app, "e10").open("/enterprise/payments").status == 200


def test_statements_are_printed(hub_app: Flask) -> None:
    officer = person(hub_app, "maanshan_finance")
    path = officer.open("/finance/batches").tree.xpath("//main//*[@data-object='batch']//a/@href")[0]
    for address in (f"{path}/statement.pdf", "/finance/year-end.pdf?year=2021"):
        taken = officer.client.get(address)
        if address.startswith("/finance/year-end") and taken.status_code == 404:
            continue  # no voucher of that year in this hub
        assert (taken.status_code, taken.data[:5], taken.headers["Cache-Control"]) == (200, b"%PDF-", "no-store")
    assert officer.client.get("/finance/year-end.pdf?year=1999").status_code == 404


def test_from_a_figure_it_is_three_clicks_to_the_policy_and_who_decided(hub_app: Flask) -> None:
    auditor = person(hub_app, "hub_audit")
    page = auditor.open("/auditor/positions?as_at=2021-04-12")
    for wanted in ("/auditor/position?", "/auditor/redemptions/"):
        page = auditor.open(page.tree.xpath("//main//a[starts-with(@href, $to)]/@href", to=wanted)[0])
    assert page.object_of("redemption") is not None
    assert page.tree.xpath("//*[@data-figure='policy_version']")
    assert "签发" in page.words, "who signed the batch that paid it"
