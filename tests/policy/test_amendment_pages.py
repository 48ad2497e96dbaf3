"""The pages on which an area changes its policy, and those on which everybody compares policies."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import event

from hub.identity import find_organization_by_uscc
from hub.kernel import scope
from hub.kernel.db import db, unit_of_work
from hub.policy.amendments import reading
from hub.policy.amendments.layer import resolve_layer
from hub.policy.cases import REGIONS
from hub.policy.service import decide
from hub.stories.page import Page
from hub.stories.samples import Upload
from hub.vouchers import explain_entitlements
from tests.policy.test_amendments import order
from tests.web.sample import ClientDriver, browser_of, sample_hub

RATE = "subsidy/table/otherwise/then"
SOURCE = "吴科发〔2024〕9 号「补贴比例为 40%」"


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample data of its own."""
    with sample_hub() as app:
        yield app


@pytest.fixture(scope="module")
def editor(hub_app: Flask) -> ClientDriver:
    return browser_of(hub_app, "wj_policy")


@pytest.fixture(scope="module")
def draft(editor: ClientDriver) -> str:
    """The address of a draft with one change."""
    begun = act(editor, "/area/policies/delta/wujiang", "policy.draft", title="比例调整")
    address = urlsplit(begun.url).path
    act(editor, f"{address}/value?path={RATE}", "policy.set_value", value="40%", source=SOURCE)
    return address


def act(browser: ClientDriver, path: str, action: str, **values: str) -> Page:
    """Open a page and send one of its forms."""
    page = browser.open(path)
    form = page.form(action)
    assert form is not None, page.words
    return browser.submit(page, form, values, {})


def test_the_list_shows_ones_own_policies_only(editor: ClientDriver) -> None:
    text = editor.open("/area/policies").words
    assert "delta/wujiang v1" in text
    assert "maanshan" not in text and "马鞍山" not in text


def test_a_draft_shows_what_differs_and_what_is_still_missing(editor: ClientDriver, draft: str) -> None:
    page = editor.open(draft)
    assert "补贴 · 全区 · 比例" in page.text
    assert SOURCE in page.text
    assert "没有填写生效日期" in page.text
    assert "由上级政策规定" in page.text


def test_what_was_typed_stays_when_it_is_refused(editor: ClientDriver, draft: str) -> None:
    refused = act(editor, f"{draft}/value?path={RATE}", "policy.set_value", value="四成", source=SOURCE)
    assert (refused.status, refused.refusals[0][0]) == (422, "policy.value")
    form = refused.form("policy.set_value")
    assert form is not None and form.value("value") == "四成"
    assert "35%" in refused.refusals[0][1]


def test_one_case_is_answered_by_both_versions_side_by_side(editor: ClientDriver, draft: str) -> None:
    query = (
        "on=2024-08-01&phase=order&available=300000&order-total_fen=24000&holder-area=wujiang&voucher-mode=HOLDER_REDEEMS"
        "&voucher-year=2024&holder-tech_sme_year=2024&order-open_to_area=true&order-seller_accepts_vouchers=true"
        "&order-same_party=false&order-seller_suspended=false&order-seller_region=shanghai"
    )
    page = editor.open(f"{draft}/case?{query}")
    case = page.object_of("case")
    assert case is not None, page.words
    assert (case.figure("before"), case.figure("after")) == ("12000.00", "9600.00")
    assert "还缺少信息" in editor.open(f"{draft}/case?on=2024-08-01&phase=order").text


def test_a_stranger_and_an_approver_see_what_is_theirs(hub_app: Flask, draft: str) -> None:
    assert browser_of(hub_app, "mas_policy").open(draft).status == 404
    assert browser_of(hub_app, "e06").open(draft).status == 403
    approver = browser_of(hub_app, "wj_policy2").open(draft)
    assert approver.status == 200
    assert "policy.set_value" not in approver.text and "policy.approve" not in approver.text


def test_a_second_draft_is_refused_with_the_number_of_the_first(editor: ClientDriver, draft: str) -> None:
    page = editor.open("/area/policies/delta/wujiang")
    assert draft.rsplit("/", 1)[1] in page.text
    assert "policy.draft" not in page.text


