"""Who takes part in a programme: listed with dates above, joined with an own policy, ended by the steward."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from hub.kernel.actor import THE_HUB
from hub.policy import import_region_policies, list_parents, list_versions, preview
from hub.policy.amendments import building, drafting, items, publishing
from hub.policy.amendments.errors import ItemStays
from hub.policy.amendments.reading import read_draft
from hub.policy.amendments.simulation import simulate
from hub.policy.amendments.tables import Amendment
from hub.policy.book import read_book
from hub.policy.cases import REGIONS
from hub.policy.layers import resolve
from hub.policy.participants import participant_finding
from schemas.policy import Basis, Participant
from schemas.terms import Origin
from tests.policy.test_amendments import EDITOR, OTHER_STEWARD, SOURCE, STEWARD, approve, draft, order

OURS = Basis(Origin.SAMPLE, note="ours")
FIRST, LAST = date(2021, 1, 1), date(2024, 6, 30)
DAYS = [(date(2020, 12, 31), False), (FIRST, True), (LAST, True), (date(2024, 7, 1), False)]


@pytest.mark.parametrize(("on", "held"), DAYS)
def test_an_area_takes_part_from_its_first_to_its_last_day(on: date, held: bool) -> None:
    listed = (Participant("a", FIRST, OURS, LAST), Participant("b", FIRST, OURS))
    for area, expected in (("a", held), ("b", on >= FIRST), ("c", False)):
        [(rule, result, _, _)] = participant_finding(listed, area, "order", {"order.on": on})
        assert (rule, result) == ("order.participant", expected)
    assert list(participant_finding(listed, "a", "redemption", {"redemption.on": on})) == []
    assert list(participant_finding(listed, "c", "order", {"order.on": on, "voucher.mode": "NONE"})) == []


def test_a_day_that_is_not_known_is_asked_for() -> None:
    [(_, result, _, missing)] = participant_finding((Participant("a", FIRST, OURS),), "a", "application", {})
    assert (result, missing) == (None, ("application.on",))


def test_an_area_that_is_not_listed_joins_with_its_own_policy_where_that_is_handed_down() -> None:
    book = read_book(REGIONS)
    [joined] = [one for one in book.policies["delta/xiangcheng"][0].draft.participants if one.id == "xiangcheng"]
    assert (joined.since, joined.until) == (date(2023, 1, 1), None)
    layers = {native.draft.policy_id: native.draft for native in book.natives if native.draft}
    closed = replace(layers["delta"], delegates=tuple(x for x in layers["delta"].delegates if x != "participation"))
    assert resolve(closed, layers["delta/xiangcheng"])[1] == ["participants: xiangcheng does not take part in delta"]
    assert resolve(closed, layers["delta/wujiang"])[1] == []


@pytest.fixture
def book(session: Session) -> None:
    import_region_policies(by=THE_HUB)


def above(on: date) -> Amendment:
    """A draft of the federation's policy."""
    [parent] = [one for one in list_parents(on) if one.policy_id == "delta"]
    amendment = drafting.begin_amendment(policy=parent, title="参与区域", by=STEWARD)
    drafting.set_date(amendment=amendment, effective_from=on, by=STEWARD)
    return amendment


def signed(amendment: Amendment) -> None:
    """The draft submitted by its steward and approved by another."""
    assert read_draft(amendment).faults == []
    simulate(amendment=amendment, by=STEWARD)
    publishing.submit_amendment(amendment=amendment, by=STEWARD)
    approve(amendment, by=OTHER_STEWARD)


def test_the_steward_ends_and_adds_and_each_area_below_follows(book: None) -> None:
    one = above(date(2024, 5, 1))
    drafting.set_value(amendment=one, path="participants/wujiang/until", typed="2024-06-30", source=SOURCE, by=STEWARD)
    typed = {"area": "nankai", "since": date(2024, 7, 1), "until": None, "source": SOURCE}
    items.add_item(amendment=one, section="participants", item=building.build_participant(typed), by=STEWARD)
    labels = {(found.label(), found.after) for found in read_draft(one).differences()}
    assert ("参与区域 · 吴江 · 参与末日（含当日）", "2024-06-30") in labels
    assert ("参与区域 · 南开", "南开") in labels
    signed(one)
    assert preview(order(date(2024, 6, 30))).outcome == "allow"
    late = preview(order(date(2024, 7, 1)))
    [failed] = [result for result in late.failed if result.rule == "order.participant"]
    assert late.outcome == "deny" and "2024-06-30" in failed.required
    assert {one.id for one in list_versions("delta/jiashan")[-1].draft.participants} >= {"nankai", "wujiang"}


def test_an_area_cannot_change_who_takes_part(book: None) -> None:
    mine = draft()
    with pytest.raises(ItemStays):
        items.remove_item(amendment=mine, section="participants", key="jiashan", source=SOURCE, by=EDITOR)
    assert not [leaf for leaf in read_draft(mine).open_paths if leaf.startswith("participants/")]
