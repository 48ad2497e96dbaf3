"""Pages say everything in words, once, and where the reader can act on it."""

import pytest
from flask import Flask
from marshmallow import ValidationError

from hub import ledger
from hub.policy.explain import shown
from hub.web.auditor import words
from hub.web.words import WAITING
from schemas.events import EVENTS
from schemas.order import PlaceOrder
from schemas.terms import ReviewStage
from tests.web.sample import browser_of


@pytest.mark.parametrize("typed", ["１２３", "1_000", "1.9", 1.9, "0", "-1", "", "一"])
def test_a_quantity_in_other_digits_or_parts_is_a_question_not_a_number(typed):
    with pytest.raises(ValidationError) as refused:
        PlaceOrder().load({"quantity": typed})
    assert "1 至 9999" in refused.value.messages["quantity"][0]


@pytest.mark.parametrize("typed", ["2", " 2 ", 2])
def test_a_quantity_in_plain_digits_is_taken(typed):
    assert PlaceOrder().load({"quantity": typed})["quantity"] == 2


def test_a_place_in_a_reason_is_named_and_one_outside_keeps_its_code():
    assert shown("holder.area", "maanshan") == "马鞍山"
    assert shown("order.seller_region", ("zhejiang", "anhui")) == "浙江、安徽"
    assert shown("order.seller_region", "11") == "11"


def test_every_event_and_every_invariant_has_chinese_words(sample_app: Flask):
    with sample_app.app_context():
        checks = {check.invariant for check in ledger.list_checks()}
    assert checks <= set(words.INVARIANTS_ZH)
    with sample_app.test_request_context("/", headers={"Accept-Language": "zh-CN"}):
        codes = [event for event in EVENTS if words.event_word(event).isascii()]
    assert codes == []


def test_what_is_submitted_names_who_has_the_first_stage():
    unnamed = [stage for stage in ReviewStage if f"SUBMITTED:{stage.value}" not in WAITING["redemption"]]
    assert unnamed == []


@pytest.mark.parametrize("account", ["e10", "mas_admin"])
def test_an_order_says_why_once_and_leads_to_its_redemption(sample_app: Flask, account: str):
    browser, side = browser_of(sample_app, account), "enterprise" if account == "e10" else "area"
    listed = browser.open(f"/{side}/orders").tree.xpath("//tr[@data-object='order']//a/@href")
    pages = [browser.open(path) for path in listed]
    reasoned = [page for page in pages if page.tree.xpath("//*[@data-decision]")]
    assert reasoned
    for page in reasoned:
        said = [" ".join(li.text_content().split()) for li in page.tree.xpath("//main//li[not(ancestor::ol)]")]
        assert len(said) == len(set(said)), page.url
        assert len([h for h in page.tree.xpath("//h2/text()") if "为什么" in h or "政策判断" in h]) == 1
    linked = [path for page in pages for path in page.tree.xpath("//*[@data-object='redemption']//a/@href")]
    assert linked and all(browser.open(path).status == 200 for path in linked)


def test_no_card_stands_empty(sample_app: Flask):
    browser = browser_of(sample_app, "mas_admin")
    for path in browser.open("/area/redemptions").tree.xpath("//tr[@data-object='redemption']//a/@href"):
        cards = browser.open(path).tree.xpath("//section[contains(@class, 'card-box')]")
        assert [card for card in cards if len(card) == 1 and card[0].tag == "h2"] == [], path


def test_batches_name_the_area_that_pays(sample_app: Flask):
    browser = browser_of(sample_app, "maanshan_finance")
    rows = browser.open("/finance/batches/").tree.xpath("//tr[@data-payer-area]")
    assert rows and all(row.get("data-payer-area") not in row.text_content().split() for row in rows)


def test_whoever_must_confirm_a_reversal_finds_it_on_the_workbench(sample_app: Flask):
    officer = browser_of(sample_app, "mas_admin")
    paid = officer.open("/area/redemptions").tree.xpath(
        "//tr[@data-state='INSTRUCTED' or @data-state='BATCHED']//a/@href"
    )
    page = officer.open(paid[0])
    form = page.form("reversal.propose")
    assert form is not None
    sent = officer.submit(page, form, {"amount": "100.00", "reason": "服务少做一项"}, {})
    assert sent.refusals == []
    no = paid[0].rsplit("/", 1)[1]
    assert no not in officer.open("/area/").words and "冲回待另一人确认" not in officer.open("/area/").words
    bench = browser_of(sample_app, "maanshan_finance2").open("/finance/")
    (link,) = [path for path in bench.tree.xpath("//main//a/@href") if path.endswith(no)]
    assert "服务少做一项" in bench.words and "100.00" in bench.words
    opened = browser_of(sample_app, "maanshan_finance2").open(link)
    assert opened.form("reversal.confirm") is not None


def test_who_has_no_voucher_is_told_so_where_it_orders(sample_app: Flask):
    page = browser_of(sample_app, "e16").open("/enterprise/orders/new?service=V15")
    assert "没有可以用于下单的创新券" in page.words
    assert page.tree.xpath("//main//a[@href='/enterprise/vouchers']")
