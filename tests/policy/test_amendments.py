"""A policy is changed by two people: drafted as a difference, simulated, signed by its hash, in force on its date."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub import messages
from hub.kernel.actor import THE_HUB, Actor, GrantedRole
from hub.kernel.db import db
from hub.kernel.errors import Forbidden, HubError
from hub.kernel.ids import new_id
from hub.policy import PolicyInForce, history_of, import_region_policies, list_versions, policy_in_force, preview
from hub.policy.amendments import drafting, importing, publishing
from hub.policy.amendments import owners as owning
from hub.policy.amendments.errors import (
    AlreadyInForce,
    AmendmentFaulty,
    AmendmentUnderWay,
    AnotherPolicy,
    BaseMoved,
    BuiltUpon,
    DateTaken,
    DocumentTooLarge,
    HashMoved,
    NothingChanged,
    NotSimulated,
    NotYours,
    OwnDraft,
    SourceMissing,
    ValueNotUnderstood,
)
from hub.policy.amendments.layering import follow, left_behind
from hub.policy.amendments.past import list_affected
from hub.policy.amendments.queries import differences_of, find_live_amendment, resolved
from hub.policy.amendments.simulation import simulate
from hub.policy.amendments.tables import Amendment, AmendmentState
from hub.policy.book import hash_of_policy
from hub.policy.cases import REGIONS
from hub.policy.decision import Question
from hub.policy.errors import PolicyRefused
from hub.policy.service import decide
from schemas.terms import Role

RATE = "subsidy/table/otherwise/then"
DAYS = "approvals/redemption:publicity/publicity_working_days"
SOURCE = "吴科发〔2024〕9 号：「补贴比例为 40%」"
DAY = date(2024, 7, 1)


def person(role: Role, area: str | None = "wujiang") -> Actor:
    """Somebody with one role."""
    granted = GrantedRole(role=role, area=area, organization_id=None)
    return Actor(account_id=new_id(), name=role.value, roles=frozenset({granted}))


EDITOR, APPROVER = person(Role.POLICY_EDITOR), person(Role.POLICY_APPROVER)
STEWARD, OTHER_STEWARD = person(Role.PROGRAMME_STEWARD, None), person(Role.PROGRAMME_STEWARD, None)


@pytest.fixture
def book(session: Session) -> None:
    import_region_policies(by=THE_HUB)


def draft(area: str = "wujiang", by: Actor = EDITOR) -> Amendment:
    policy = policy_in_force("delta", area, date(2024, 6, 1))
    return drafting.begin_amendment(policy=policy, title="调整比例", by=by)


def changed(typed: str = "40%", on: date = DAY) -> Amendment:
    amendment = draft()
    drafting.set_value(amendment=amendment, path=RATE, typed=typed, source=SOURCE, by=EDITOR)
    drafting.set_date(amendment=amendment, effective_from=on, by=EDITOR)
    return amendment


def submitted(typed: str = "40%", on: date = DAY) -> Amendment:
    amendment = changed(typed, on)
    simulate(amendment=amendment, by=EDITOR)
    publishing.submit_amendment(amendment=amendment, by=EDITOR)
    return amendment


def approve(amendment: Amendment, by: Actor = APPROVER, content_hash: str | None = None) -> Any:
    signed = content_hash or amendment.content_hash or ""
    return publishing.approve_amendment(amendment=amendment, content_hash=signed, reason="同意", by=by)


def order(on: date, total_fen: int = 2_400_000) -> Question:
    facts = {
        "holder.area": "wujiang",
        "holder.tech_sme_year": on.year,
        "order.total_fen": total_fen,
        "order.seller_region": "shanghai",
        "order.seller_division": "310118",
        "order.open_to_area": True,
        "order.seller_accepts_vouchers": True,
        "order.same_party": False,
        "order.seller_suspended": False,
        "voucher.mode": "HOLDER_REDEEMS",
        "voucher.year": on.year,
    }
    return Question("order", "delta", "wujiang", {"order": on}, facts, available_fen=30_000_000)


def test_the_rate_changes_on_its_day_and_not_a_day_before(book: None) -> None:
    version = approve(submitted())
    assert version.version == 2
    assert [preview(order(on)).amount_fen for on in (date(2024, 6, 30), DAY)] == [1_200_000, 960_000]
    line = preview(order(DAY))
    assert line.version_label == "delta/wujiang v2"


def test_a_draft_says_what_it_changes_and_from_which_sentence(book: None) -> None:
    [difference] = differences_of(changed())
    assert (difference.label(), difference.before, difference.after) == ("补贴 · 全区 · 比例", "50%", "40%")
    assert difference.source == SOURCE


def test_nobody_approves_what_they_wrote_at(book: None) -> None:
    amendment = submitted()
    both = Actor(account_id=EDITOR.account_id, name="both", roles=APPROVER.roles | EDITOR.roles)
    with pytest.raises(OwnDraft):
        approve(amendment, by=both)
    with pytest.raises(Forbidden):
        approve(amendment, by=EDITOR)


def test_an_edit_after_the_submission_voids_the_approval(book: None) -> None:
    amendment = submitted()
    seen = amendment.content_hash
    publishing.return_amendment(amendment=amendment, reason="比例有误", by=APPROVER)
    drafting.set_value(amendment=amendment, path=RATE, typed="45%", source=SOURCE, by=EDITOR)
    with pytest.raises(NotSimulated):
        publishing.submit_amendment(amendment=amendment, by=EDITOR)
    simulate(amendment=amendment, by=EDITOR)
    publishing.submit_amendment(amendment=amendment, by=EDITOR)
    with pytest.raises(HashMoved):
        approve(amendment, content_hash=seen)
    assert approve(amendment).content_hash == hash_of_policy(resolved(amendment).policy)


def test_simulation_replays_the_year_in_order_and_names_who_loses(book: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, poor = new_id(), new_id(), new_id()
    holder, other = new_id(), new_id()
    decide(order(date(2024, 3, 1)), subject="order", subject_id=first)
    decide(order(date(2024, 4, 1), 1_000_000), subject="order", subject_id=second)
    decide(order(date(2024, 5, 1), 600_000), subject="order", subject_id=poor)
    owners = {first: holder, second: holder, poor: other}
    monkeypatch.setitem(owning._finders, "order", lambda _: owners)
    report = simulate(amendment=changed(), by=EDITOR)
    assert report is not None
    assert (report.decisions, report.holders, report.unchanged) == (3, 2, 0)
    assert (report.before_fen, report.after_fen, report.change_fen) == (2_000_000, 1_600_000, -400_000)
    assert report.losing == [
        {"holder_id": str(holder), "change_fen": -340_000},
        {"holder_id": str(other), "change_fen": -60_000},
    ]
    assert report.gaining == []
    assert report.reasons == {"比例 50% → 40%": 3}


@pytest.mark.parametrize(
    ("path", "typed", "source", "error"),
    [
        (RATE, "0.4", SOURCE, ValueNotUnderstood),
        (RATE, "140%", SOURCE, ValueNotUnderstood),
        (RATE, "=1+1", SOURCE, ValueNotUnderstood),
        (RATE, "40%", " ", SourceMissing),
        ("materials/redemption:attachment/max_bytes", "50MB", SOURCE, NotYours),
        ("invoices/max_bytes", "50MB", SOURCE, NotYours),
        (DAYS, "五", SOURCE, ValueNotUnderstood),
    ],
)
def test_what_cannot_be_written_is_refused_with_a_sentence(
    book: None, path: str, typed: str, source: str, error: type[HubError]
) -> None:
    amendment = draft()
    with pytest.raises(error):
        drafting.set_value(amendment=amendment, path=path, typed=typed, source=source, by=EDITOR)
    assert amendment.changes == []


def test_what_is_handed_down_is_taken_over_and_changed(book: None) -> None:
    amendment = draft()
    drafting.set_value(amendment=amendment, path=DAYS, typed="7", source=SOURCE, by=EDITOR)
    [difference] = differences_of(amendment)
    assert (difference.before, difference.after) == ("5", "7")


@pytest.mark.parametrize("missing", ["date", "change", "simulation"])
def test_a_draft_is_submitted_when_it_is_complete(book: None, missing: str) -> None:
    amendment = draft()
    if missing != "change":
        drafting.set_value(amendment=amendment, path=RATE, typed="40%", source=SOURCE, by=EDITOR)
    if missing != "date":
        drafting.set_date(amendment=amendment, effective_from=DAY, by=EDITOR)
    error = {"date": AmendmentFaulty, "change": NothingChanged, "simulation": NotSimulated}[missing]
    with pytest.raises(error):
        publishing.submit_amendment(amendment=amendment, by=EDITOR)
    assert amendment.state is AmendmentState.DRAFT


def test_one_policy_is_changed_by_one_draft_at_a_time(book: None) -> None:
    amendment = draft()
    with pytest.raises(AmendmentUnderWay) as refusal:
        draft()
    assert amendment.no in refusal.value.text()


def test_other_areas_editors_may_not_write_it(book: None) -> None:
    with pytest.raises(Forbidden):
        draft(by=person(Role.POLICY_EDITOR, "maanshan"))
    with pytest.raises(Forbidden):
        draft(by=STEWARD)


def test_versions_follow_each_other(book: None) -> None:
    amendment = draft()
    with pytest.raises(DateTaken):
        drafting.set_date(amendment=amendment, effective_from=date(2021, 1, 1), by=EDITOR)


def test_a_version_is_taken_back_before_its_day_only(book: None) -> None:
    amendment = submitted(on=date(2099, 1, 1))
    approve(amendment)
    publishing.withdraw_version(amendment=amendment, reason="推迟", by=APPROVER)
    assert [version.version for version in list_versions("delta/wujiang")] == [1]
    past = submitted(on=date(2024, 1, 1))
    approve(past)
    with pytest.raises(AlreadyInForce):
        publishing.withdraw_version(amendment=past, reason="推迟", by=APPROVER)


def test_versions_follow_each_other_without_gap_or_overlap_and_what_was_taken_back_stays_readable(book: None) -> None:
    amendment = submitted(on=date(2099, 1, 1))
    approve(amendment)
    publishing.withdraw_version(amendment=amendment, reason="推迟", by=APPROVER)
    approve(submitted(on=date(2024, 7, 1)))
    first, taken_back, newest = sorted(history_of("delta/wujiang"), key=lambda past: past.version)
    assert (first.until, newest.effective_from, newest.until) == (date(2024, 6, 30), date(2024, 7, 1), None)
    assert (taken_back.taken_back_why, taken_back.until) == ("推迟", None)


def test_taking_back_what_stands_above_takes_back_what_it_brought_below(book: None) -> None:
    above = stewards_version(date(2099, 1, 1))
    assert [one.version for one in list_versions("delta/wujiang")] == [1, 2]
    publishing.withdraw_version(amendment=above, reason="推迟", by=OTHER_STEWARD)
    for area in ("wujiang", "jiashan"):
        assert [one.version for one in list_versions(f"delta/{area}")] == [1]


def test_what_stands_above_stays_while_a_later_version_below_rests_on_it(book: None) -> None:
    above = stewards_version(date(2099, 1, 1))
    approve(submitted(on=date(2099, 6, 1)))
    with pytest.raises(BuiltUpon):
        publishing.withdraw_version(amendment=above, reason="推迟", by=OTHER_STEWARD)


def attachment_of(policy: PolicyInForce) -> int:
    """The largest attachment that the policy takes, in MB."""
    [slot] = [slot for slot in policy.draft.materials if slot.code == "attachment"]
    return slot.max_bytes // 1024**2


def rate_of(policy: PolicyInForce) -> int:
    """The rate of the policy in ppm."""
    assert policy.draft.subsidy and policy.draft.subsidy.table and policy.draft.subsidy.table.otherwise
    return policy.draft.subsidy.table.otherwise.then


def test_a_later_version_below_follows_the_one_above_too(book: None) -> None:
    mine = submitted(on=date(2099, 6, 1))
    approve(mine)
    stewards_version(date(2099, 1, 1))
    found = [(v.effective_from, rate_of(v), attachment_of(v)) for v in list_versions("delta/wujiang")[1:]]
    assert found == [(date(2099, 1, 1), 500_000, 10), (date(2099, 6, 1), 400_000, 10)]
    assert left_behind(list_versions("delta/wujiang")[0]) is None
    publishing.withdraw_version(amendment=mine, reason="推迟", by=APPROVER)
    assert [v.effective_from for v in list_versions("delta/wujiang")][1:] == [date(2099, 1, 1)]


def test_what_a_version_above_replaced_stands_again_when_that_is_taken_back(book: None) -> None:
    approve(submitted(on=date(2099, 6, 1)))
    above = stewards_version(date(2099, 1, 1))
    publishing.withdraw_version(amendment=above, reason="推迟", by=OTHER_STEWARD)
    found = [(v.effective_from, rate_of(v), attachment_of(v)) for v in list_versions("delta/wujiang")[1:]]
    assert found == [(date(2099, 6, 1), 400_000, 5)]


def test_a_policy_that_does_not_follow_the_one_above_says_so_and_is_drafted_in_one_step(book: None) -> None:
    wujiang = list_versions("delta/wujiang")[0]
    assert left_behind(wujiang) is None
    with pytest.raises(NothingChanged):
        follow(policy=wujiang, by=EDITOR)
    approve(submitted(on=date(2024, 7, 1)))
    stewards_version(date(2024, 6, 1))  # a version below is in force on a later day already: it is not replaced
    behind = left_behind(wujiang)
    assert behind is not None and behind.faults == () and behind.parent.effective_from == date(2024, 6, 1)
    told = [one.event for one in messages.inbox(EDITOR)]
    assert told[0] == "policy.left_behind"
    amendment = follow(policy=wujiang, by=EDITOR)
    assert [difference.after for difference in differences_of(amendment)] == ["10MB"]
    simulate(amendment=amendment, by=EDITOR)
    publishing.submit_amendment(amendment=amendment, by=EDITOR)
    approve(amendment)
    assert left_behind(wujiang) is None
    newest = list_versions("delta/wujiang")[-1]
    assert (rate_of(newest), attachment_of(newest)) == (400_000, 10)


def test_a_date_in_the_past_names_the_decisions_it_concerns_and_changes_none(book: None) -> None:
    for month in (3, 7, 8):
        decide(order(date(2024, month, 2)), subject="order", subject_id=new_id())
    total, rows = list_affected("delta", "wujiang", DAY, limit=1)
    assert (total, len(rows), rows[0].anchor_on, rows[0].amount_fen) == (2, 1, "2024-07-02", 1_200_000)
    approve(submitted())
    assert list_affected("delta", "wujiang", DAY, limit=9)[1][0].amount_fen == 1_200_000


def test_what_an_order_takes_less_is_left_for_the_holders_next_one(book: None, monkeypatch: pytest.MonkeyPatch) -> None:
    holder, ids = new_id(), [new_id(), new_id()]
    monkeypatch.setitem(owning._finders, "order", lambda _: dict.fromkeys(ids, holder))
    for one, available in zip(ids, (1_500_000, 300_000), strict=True):
        question = replace(order(date(2024, 3, 1)), available_fen=available)
        decide(question, subject="order", subject_id=one)
    report = simulate(amendment=changed(), by=EDITOR)
    assert report is not None
    assert [(case["before_fen"], case["after_fen"]) for case in report.cases] == [
        (1_200_000, 960_000),
        (300_000, 540_000),
    ]
    assert (report.before_fen, report.after_fen, report.holders) == (1_500_000, 1_500_000, 1)


def test_what_was_asked_again_counts_once(book: None) -> None:
    one = new_id()
    for total_fen in (1_000_000, 2_000_000, 600_000):
        decide(order(date(2024, 5, 1), total_fen), subject="order", subject_id=one)
    report = simulate(amendment=changed(), by=EDITOR)
    assert report is not None and (report.decisions, report.before_fen) == (1, 300_000)


@pytest.mark.parametrize("upper_first", [True, False])
def test_publishing_holds_the_policy_above_before_ones_own(book: None, upper_first: bool) -> None:
    held: list[str] = []
    listener = lambda *told: held.append(told[3]["name"]) if "advisory" in told[2] else None  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listener)
    approve(submitted()) if not upper_first else stewards_version(DAY)
    names = [name.removeprefix("policy:") for name in held if name.startswith("policy:")]
    assert names[0] == "delta" and "delta/wujiang" in names and names[1:] == sorted(names[1:])


def test_rolling_back_is_one_more_version_with_the_content_of_an_earlier_one(book: None) -> None:
    approve(submitted())
    one, _ = list_versions("delta/wujiang")
    amendment = drafting.roll_back(policy=policy_in_force("delta", "wujiang", DAY), to=one, by=EDITOR)
    drafting.set_date(amendment=amendment, effective_from=date(2024, 9, 1), by=EDITOR)
    simulate(amendment=amendment, by=EDITOR)
    publishing.submit_amendment(amendment=amendment, by=EDITOR)
    assert approve(amendment).version == 3
    assert preview(order(date(2024, 9, 1))).amount_fen == 1_200_000


def test_a_draft_that_was_overtaken_is_begun_anew(book: None) -> None:
    amendment = submitted()
    stewards_version(date(2024, 6, 1))
    with pytest.raises(BaseMoved):
        approve(amendment)


def test_what_changes_above_reaches_every_area_on_the_same_day(book: None) -> None:
    stewards_version(DAY)
    for area in ("wujiang", "maanshan", "jiashan", "xiangcheng"):
        policy = policy_in_force("delta", area, DAY)
        [slot] = [slot for slot in policy.draft.materials if slot.code == "attachment"]
        assert slot.max_bytes == 10 * 1024**2
        assert policy.effective_from == DAY


def stewards_version(on: date) -> Amendment:
    """The framework of the pilot changes: attachments of up to 10 MB."""
    from hub.policy.queries import list_parents

    [parent] = [one for one in list_parents(on) if one.policy_id == "delta"]
    amendment = drafting.begin_amendment(policy=parent, title="附件大小", by=STEWARD)
    path = "materials/redemption:attachment/max_bytes"
    drafting.set_value(amendment=amendment, path=path, typed="10MB", source=SOURCE, by=STEWARD)
    drafting.set_date(amendment=amendment, effective_from=on, by=STEWARD)
    simulate(amendment=amendment, by=STEWARD)
    publishing.submit_amendment(amendment=amendment, by=STEWARD)
    approve(amendment, by=OTHER_STEWARD)
    return amendment


def test_the_live_draft_is_found_by_its_policy(book: None) -> None:
    assert find_live_amendment("delta/wujiang") is None
    amendment = draft()
    assert find_live_amendment("delta/wujiang") is amendment
    drafting.withdraw_draft(amendment=amendment, reason="不再需要", by=EDITOR)
    assert find_live_amendment("delta/wujiang") is None


WUJIANG = (REGIONS / "jiangsu/areas/wujiang/policy/2021.toml").read_bytes()


def test_a_document_of_the_area_becomes_a_draft_with_its_losses(book: None) -> None:
    content = WUJIANG.replace(b"50%", b"45%") + '\n["奖励"]\n"上浮" = "5%"\n'.encode()
    policy = policy_in_force("delta", "wujiang", date(2024, 6, 1))
    amendment = importing.import_document(policy=policy, name="wujiang.toml", content=content, by=EDITOR)
    assert [difference.after for difference in differences_of(amendment)] == ["45%"]
    [loss] = [loss for loss in amendment.loss if loss["severity"] == "ERROR"]
    assert "奖励" in loss["path"]
    drafting.set_date(amendment=amendment, effective_from=DAY, by=EDITOR)
    assert any("奖励" in fault for fault in publishing.faults_of_amendment(amendment))
    importing.excuse_loss(amendment=amendment, path=loss["path"], reason="奖励另行发文，不属于兑付", by=EDITOR)
    assert publishing.faults_of_amendment(amendment) == []


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"not a document", PolicyRefused),
        (WUJIANG.replace(b'"50%"', b"0.5"), PolicyRefused),
        (WUJIANG.replace(b'policy = "delta/wujiang"', b'policy = "delta/maanshan"'), AnotherPolicy),
        (b"#" * 200_001, DocumentTooLarge),
    ],
    ids=["no document", "a decimal point", "another policy", "too large"],
)
def test_a_document_that_cannot_be_read_leaves_no_draft(book: None, content: bytes, error: type[HubError]) -> None:
    policy = policy_in_force("delta", "wujiang", date(2024, 6, 1))
    with pytest.raises(error):
        importing.import_document(policy=policy, name="wujiang.toml", content=content, by=EDITOR)
    assert find_live_amendment("delta/wujiang") is None
