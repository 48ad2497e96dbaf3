"""The cases of every region come out as its people expect, and every one of them can fail."""

from pathlib import Path
from typing import Any

import pytest

from hub.policy import cases
from hub.policy.book import read_book

BOOK = read_book(cases.REGIONS)
REGIONS = sorted(path.parent.name for path in cases.REGIONS.glob("*/cases.toml"))
ALL = [(region, case) for region in REGIONS for case in cases.list_cases(region)]


@pytest.mark.parametrize("region", sorted(path.parent.name for path in cases.REGIONS.glob("*/region.toml")))
def test_a_region_has_nothing_wrong_with_its_policies(region: str) -> None:
    assert cases.run(region) == []


@pytest.mark.parametrize(("region", "case"), ALL, ids=[f"{region}: {case['name']}" for region, case in ALL])
def test_the_case_comes_out_as_expected(region: str, case: dict[str, Any]) -> None:
    assert cases.try_case(case, BOOK) == []


def test_every_policy_in_force_has_cases() -> None:
    covered = {(case["programme"], case["area"]) for _, case in ALL}
    assert {(one.draft.programme, one.draft.area) for versions in BOOK.policies.values() for one in versions} == covered


def test_a_wrong_expectation_is_reported_with_what_came_out() -> None:
    case = {**ALL[0][1], "expect": {"outcome": "nothing"}}
    assert cases.try_case(case, BOOK)[0].endswith("not 'nothing'")


def test_a_region_without_cases_or_policies_has_nothing_to_say(tmp_path: Path) -> None:
    assert cases.run("nowhere", tmp_path) == []
