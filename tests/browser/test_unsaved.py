"""A page with several forms sends one of them; what was typed into another is not lost without a word."""

from collections.abc import Callable

from tests.browser.conftest import Window


def _several_forms(person: Window) -> None:
    listed = person.open("/area/redemptions")
    path = listed.locator("tr[data-state=IN_REVIEW] a").first.get_attribute("href")
    person.open(str(path))
    person.page.locator("form[data-action='redemption.return'] textarea").fill("缺少盖章页")


def test_sending_another_form_asks_first_and_keeps_what_was_typed(window: Callable[..., Window]) -> None:
    person = window("mas_admin")
    _several_forms(person)
    asked: list[str] = []
    person.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    before = person.page.url
    person.page.locator("form[data-action='redemption.reject'] button").click()
    assert len(asked) == 1 and "尚未保存" in asked[0]
    assert person.page.url == before
    assert person.page.locator("form[data-action='redemption.return'] textarea").input_value() == "缺少盖章页"


def test_sending_the_form_that_was_filled_asks_nothing(window: Callable[..., Window]) -> None:
    person = window("mas_admin")
    _several_forms(person)
    asked: list[str] = []
    person.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    person.page.locator("form[data-action='redemption.return'] textarea").fill("")
    with person.page.expect_navigation():
        person.page.locator("form[data-action='redemption.return'] button").click()
    assert asked == []


def test_the_evidence_lies_within_its_half_of_the_page(window: Callable[..., Window]) -> None:
    person = window("mas_admin")
    _several_forms(person)
    outside = "Array.from(document.querySelectorAll('.evidence .table-box')).filter(b => b.scrollWidth > b.clientWidth)"
    assert person.page.evaluate(f"{outside}.length") == 0


def test_working_out_another_quantity_asks_before_the_need_that_was_typed_is_lost(
    window: Callable[..., Window],
) -> None:
    person = window("e10")
    person.open("/enterprise/orders/new?service=V02")
    person.page.locator("textarea[name=need]").fill("可靠性验证")
    asked: list[str] = []
    person.page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    person.page.locator("form[role=search] button").first.click()
    assert len(asked) == 1
    assert person.page.locator("textarea[name=need]").input_value() == "可靠性验证"
