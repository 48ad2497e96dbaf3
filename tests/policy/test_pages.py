"""The public pages of the policies, and the explanation of a decision that other pages show."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, get_template_attribute
from flask.testing import FlaskClient

from hub import policy
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from hub.policy import Question
from tests.conftest import own_application


@pytest.fixture(scope="module")
def hub() -> Iterator[Flask]:
    """A hub with the shipped policies."""
    with own_application() as app:
        with app.app_context(), scope.everything(), unit_of_work():
            policy.import_region_policies("all", by=THE_HUB)
        yield app


@pytest.fixture
def client(hub: Flask) -> FlaskClient:
    """A browser."""
    return hub.test_client()


def test_the_list_names_every_policy_of_the_date_with_rate_and_quota(client: FlaskClient) -> None:
    page = client.get("/policies?on=2024-05-06").get_data(as_text=True)
    for label in ("js-provincial v1", "delta/maanshan v2", "delta/wujiang v1", "delta/qingpu v1", "delta/jiashan v1"):
        assert f'data-no="{label}"' in page
    assert "25% / 35%" in page
    assert "100,000.00 / 140,000.00" in page


def test_the_list_of_an_earlier_date_shows_the_policies_of_that_date(client: FlaskClient) -> None:
    page = client.get("/policies?on=2021-03-04").get_data(as_text=True)
    assert 'data-no="delta/maanshan v1"' in page
    assert "js-provincial" not in page
    assert "没有生效的政策" in client.get("/policies?on=2016-01-01").get_data(as_text=True)


def test_a_policy_shows_each_value_with_its_origin_and_quotation(client: FlaskClient) -> None:
    page = client.get("/policies/js-provincial/jiangsu?on=2024-05-06").get_data(as_text=True)
    assert "上年度营业收入不高于4亿元的中小企业" in page
    assert "第 50 行" in page
    assert "公示（5 个工作日）" in page
    assert 'data-origin="sample"' in page and 'data-origin="seed"' in page and 'data-origin="seed-inferred"' in page
    assert "50 MB" in page


def test_the_page_is_complete_in_english(client: FlaskClient) -> None:
    client.post("/language", data={"to": "en"})
    page = client.get("/policies/delta/maanshan?on=2023-05-06", headers={"Accept-Language": "en"}).get_data(
        as_text=True
    )
    assert client.get("/policies?on=2023-05-06").status_code == 200
    assert "delta/maanshan v2" in page


def test_a_date_that_is_none_is_said_beside_the_field(client: FlaskClient) -> None:
    answer = client.get("/policies?on=yesterday")
    assert answer.status_code == 422
    assert 'data-error="input.invalid"' in answer.get_data(as_text=True)


def test_a_policy_that_is_not_in_force_is_said_in_a_sentence(client: FlaskClient) -> None:
    answer = client.get("/policies/delta/xiangcheng?on=2021-01-01")
    assert answer.status_code == 409
    assert "没有生效的版本" in answer.get_data(as_text=True)
    assert client.get("/policies/nothing/nowhere").status_code in (404, 409)


def test_a_decision_is_explained_rule_by_rule_with_what_was_seen_and_asked(hub: Flask) -> None:
    question = Question(
        phase="application",
        programme="js-provincial",
        area="jiangsu",
        anchors={"application": date(2024, 3, 5)},
        facts={"holder.revenue_fen": 42_000_000_000, "application.kind": "TECH_SME"},
    )
    with hub.test_request_context(), scope.everything():
        explain = get_template_attribute("macros/decision.html", "explain")
        page = str(explain(policy.preview(question)))
    assert 'data-decision="deny"' in page
    assert 'data-rule="application.revenue" data-result="fail"' in page
    assert "420,000,000.00 元" in page and "400,000,000.00 元" in page
    assert 'data-rule="application.class" data-result="unknown"' in page
    assert "上年度营业收入不高于4亿元的中小企业" in page
