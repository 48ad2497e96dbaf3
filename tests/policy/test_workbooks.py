"""A policy goes out as a workbook and comes back as a difference: unchanged it changes nothing, and no formula runs."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from hub.kernel.actor import THE_HUB
from hub.kernel.db import db
from hub.kernel.workbooks import WorkbookRefused
from hub.policy import PolicyInForce, import_region_policies, list_newest, policy_in_force
from hub.policy.amendments import drafting, taking_in, workbook
from hub.policy.amendments.errors import AnotherPolicy, NothingChanged, WorkbookFaulty, WorkbookStale
from hub.policy.amendments.queries import find_live_amendment
from hub.policy.amendments.reading import read_draft
from hub.policy.book import read_book
from hub.policy.cases import REGIONS
from tests.policy.test_amendments import EDITOR, SOURCE

BOOK = read_book(REGIONS)
ALL = {**BOOK.policies, **BOOK.parents}


@pytest.fixture
def wujiang(session: Session) -> PolicyInForce:
    import_region_policies(by=THE_HUB)
    return policy_in_force("delta", "wujiang", date(2024, 6, 1))


def row_of(book: Workbook, page: str, label: str) -> int:
    return next(row[0].row for row in book[page].iter_rows() if row[0].value == label)


def changed(content: bytes, change: Callable[[Workbook], None]) -> io.BytesIO:
    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    change(book)
    book.save(out)
    return io.BytesIO(out.getvalue())


def set_rate(book: Workbook, value: object = "40%", source: str = SOURCE) -> None:
    row = row_of(book, "补贴", "全区 · 比例")
    book["补贴"].cell(row, 2).value = value
    book["补贴"].cell(row, 5).value = source


@pytest.mark.parametrize("policy_id", sorted(ALL))
def test_every_shipped_policy_comes_back_as_it_went_out(policy_id: str) -> None:
    for version in ALL[policy_id]:
        about = workbook.About(policy_id, "v1", version.draft.title, version.content_hash)
        content = workbook.write_workbook(about, version.draft)
        with pytest.raises(NothingChanged):
            taking_in._changes(io.BytesIO(content), policy_id, version.content_hash, version.draft)


def test_every_value_is_known_by_its_name_in_its_section() -> None:
    for versions in ALL.values():
        for version in versions:
            names = [(leaf.section, workbook.row_label(leaf)) for leaf in workbook.values_of(version.draft)]
            assert len(names) == len(set(names)) and all(name for _, name in names)


def test_what_was_changed_becomes_the_difference_of_a_draft_with_its_source(wujiang: PolicyInForce) -> None:
    content = changed(taking_in.workbook_of_policy(wujiang), set_rate)
    draft = taking_in.draft_from_workbook(policy=wujiang, name="2024.xlsx", stream=content, by=EDITOR)
    [difference] = read_draft(draft).differences()
    assert (difference.label(), difference.before, difference.after) == ("补贴 · 全区 · 比例", "50%", "40%")
    assert difference.source == SOURCE
    again = changed(taking_in.workbook_of_draft(draft), lambda book: set_rate(book, "45%", f"{SOURCE}更正"))
    assert taking_in.take_workbook(amendment=draft, stream=again, by=EDITOR) == 1
    assert read_draft(draft).differences()[0].after == "45%"


def test_an_unchanged_workbook_makes_no_draft(wujiang: PolicyInForce) -> None:
    with pytest.raises(NothingChanged):
        taking_in.draft_from_workbook(
            policy=wujiang, name="x", stream=io.BytesIO(taking_in.workbook_of_policy(wujiang)), by=EDITOR
        )
    assert find_live_amendment("delta/wujiang") is None


def unknown(book: Workbook) -> None:
    book["补贴"].cell(row_of(book, "补贴", "全区 · 比例"), 1).value = "全区 · 倍数"


def twice(book: Workbook) -> None:
    book["补贴"].append([cell.value for cell in book["补贴"][2]])


def other_size(book: Workbook) -> None:
    names = [row[0].value for row in book["材料"].iter_rows()]
    at = next(number for number, name in enumerate(names, start=1) if name.endswith("单个文件大小"))
    book["材料"].cell(at, 2).value, book["材料"].cell(at, 5).value = "50MB", SOURCE


def without_row(book: Workbook) -> None:
    book["额度"].delete_rows(2)


FAULTY: dict[str, tuple[Callable[[Workbook], None], tuple[str, ...]]] = {
    "a formula": (lambda book: set_rate(book, "=0.2*2"), ("补贴!B", "公式")),
    "a formula as the source": (lambda book: set_rate(book, "40%", '=HYPERLINK("x")'), ("补贴!E", "公式")),
    "a value that is none": (lambda book: set_rate(book, "四成"), ("补贴!B", "百分比")),
    "a number without a sign": (lambda book: set_rate(book, 0.4), ("补贴!B", "百分比")),
    "a change without a source": (lambda book: set_rate(book, "40%", ""), ("补贴!E", "依据")),
    "a row that is not known": (unknown, ("补贴!B", "倍数", "缺少")),
    "a row twice": (twice, ("重复",)),
    "a row taken out": (without_row, ("缺少「额度",)),
    "a value of the policy above": (
        other_size,
        ("材料!B", "上级政策"),
    ),
}  # fmt: skip


def test_what_cannot_be_taken_is_refused_with_its_cell(wujiang: PolicyInForce) -> None:
    original = taking_in.workbook_of_policy(wujiang)
    for name, (change, says) in FAULTY.items():
        with pytest.raises(WorkbookFaulty) as refusal, db.session.begin_nested():
            taking_in.draft_from_workbook(policy=wujiang, name="x", stream=changed(original, change), by=EDITOR)
        assert all(word in refusal.value.text() for word in says), (name, refusal.value.text())


def test_a_workbook_of_another_policy_or_of_older_content_is_refused(wujiang: PolicyInForce) -> None:
    other = taking_in.workbook_of_policy(list_newest()["delta/maanshan"])
    with pytest.raises(AnotherPolicy):
        taking_in.draft_from_workbook(policy=wujiang, name="x", stream=io.BytesIO(other), by=EDITOR)
    draft = drafting.begin_amendment(policy=wujiang, title="x", by=EDITOR)
    old = changed(taking_in.workbook_of_draft(draft), set_rate)
    drafting.set_value(amendment=draft, path="subsidy/table/otherwise/then", typed="45%", source=SOURCE, by=EDITOR)
    with pytest.raises(WorkbookStale):
        taking_in.take_workbook(amendment=draft, stream=old, by=EDITOR)


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.create_sheet("机密"),
        lambda book: book.remove(book["说明"]),
        lambda book: setattr(book["补贴"].cell(1, 2), "value", "数值"),
    ],
    ids=["a strange page", "no cover", "another heading"],
)
def test_what_is_not_one_of_our_workbooks_is_refused(
    wujiang: PolicyInForce, change: Callable[[Workbook], None]
) -> None:
    content = changed(taking_in.workbook_of_policy(wujiang), change)
    with pytest.raises(WorkbookRefused):
        taking_in.draft_from_workbook(policy=wujiang, name="x", stream=content, by=EDITOR)
    with pytest.raises(WorkbookRefused):
        taking_in.draft_from_workbook(policy=wujiang, name="x", stream=io.BytesIO(b"PK not"), by=EDITOR)
