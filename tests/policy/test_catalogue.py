"""Every statement of the manuals is executed by a shipped policy and pinned by a case, or its reason is recorded."""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hub import sample
from hub.identity.licence import LICENCE_RULE
from hub.kernel.errors import HubError
from hub.policy import cases
from hub.policy.book import Proposal, read_book, read_sources
from hub.policy.loaded import load
from schemas.registration import Unit
from tests.policy.broken import cited_by, without
from tests.test_manual_coverage import _exists as exists

FOLDER = cases.REGIONS
NOT_YET_AT_MOST = 0  # a ratchet: lower it with every statement that is executed, never raise it
TO_EXECUTE = {"F", "P"}

BOOK = read_book(FOLDER)
VERSIONS = [proposal for versions in BOOK.policies.values() for proposal in versions]
KEPT: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "catalogue.toml").read_text("utf-8"))
with open(FOLDER / "rule_catalogue.tsv", encoding="utf-8", newline="") as file:
    ROWS = {row["id"]: row for row in csv.DictReader(file, delimiter="\t")}
EXECUTED = [
    name
    for name, row in ROWS.items()
    if row["status"] in TO_EXECUTE and any(cited_by(one.draft, f"rule-{name}") for one in VERSIONS)
]


@cache
def _cases_of(label: str) -> list[dict[str, Any]]:
    return [case for case, governed_by in _governed() if governed_by == label]


@cache
def _governed() -> list[tuple[dict[str, Any], str]]:
    found = []
    for path in sorted(FOLDER.glob("*/cases.toml")):
        for case in cases.list_cases(path.parent.name):
            try:
                found.append((case, cases.governing_of(case, BOOK).label))
            except HubError:
                continue
    return found


def _noticed(version: Proposal, rule: str) -> list[str]:
    """The cases that come out otherwise, or not at all, when a value that cites the statement is gone."""
    noticed = []
    for _, draft in without(version.draft, rule):
        policy = load(draft, version=version.version, content_hash="")
        noticed += [case["name"] for case in _cases_of(version.loaded.label) if _fails(case, policy)]
    return noticed


def _fails(case: dict[str, Any], policy: Any) -> bool:
    try:
        return bool(cases.try_on(case, policy))
    except Exception:
        return True


def test_the_catalogue_holds_every_statement_as_the_sources_quote_it() -> None:
    quoted = {name.removeprefix("rule-"): (one.line, one.quote) for name, one in read_sources(FOLDER).items()}
    assert quoted == {name: (int(row["line"]), row["quote"].replace("**", "")) for name, row in ROWS.items()}
    assert len(ROWS) == 160


@pytest.mark.parametrize("name", EXECUTED)
def test_a_case_notices_when_a_policy_loses_what_the_statement_asks_for(name: str) -> None:
    rule = f"rule-{name}"
    assert any(_noticed(version, rule) for version in VERSIONS if cited_by(version.draft, rule))


def test_every_statement_has_one_place() -> None:
    to_execute = {name for name, row in ROWS.items() if row["status"] in TO_EXECUTE}
    listed = [*EXECUTED, *KEPT["carried"], *KEPT["not_yet"]]
    assert sorted(listed) == sorted(to_execute)
    assert set(KEPT["decided"]) == set(ROWS) - to_execute


def test_every_reason_says_something_and_whoever_shows_a_statement_exists() -> None:
    assert all(KEPT["decided"].values()) and all(KEPT["not_yet"].values())
    assert [name for name, one in KEPT["carried"].items() if not one["by"] or not exists(one["shown"])] == []


def test_fewer_and_fewer_statements_wait() -> None:
    waiting = sorted(KEPT["not_yet"])
    print(f"{len(EXECUTED)} executed, {len(KEPT['carried'])} carried, {len(waiting)} not yet: {' '.join(waiting)}")
    assert len(waiting) <= NOT_YET_AT_MOST


# What the manual of Tianjin calls a service, and the class of the catalog under which it is found.
CATEGORIES = Path(sample.__file__).parent / "data/categories.toml"
CLASSES = {
    "研发设计": "研发设计", "检测认证": "检验检测", "成果转化": "成果转化", "科技咨询": "科技咨询",
    "测试检测": "检验检测", "合作研发": "委托研发", "委托开发": "委托研发", "技术解决方案": "技术解决方案",
}  # fmt: skip


def test_the_catalog_holds_the_classes_of_service_that_the_manual_names() -> None:
    quoted = ROWS["T03"]["quote"] + ROWS["T27"]["quote"]
    assert all(name in quoted for name in CLASSES)
    held = {one["zh"] for one in tomllib.loads(CATEGORIES.read_text("utf-8"))["categories"].values()}
    assert set(CLASSES.values()) <= held


def test_registration_recommends_the_formats_of_the_manual() -> None:
    named = {name.lower() for name in ROWS["Y10"]["quote"].partition("格式为")[2].split("/")}
    licence = Unit().fields["licence"].metadata
    assert {f".{name}" for name in named} <= set(licence["accept"].split(","))
    assert all(name.upper() in licence["hint"] for name in LICENCE_RULE.kinds)
