"""Rows, slots, steps, windows and deadlines: added to a draft and taken from it, each with its sentence."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from hub.kernel.actor import THE_HUB, Actor
from hub.kernel.errors import HubError
from hub.policy import import_region_policies, policy_in_force, preview
from hub.policy.amendments import building, drafting, items
from hub.policy.amendments.errors import (
    ItemStays,
    ItemTaken,
    ItemUnknown,
    NoColumns,
    SourceMissing,
    ValueNotUnderstood,
)
from hub.policy.amendments.reading import Reading, read_draft
from hub.policy.amendments.tables import Amendment
from hub.policy.answer import decide_on
from hub.policy.decision import Question
from hub.policy.loaded import load
from hub.policy.rules import complete_facts, judge
from schemas.terms import Role
from tests.policy.test_amendments import EDITOR, SOURCE, person

JIANGSU = person(Role.POLICY_EDITOR, "jiangsu")
DAY = date(2024, 7, 1)


@pytest.fixture(autouse=True)
def book(session: Session) -> None:
    import_region_policies(by=THE_HUB)


def draft(programme: str = "js-provincial", area: str = "jiangsu", by: Actor = JIANGSU) -> Amendment:
    one = drafting.begin_amendment(policy=policy_in_force(programme, area, DAY), title="调整", by=by)
    drafting.set_date(amendment=one, effective_from=DAY, by=by)
    return one


def row(one: Amendment, name: str = "连云港单列", cities: str = "320700", then: int = 15_000_000) -> None:
    items.add_row(
        amendment=one, section="quota", name=name, cells={"holder.city": cities}, then=then, source=SOURCE, by=JIANGSU
    )


def test_a_row_that_overlaps_is_told_at_its_table_and_keeps_the_draft() -> None:
    one = draft()
    row(one)
    [fault] = [fault for fault in read_draft(one).told_faults if fault.section == "quota"]
    assert "同时适用" in fault.zh and "连云港单列" in fault.zh and "320700" in fault.zh
    five = "quota/table/rows/苏北五市/when/holder.city"
    drafting.set_value(amendment=one, path=five, typed="320300、320800、320900、321300", source=SOURCE, by=JIANGSU)
    assert read_draft(one).faults == []
    labels = [difference.label() for difference in read_draft(one).differences()]
    assert "额度 · 连云港单列" in labels and any("注册地所在设区市" in label for label in labels)


def test_a_row_is_taken_away_again_and_what_it_covered_falls_to_the_rest() -> None:
    one = draft()
    items.remove_item(amendment=one, section="quota", key="苏北五市", source=SOURCE, by=JIANGSU)
    facts = {"holder.city": "320300", "holder.division": "320312"}
    found = judge(
        load(read_draft(one).policy, version=0, content_hash=""), "application", complete_facts(facts, {}, None)
    )
    assert found.row is not None and found.row.then == 10_000_000
    assert one.changes[-1]["now"] == "" and "苏北五市" in one.changes[-1]["label_zh"]


REFUSED: dict[str, tuple[Callable[[Amendment], Any], type[HubError]]] = {
    "a city that is no code": (lambda one: row(one, cities="徐州市"), ValueNotUnderstood),
    "a name that is taken": (lambda one: row(one, name="苏北五市"), ItemTaken),
    "the name of the rest": (lambda one: row(one, name="其他地区"), ItemTaken),
    "no source": (
        lambda one: items.add_row(
            amendment=one, section="quota", name="x", cells={"holder.city": "320100"}, then=1, source=" ", by=JIANGSU
        ),
        SourceMissing,
    ),
    "a row that is not there": (
        lambda one: items.remove_item(amendment=one, section="quota", key="无", source=SOURCE, by=JIANGSU),
        ItemUnknown,
    ),
    "a removal without a reason": (
        lambda one: items.remove_item(amendment=one, section="quota", key="苏北五市", source="", by=JIANGSU),
        SourceMissing,
    ),
}


def test_what_cannot_be_done_is_refused_and_the_draft_stays_as_it_was() -> None:
    one = draft()
    for name, (act, error) in REFUSED.items():
        with pytest.raises(error):
            act(one)
        assert one.changes == [], name


def test_a_table_without_columns_takes_no_rows() -> None:
    one = draft("delta", "wujiang", EDITOR)
    with pytest.raises(NoColumns):
        items.add_row(amendment=one, section="subsidy", name="x", cells={}, then=1, source=SOURCE, by=EDITOR)


TYPED: dict[str, dict[str, Any]] = {
    "materials": {
        "phase": "redemption", "name_zh": "验收证书", "name_en": "Acceptance", "types": "pdf、JPG", "largest": "2MB",
        "size_op": "lt", "required": "true", "per": "redemption", "count_max": "不限", "seal": "true", "help_zh": "",
    },
    "texts": {"phase": "redemption", "name_zh": "应用情况", "required": "false", "max_chars": 300},
    "approvals": {"step": "redemption:expert", "publicity_working_days": None, "may_set_amount": "false"},
    "windows": {"name": "上半年", "phase": "redemption", "opens": "05-01", "closes": "06-30"},
    "deadlines": {"name": "rating", "duration": "P30D", "soft": "false"},
}  # fmt: skip
BUILD: dict[str, Callable[[Reading, dict[str, Any]], items.Item]] = {
    "materials": lambda one, typed: building.build_material(one.policy, typed),
    "texts": lambda one, typed: building.build_text(one.policy, typed),
    "approvals": lambda _, typed: building.build_step(typed),
    "windows": lambda _, typed: building.build_window(typed),
    "deadlines": lambda _, typed: building.build_deadline(typed),
}


def add(one: Amendment, section: str, by: Actor = JIANGSU, **other: Any) -> items.Item:
    item = BUILD[section](read_draft(one), {**TYPED[section], "source": SOURCE, **other})
    items.add_item(amendment=one, section=section, item=item, by=by)
    return item


@pytest.mark.parametrize("section", TYPED)
def test_what_is_added_stands_in_the_policy_is_told_as_a_difference_and_can_be_removed(section: str) -> None:
    one = draft()
    if section == "approvals":
        there = [step.step for step in read_draft(one).policy.approvals or () if step.phase == "redemption"]
        assert "expert" not in there
    add(one, section)
    reading = read_draft(one)
    assert reading.faults == [] and len(reading.differences()) == 1
    before = {entry.key for entry in items.entries_of(reading.base.draft, reading.base.draft, section)}
    [mine] = [entry for entry in items.entries_of(reading.layer, reading.policy, section) if entry.key not in before]
    items.remove_item(amendment=one, section=section, key=mine.key, source=SOURCE, by=JIANGSU)
    assert read_draft(one).differences() == []


def test_a_step_takes_its_place_in_the_chain_whenever_it_was_added() -> None:
    one = draft()
    add(one, "approvals")
    steps = [step.step for step in read_draft(one).policy.approvals or () if step.phase == "redemption"]
    assert steps.index("expert") < steps.index("publicity") < steps.index("payout")


def test_what_the_layer_above_brings_cannot_be_removed_below_it() -> None:
    one = draft("delta", "wujiang", EDITOR)
    with pytest.raises(ItemStays):
        items.remove_item(amendment=one, section="materials", key="redemption:attachment", source=SOURCE, by=EDITOR)
    add(one, "materials", EDITOR)
    assert read_draft(one).faults == []


WRONG = [
    ("materials", "types", "=cmd"),
    ("materials", "largest", "2"),
    ("materials", "count_max", "many"),
    ("windows", "opens", "02-30"),
    ("windows", "closes", "6月30日"),
    ("approvals", "step", "redemption:lottery"),
    ("deadlines", "name", "someday"),
    ("deadlines", "duration", "30 天"),
]


def test_what_is_typed_wrongly_is_refused_beside_its_field() -> None:
    one = draft()
    for section, name, typed in WRONG:
        with pytest.raises(ValueNotUnderstood) as refusal:
            add(one, section, **{name: typed})
        assert refusal.value.field == name


DAYS = [(date(2024, 4, 30), False), (date(2024, 5, 1), True), (date(2024, 6, 30), True), (date(2024, 7, 1), False)]


def test_outside_the_window_nothing_is_taken_and_the_next_one_is_named() -> None:
    one = draft()
    add(one, "windows")
    policy = load(read_draft(one).policy, version=0, content_hash="")
    for on, outcome in DAYS:
        facts = {"voucher.mode": "HOLDER_REDEEMS"}
        question = Question("redemption", "js-provincial", "jiangsu", {"submission": on}, facts)
        [found] = [result for result in decide_on(policy, question).trace if result.rule == "redemption.window"]
        assert found.result is outcome
        year = 2024 if on.month < 7 else 2025
        assert f"{year}-05-01 至 {year}-06-30" in found.required


ANNOUNCED = {"redemption.period_opens": date(2024, 4, 1), "redemption.period_closes": date(2024, 4, 10)}
SPRING_DAYS = [
    (date(2024, 3, 31), False),
    (date(2024, 4, 1), True),
    (date(2024, 4, 10), True),
    (date(2024, 5, 2), False),
]


@pytest.mark.parametrize("yearly", [True, False])
def test_what_an_area_announces_for_a_year_takes_the_place_of_its_policys_window(yearly: bool) -> None:
    one = draft()
    if yearly:
        add(one, "windows")
    policy = load(read_draft(one).policy, version=0, content_hash="")
    for on, outcome in SPRING_DAYS:
        facts = {"voucher.mode": "HOLDER_REDEEMS", **ANNOUNCED}
        question = Question("redemption", "js-provincial", "jiangsu", {"submission": on}, facts)
        [found] = [result for result in decide_on(policy, question).trace if result.rule == "redemption.window"]
        assert found.result is outcome
        assert found.required.startswith("2024-04-01 至 2024-04-10")


def test_where_no_window_is_set_the_whole_year_is_open() -> None:
    question = Question("redemption", "js-provincial", "jiangsu", {"submission": DAY, "voucher": DAY}, {})
    assert all(result.rule != "redemption.window" for result in preview(question).trace)