def test_a_document_is_uploaded_and_what_it_holds_beyond_the_model_is_excused(hub_app: Flask) -> None:
    editor = browser_of(hub_app, "mas_policy")
    path = REGIONS / "anhui/areas/maanshan/policy/2023.toml"
    content = path.read_bytes().replace(b"2023-01-01", b"2030-01-01") + '\n["奖励"]\n"上浮" = "另行规定"\n'.encode()
    page = editor.open("/area/policies/delta/maanshan")
    form = page.form("policy.import")
    assert form is not None
    shown = editor.submit(page, form, {}, {"file": Upload("2030.toml", "application/toml", content)})
    assert "奖励" in shown.words and "提交前须解决" in shown.words
    excuse = shown.form("policy.excuse")
    assert excuse is not None
    after = editor.submit(shown, excuse, {"reason": "另行发文，不属于兑付"}, {})
    assert "已说明：另行发文" in after.words and "提交前须解决" not in after.words
    broken = Upload("2031.toml", "application/toml", b"not a document")
    assert editor.open("/area/policies/delta/maanshan").form("policy.import") is None
    withdrawn = act(editor, urlsplit(shown.url).path, "policy.withdraw", reason="改为手工编制")
    assert withdrawn.status == 200
    page = editor.open("/area/policies/delta/maanshan")
    form = page.form("policy.import")
    assert form is not None
    refused = editor.submit(page, form, {}, {"file": broken})
    assert (refused.status, refused.refusals[0][0]) == (422, "policy.refused")


def test_everybody_compares_areas_and_versions(hub_app: Flask) -> None:
    anybody = ClientDriver(hub_app)
    page = anybody.open("/policies/compare?policy=delta/wujiang&policy=js-provincial&on=2024-05-06")
    assert "140,000.00" in page.text and "300,000.00" in page.text
    history = anybody.open("/policies/delta/maanshan?on=2024-05-06")
    [link] = history.tree.xpath("//a[contains(@href, 'compare?left')]/@href")
    difference = anybody.open(link)
    assert "快速兑付（无需下单）" in difference.text
    assert anybody.open("/policies/compare?left=nonsense&right=nonsense").status == 404


def test_the_command_explains_what_an_enterprise_may_have_and_from_which_sentence(hub_app: Flask) -> None:
    with hub_app.app_context(), scope.everything():
        unit = find_organization_by_uscc("91320312MA9QY10219")
        assert unit is not None
        said = explain_entitlements(unit, on=date(2024, 8, 2))
        english = explain_entitlements(unit, on=date(2024, 8, 2), language="en")
    assert said[0].startswith("# ") and "140,000.00" in " ".join(said)
    assert any("第" in sentence and "行" in sentence for sentence in said)
    assert (
        english[1].startswith("Something is still missing")
        and "Quota: 140,000.00 yuan, valid until 2024-12-31." in english
    )


def test_lists_and_drafts_are_read_once_and_not_once_for_every_row(
    hub_app: Flask, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward = browser_of(hub_app, "hub_steward")
    with hub_app.app_context():
        engine = db.engine
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    steward.open("/area/policies")
    steward.open("/area/policies")
    assert sum("FROM policy_version" in one for one in said[len(said) // 2 :]) <= 4
    resolved = []
    monkeypatch.setattr(reading, "resolve_layer", lambda *a, **k: resolved.append(1) or resolve_layer(*a, **k))
    page = browser_of(hub_app, "wj_policy").open(draft)
    assert page.status == 200 and len(resolved) == 1


def test_an_approver_confirms_sample_values_and_an_editor_only_reads_them(hub_app: Flask) -> None:
    page = "/area/policies/delta/maanshan/samples"
    assert browser_of(hub_app, "mas_policy").open(page).form("policy.confirm_values") is None
    approver = browser_of(hub_app, "mas_policy2")
    shown = approver.open(page)
    form = shown.form("policy.confirm_values")
    assert form is not None
    nothing = approver.submit(shown, form, {"reason": "已核对"}, {})
    assert nothing.refusals[0][0] == "policy.nothing_to_confirm"
    after = approver.submit(shown, form, {"paths": ["subsidy/table/otherwise"], "reason": "已核对"}, {})
    assert "项待确认" in after.words
    assert not after.tree.xpath("//tr[@data-sample='subsidy/table/otherwise']")
    assert "尚未确认" in approver.open("/area/policies/delta/maanshan").words


def test_a_simulation_names_who_loses_and_the_cases_that_change_most(hub_app: Flask, draft: str) -> None:
    with hub_app.app_context(), scope.everything(), unit_of_work():
        unit = find_organization_by_uscc("91320312MA9QY10219")
        assert unit is not None
        name = unit.name
        decide(order(date(2024, 3, 1), 1_000_000), subject="test", subject_id=unit.id)
    editor = browser_of(hub_app, "wj_policy")
    act(editor, draft, "policy.set_date", effective_from="2021-06-01")
    shown = act(editor, draft, "policy.simulate")
    assert name in shown.words and "比例 50% → 40%" in shown.words
    assert "涉及的决定" in shown.words
    page = editor.open(f"{draft}/simulation")
    assert name in page.words and "5,000.00" in page.words and "4,000.00" in page.words
