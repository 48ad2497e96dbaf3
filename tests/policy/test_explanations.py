"""The page that tells an enterprise what it is entitled to, why, what is missing, and from which sentence."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.web.sample import ClientDriver, browser_of, sample_hub

WUJIANG = "/enterprise/entitlements/delta/wujiang"


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample data of its own."""
    with sample_hub() as app:
        yield app


@pytest.fixture(scope="module")
def buyer(hub_app: Flask) -> ClientDriver:
    return browser_of(hub_app, "e06")


def test_every_condition_is_named_with_its_result_and_its_sentence(buyer: ClientDriver) -> None:
    page = buyer.open(f"{WUJIANG}?on=2024-05-06")
    rows = page.tree.xpath("//tr[@data-rule]")
    assert {row.get("data-rule") for row in rows} >= {"application.tech_sme", "application.profile_complete"}
    assert "第" in page.words and "行" in page.words and "300,000.00" in page.words
    assert page.tree.xpath("//article[@data-object='entitlement']/@data-state") == ["allow"]


def test_another_day_may_have_another_answer_and_a_day_before_every_policy_has_none(buyer: ClientDriver) -> None:
    later = buyer.open(f"{WUJIANG}?on=2030-05-06")
    assert later.tree.xpath("//article/@data-state") == ["deny"] and "不符合" in later.words
    assert buyer.open(f"{WUJIANG}?on=1999-01-01").status == 409
    assert buyer.open(f"{WUJIANG}?on=yesterday").status == 422


def test_what_is_missing_leads_to_where_it_is_supplied(buyer: ClientDriver) -> None:
    page = buyer.open("/enterprise/entitlements/js-provincial/jiangsu?on=2024-05-06")
    assert "还缺少的信息" in page.words and "上年度营业收入" in page.words
    assert page.tree.xpath("//a[contains(@href, '/account/organization')]")


def test_the_policies_of_other_places_are_not_explained_as_ones_own(buyer: ClientDriver) -> None:
    assert buyer.open("/enterprise/entitlements/delta/maanshan").status == 404
    listed = buyer.open("/enterprise/vouchers")
    assert listed.tree.xpath("//a[contains(@href, '/enterprise/entitlements/delta/wujiang')]")
