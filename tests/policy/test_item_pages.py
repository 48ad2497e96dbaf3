"""The pages on which an editor adds rows, material and windows to a draft, and takes them away again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask

from adapters.contract import NativeDocument
from adapters.simulate import create, running
from hub.federation import RegionDown, gateway
from hub.kernel import scope
from hub.kernel.actor import THE_HUB
from hub.kernel.db import unit_of_work
from hub.policy import amendments
from hub.policy.cases import REGIONS
from hub.stories.samples import Upload
from tests.policy.test_amendment_pages import act
from tests.policy.test_amendments import approve, stewards_version, submitted
from tests.web.sample import ClientDriver, browser_of, sample_hub

SOURCE = "苏科资发〔2024〕12 号「连云港企业最高享受 15 万元」"


@pytest.fixture(scope="module")
def hub_app() -> Iterator[Flask]:
    """A hub with the sample data of its own."""
    with sample_hub() as app:
        yield app


@pytest.fixture(scope="module")
def editor(hub_app: Flask) -> ClientDriver:
    return browser_of(hub_app, "js_policy")


@pytest.fixture(scope="module")
def draft(editor: ClientDriver) -> str:
    begun = act(editor, "/area/policies/js-provincial/jiangsu", "policy.draft", title="额度调整")
    return urlsplit(begun.url).path


def test_a_row_is_added_refused_kept_told_at_its_place_and_removed(editor: ClientDriver, draft: str) -> None:
    page = f"{draft}/items/quota"
    row = {"name": "连云港", "holder-city": "连云港市", "then": "150000", "source": SOURCE}
    refused = act(editor, page, "policy.add_item", **row)
    assert (refused.status, refused.refusals[0][0]) == (422, "policy.value")
    form = refused.form("policy.add_item")
    assert form is not None and (form.value("name"), form.value("then")) == ("连云港", "150000")
    added = act(editor, page, "policy.add_item", **{**row, "holder-city": "320700"})
    assert "同时适用" in added.words and "150,000.00" in added.words
    assert "提交前须解决" in editor.open(draft).words
    remove = added.form("policy.remove_item", key="连云港")
    assert remove is not None
    assert editor.submit(added, remove, {"source": ""}, {}).refusals[0][0] == "policy.source_missing"
    gone = editor.submit(added, remove, {"source": "重新拟定"}, {})
    assert "同时适用" not in gone.words


def test_a_window_is_added_and_shown_where_everybody_reads_the_policy(editor: ClientDriver, draft: str) -> None:
    shown = act(
        editor, f"{draft}/items/windows", "policy.add_item", name="上半年", phase="redemption", opens="05-01",
        closes="06-30", source=SOURCE,
    )  # fmt: skip
    assert "05-01 至 06-30" in shown.words
    assert "开放时间 · 上半年" in editor.open(draft).words


def test_lists_that_there_are_not_are_not_found(editor: ClientDriver, draft: str) -> None:
    assert editor.open(f"{draft}/items/secrets").status == 404
    assert "由上级政策" not in editor.open(f"{draft}/items/approvals").words


def test_a_workbook_is_downloaded_and_refused_where_it_changes_nothing(hub_app: Flask) -> None:
    editor = browser_of(hub_app, "mas_policy")
    address = "/area/policies/delta/maanshan"
    got = editor.client.get(f"{address}/policy.xlsx")
    assert (
        got.status_code == 200 and got.data[:2] == b"PK" and "delta-maanshan.xlsx" in got.headers["Content-Disposition"]
    )
    page = editor.open(address)
    form = page.form("policy.workbook")
    assert form is not None
    refused = editor.submit(page, form, {}, {"file": Upload("policy.xlsx", "application/zip", got.data)})
    assert refused.refusals[0][0] == "policy.nothing_changed"
    assert browser_of(hub_app, "jx_policy").client.get(f"{address}/policy.xlsx").status_code == 404


def test_a_document_is_fetched_from_the_platform_and_a_silent_platform_is_told(
    hub_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = browser_of(hub_app, "jx_policy")
    address = "/area/policies/zj-county/jiashan"
    assert browser_of(hub_app, "mas_policy").open("/area/policies/delta/maanshan").form("policy.fetch") is None

    def fetched(region: str, verb: str) -> NativeDocument:
        with hub_app.app_context():
            assert (region, verb) == ("zhejiang", "fetch_policy")
        if not answers:
            raise RegionDown(region="浙江", region_en="Zhejiang", since="")
        return NativeDocument(answers.pop(), "application/toml", "")

    answers: list[bytes] = []
    monkeypatch.setattr(gateway, "call", fetched)
    silent = act(editor, address, "policy.fetch")
    assert silent.status == 503 and "浙江" in silent.words
    [document] = [path for path in sorted(REGIONS.glob("zhejiang/**/policy/*.toml")) if "jiashan" in path.read_text()][
        -1:
    ]
    answers.append(document.read_bytes() + '\n["附加"]\n"说明" = "另行规定"\n'.encode())
    draft = act(editor, address, "policy.fetch")
    assert "附加" in draft.words and "未能识别" in draft.words and "/drafts/" in draft.url


def test_the_steward_adds_who_takes_part_and_an_area_only_reads_it(hub_app: Flask) -> None:
    steward = browser_of(hub_app, "hub_steward")
    begun = act(steward, "/area/policies/delta/delta", "policy.draft", title="参与区域")
    page = f"{urlsplit(begun.url).path}/items/participants"
    shown = act(steward, page, "policy.add_item", area="nankai", since="2030-01-01", source=SOURCE)
    assert not shown.refusals and "2030-01-01 至 今后" in shown.words
    assert "参与区域 · 南开" in steward.open(urlsplit(begun.url).path).words
    mine = browser_of(hub_app, "wj_policy")
    own = act(mine, "/area/policies/delta/wujiang", "policy.draft", title="调整")
    listed = mine.open(f"{urlsplit(own.url).path}/items/participants")
    assert listed.form("policy.add_item") is None and "嘉善" in listed.words
    assert "参与区域" in mine.open("/policies/delta/wujiang").words


def without_draft(app: Flask, policy: str) -> None:
    """Withdraw what another test is drafting."""
    with app.app_context(), scope.everything(), unit_of_work():
        live = amendments.find_live_amendment(policy)
        if live is not None:
            amendments.withdraw_draft(amendment=live, reason="重新获取", by=THE_HUB)


@pytest.mark.parametrize(
    ("region", "editor", "address"),
    [("zhejiang", "jx_policy", "zj-county/jiashan"), ("tianjin", "hub_steward", "tj-city/tianjin")],
)
def test_the_document_comes_from_the_running_platform_as_it_keeps_it(
    hub_app: Flask, monkeypatch: pytest.MonkeyPatch, region: str, editor: str, address: str
) -> None:
    known = hub_app.extensions["directory"]
    without_draft(hub_app, address)
    with running(create(region, region=region)) as platform:
        there = replace(known.regions[region], settings={**known.regions[region].settings, "base_url": platform})
        monkeypatch.setitem(hub_app.extensions, "directory", replace(known, regions={**known.regions, region: there}))
        draft = act(browser_of(hub_app, editor), f"/area/policies/{address}", "policy.fetch")
        seen = requests.get(f"{platform}/_sim/seen", timeout=5).json()
    assert "/drafts/" in draft.url and not draft.refusals, draft.words[:400]
    assert len(seen) == 1
    # What a sentence of a manual says beyond the model is a person's to excuse, from the platform as from a file.
    assert ("未能识别" in draft.words) is (region == "tianjin")


def test_a_change_above_is_taken_in_with_one_click(hub_app: Flask) -> None:
    for policy in ("delta", "delta/wujiang"):
        without_draft(hub_app, policy)
    with hub_app.app_context(), scope.everything(), unit_of_work():
        approve(submitted(on=date(2024, 7, 1)))
        stewards_version(date(2024, 6, 1))
    editor = browser_of(hub_app, "wj_policy")
    page = editor.open("/area/policies/delta/wujiang")
    assert page.tree.xpath("//*[@data-object='behind']/@data-state") == ["WAITING"]
    draft = act(editor, "/area/policies/delta/wujiang", "policy.follow")
    object_ = draft.object_of("amendment")
    assert object_ is not None and object_.figure("effective_from"), "the draft is dated"
    [changed] = draft.tree.xpath("//*[@data-difference]/@data-difference")
    assert changed == "materials/redemption:attachment/max_bytes"
    assert "提交前须解决" not in draft.words
