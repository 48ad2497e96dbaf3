"""Importing a regions folder that was edited, broken, or is sample data in production."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from hub import policy
from hub.kernel.actor import THE_HUB
from hub.kernel.errors import Forbidden
from hub.policy import cases
from hub.policy.decision import Question
from hub.policy.errors import NothingToConfirm, PolicyRefused
from hub.settings import Settings
from tests.policy.actors import approver, editor

pytestmark = pytest.mark.usefixtures("session")
WUJIANG = "jiangsu/areas/wujiang/policy/2021.toml"


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A copy of the regions folder that the hub reads."""
    copy = tmp_path / "regions"
    shutil.copytree(cases.REGIONS, copy)
    settings: Settings = app.config["HUB"]
    app.config["HUB"] = replace(settings, hub=replace(settings.hub, regions_folder=str(copy)))
    yield copy
    app.config["HUB"] = settings


def edit(path: Path, old: str, new: str) -> None:
    """Change a text in a document."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def wujiang_application(on: date = date(2024, 5, 6)) -> Question:
    """An application that would be granted."""
    facts = {"holder.area": "wujiang", "holder.tech_sme_year": on.year, "holder.profile_complete": True}
    return Question("application", "delta", "wujiang", {"application": on}, facts)


def test_an_edited_document_is_reported_as_drift_and_the_store_stays_as_it_was(folder: Path) -> None:
    policy.import_region_policies("all", by=THE_HUB)
    edit(folder / WUJIANG, '"50%"', '"40%"')
    report = policy.import_region_policies("all", by=THE_HUB)
    assert report.drifted == ["delta/wujiang v1"]
    assert policy.rate_words(policy.policy_in_force("delta", "wujiang", date(2024, 5, 6)).draft) == "50%"


def test_a_new_version_takes_effect_on_its_date_and_earlier_orders_keep_theirs(folder: Path) -> None:
    policy.import_region_policies("all", by=THE_HUB)
    text = (folder / WUJIANG).read_text("utf-8").replace('"50%"', '"40%"').replace("2021-01-01", "2024-07-01")
    (folder / WUJIANG).with_name("2024.toml").write_text(text, "utf-8")
    assert policy.import_region_policies("jiangsu", by=THE_HUB).published == ["delta/wujiang v2"]
    facts = {"voucher.mode": "HOLDER_REDEEMS", "order.total_fen": 2_400_000}
    rates = [
        policy.preview(Question("order", "delta", "wujiang", {"order": on}, facts, 30_000_000)).rate_ppm
        for on in (date(2024, 6, 30), date(2024, 7, 1))
    ]
    assert rates == [500_000, 400_000]


def test_a_new_version_of_the_shared_document_makes_a_new_version_of_every_area(folder: Path) -> None:
    shared = folder / "delta/policy/2021.toml"
    text = shared.read_text("utf-8").replace("2021-01-01", "2025-01-01").replace('"500KB"', '"400KB"')
    shared.with_name("2025.toml").write_text(text, "utf-8")
    published = policy.import_region_policies("all", by=THE_HUB).published
    assert {"delta/wujiang v2", "delta/maanshan v3", "delta/jiashan v2", "delta/qingpu v2"} <= set(published)
    sizes = [
        policy.policy_in_force("delta", "wujiang", on).draft.invoices.max_bytes  # type: ignore[union-attr]
        for on in (date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert sizes == [512_000, 409_600]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"工作日" = 5\n', "", "工作日 is missing"),
        ('"50%"', '"150%"', "is no rate"),
        ('["公示"]', '["抽奖"]\n"中奖率" = "1%"\n["公示"]', "not understood"),
        ('dialect = "standard"', 'dialect = "martian"', "no adapter"),
    ],
)
def test_a_document_with_a_fault_is_refused_with_the_reason(folder: Path, old: str, new: str, reason: str) -> None:
    edit(folder / WUJIANG, old, new)
    with pytest.raises(PolicyRefused, match=reason):
        policy.import_region_policies("all", by=THE_HUB)


@pytest.fixture
def production(app: Flask, session: None) -> Iterator[None]:
    """The hub as it runs in production, as far as policies go."""
    policy.import_region_policies("all", by=THE_HUB)
    settings: Settings = app.config["HUB"]
    app.config["HUB"] = replace(settings, hub=replace(settings.hub, environment="production"))
    yield
    app.config["HUB"] = settings


def test_outside_production_sample_values_may_be_tried() -> None:
    policy.import_region_policies("all", by=THE_HUB)
    assert policy.preview(wujiang_application()).allowed


@pytest.mark.usefixtures("production")
def test_in_production_sample_values_grant_nothing_until_a_person_of_the_area_confirms() -> None:
    refused = policy.preview(wujiang_application())
    assert [result.rule for result in refused.failed] == ["policy.unconfirmed"]
    assert refused.quota_fen is None
    in_force = policy.policy_in_force("delta", "wujiang", date(2024, 5, 6))
    for stranger in (editor("wujiang"), approver("jiashan")):
        with pytest.raises(Forbidden):
            policy.confirm_sample(in_force, reason="已核对", by=stranger)
    policy.confirm_sample(in_force, reason="已与本区 2024 年办法核对", by=approver("wujiang"))
    assert policy.preview(wujiang_application()).allowed
    with pytest.raises(NothingToConfirm):
        policy.confirm_sample(in_force, reason="再次", by=approver("wujiang"))


@pytest.mark.usefixtures("production")
def test_every_single_value_is_confirmed_before_vouchers_are_issued() -> None:
    in_force = policy.policy_in_force("delta", "wujiang", date(2024, 5, 6))
    paths = [one.value.path for one in policy.values_to_confirm(in_force)]
    assert "subsidy/table/otherwise" in paths and "caps" in paths
    for path in paths:
        assert not policy.preview(wujiang_application()).allowed, path
        policy.confirm_sample(in_force, reason="已核对", by=approver("wujiang"), paths=[path])
    assert policy.preview(wujiang_application()).allowed


def test_a_confirmed_value_stays_confirmed_until_it_says_something_else(app: Flask, folder: Path) -> None:
    policy.import_region_policies("all", by=THE_HUB)
    in_force = policy.policy_in_force("delta", "wujiang", date(2024, 5, 6))
    policy.confirm_sample(in_force, reason="已核对", by=approver("wujiang"))
    text = (folder / WUJIANG).read_text("utf-8").replace('"50%"', '"40%"').replace("2021-01-01", "2024-07-01")
    (folder / WUJIANG).with_name("2024.toml").write_text(text, "utf-8")
    policy.import_region_policies("jiangsu", by=THE_HUB)
    later = policy.policy_in_force("delta", "wujiang", date(2024, 8, 1))
    assert [one.value.path for one in policy.values_to_confirm(later)] == ["subsidy/table/otherwise"]
