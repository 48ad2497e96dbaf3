"""Two colleagues on one application through the pages; and what a submitted one no longer lets happen."""

from datetime import date

import pytest
from flask import Flask

from hub import redemption
from hub.kernel import scope
from hub.kernel.db import unit_of_work
from hub.kernel.errors import HubError
from hub.kernel.jobs import run_until_idle
from hub.ledger import verify
from schemas.terms import RedemptionState, yuan
from tests.orders.world import at, buyer, figures, hand_out
from tests.redemption import stage
from tests.redemption.test_pages import Do, accepted_order, do, signed_in, world_at

__all__ = ["do"]
S = RedemptionState


def test_two_colleagues_see_both_texts_and_neither_is_lost(hub: Flask, do: Do) -> None:
    world_at(hub, "2021-03-08T17:20")
    run_until_idle(hub)
    nos = accepted_order(hub, "Q")
    world_at(hub, "2021-03-11T09:00")
    page = do("e10", "/enterprise/redemptions/new", "redemption.draft", orders=nos, effect="初稿", innovation="首次")
    assert page.main_object is not None
    path = f"/enterprise/redemptions/{page.main_object.no}"
    first, second = signed_in(hub, "e10"), signed_in(hub, "e10")
    read_by_first, read_by_second = first.open(path), second.open(path)

    def save(who, page, effect: str):  # type: ignore[no-untyped-def]
        form = page.form("redemption.describe")
        assert form is not None
        return who.submit(page, form, {"effect": effect}, {})

    assert save(first, read_by_first, "甲的版本").status == 200
    page = save(second, read_by_second, "乙的版本")
    assert page.status == 409 and [code for code, _ in page.refusals] == ["redemption.edited_meanwhile"]
    kept = page.form("redemption.describe")
    assert kept is not None and kept.value("effect") == "乙的版本", "what the second wrote is still in the field"
    assert page.tree.xpath("//*[@data-saved='effect']")[0].text_content() == "甲的版本"
    page = save(second, page, "甲乙合稿")
    assert page.status == 200
    versions = [item.text_content() for item in page.tree.xpath("//details[@id='saves']//li")]
    assert len(versions) == 3 and "甲的版本" in versions[1] and "初稿" in versions[2]
    page = do("e10", path, "redemption.restore")
    restored = page.form("redemption.describe")
    assert restored is not None and restored.value("effect") == "甲的版本"
    stale = read_by_first.form("redemption.submit")
    assert stale is not None
    page = first.submit(read_by_first, stale, {}, {})
    assert "redemption.edited_meanwhile" in dict(page.refusals), "nobody hands in what a colleague changed meanwhile"


@pytest.mark.usefixtures("world")
def test_what_is_under_review_is_not_edited() -> None:
    _, _, found = stage.holder_case()
    redemption.submit_redemption(redemption=found, by=buyer("E10"))
    invoice = redemption.parts_of(found).invoices[0]
    for act in (
        lambda: stage.attach(found, "attachment", buyer("E10")),
        lambda: redemption.remove_invoice(redemption=found, invoice_id=invoice.id, by=buyer("E10")),
        lambda: redemption.allocate(redemption=found, links={}, prices={}, by=buyer("E10")),
        lambda: redemption.describe_redemption(redemption=found, contract_fen=None, texts={}, by=buyer("E10")),
        lambda: redemption.begin_upload(
            redemption=found, slot="attachment", name="a.pdf", total_bytes=9, by=buyer("E10")
        ),
    ):
        with pytest.raises(HubError) as refused:
            act()
        assert refused.value.code == "redemption.not_editable"


@pytest.mark.usefixtures("world")
def test_the_year_turns_and_the_policy_changes_between_submission_and_review() -> None:
    at(2022, 12, 20)
    voucher = hand_out("E10", "maanshan", "Q", "20000.00")
    placed = [stage.in_service("E10", "V02", voucher, "i02") for _ in range(2)]
    at(2022, 12, 31, 23, 59)
    found = stage.drafted_by_holder("E10", placed, "6000.00", date(2022, 12, 30))
    redemption.submit_redemption(redemption=found, by=buyer("E10"))
    assert found.version_label == "delta/maanshan v1"
    # From 2023 the area takes no orders with this voucher any more: what was handed in goes its way.
    at(2023, 2, 15)
    stage.reviewed(found, "3000.00")
    assert (found.version_label, yuan(found.assessed_fen or 0)) == ("delta/maanshan v1", "3000.00")
    assert figures(voucher)[1] == "0.00" and verify() == []


def test_a_double_click_hands_in_once(hub: Flask, do: Do) -> None:
    world_at(hub, "2021-03-08T18:20")
    nos = accepted_order(hub, "Q")
    world_at(hub, "2021-03-11T10:00")
    page = do("e10", "/enterprise/redemptions/new", "redemption.draft", orders=nos, effect="一", innovation="二")
    assert page.main_object is not None
    no = page.main_object.no
    with hub.app_context(), scope.everything(), unit_of_work():
        found = redemption.get_redemption(no)
        stage.invoice(found, "3000.00", date(2021, 3, 10), buyer("E10"))
        stage.attach(found, "attachment", buyer("E10"))
    driver = signed_in(hub, "e10")
    page = driver.open(f"/enterprise/redemptions/{no}")
    form = page.form("redemption.submit")
    assert form is not None
    answers = [driver.submit(page, form, {}, {}) for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert all(one.main_object and one.main_object.attribute("state") == "SUBMITTED" for one in answers)
