"""Rows of a decision table are added, changed and struck out in a workbook; what is wrong is told at its cell."""

from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from hub.kernel.actor import THE_HUB
from hub.kernel.db import db
from hub.kernel.workbooks import WorkbookRefused
from hub.policy import PolicyInForce, import_region_policies, policy_in_force
from hub.policy.amendments import taking_in
from hub.policy.amendments.errors import WorkbookFaulty
from hub.policy.amendments.queries import find_live_amendment
from hub.policy.amendments.reading import read_draft
from schemas.terms import Role
from tests.policy.test_amendments import SOURCE, person
from tests.policy.test_workbooks import changed

EDITOR = person(Role.POLICY_EDITOR, "jiangsu")
PAGE, FIVE = "额度表", "320300、320700、320800、320900、321300"


@pytest.fixture
def jiangsu(session: Session) -> PolicyInForce:
    import_region_policies(by=THE_HUB)
    return policy_in_force("js-provincial", "jiangsu", date(2024, 6, 1))


def add(book: Workbook, name: str = "连云港", city: str = "320700", then: str = "150000", source: str = SOURCE) -> None:
    book[PAGE].append([name, city, then, "", source])


def narrow(book: Workbook, source: str = SOURCE) -> None:
    """The row of the five cities without the one that gets a row of its own."""
    book[PAGE]["B2"].value, book[PAGE]["E2"].value = FIVE.replace("320700、", ""), source


def strike(book: Workbook, word: str = "删除", source: str = SOURCE) -> None:
    book[PAGE]["D2"].value, book[PAGE]["E2"].value = word, source


def both(book: Workbook) -> None:
    narrow(book)
    add(book)


def take(policy: PolicyInForce, change: Callable[[Workbook], None]) -> list[tuple[str, str, str]]:
    """What a changed workbook changes."""
    content = changed(taking_in.workbook_of_policy(policy), change)
    draft = taking_in.draft_from_workbook(policy=policy, name="x", stream=content, by=EDITOR)
    return [(one.label(), one.before, one.after) for one in read_draft(draft).differences()]


def test_a_row_is_added_and_another_narrowed(jiangsu: PolicyInForce) -> None:
    found = take(jiangsu, both)
    assert ("额度 · 连云港", "", "150,000.00") in found and len(found) == 2
    draft = find_live_amendment("js-provincial")
    assert draft is not None and "quota" not in {fault.section for fault in read_draft(draft).told_faults}
    [row] = [row for row in read_draft(draft).policy.quota.table.rows if row.id == "连云港"]  # type: ignore[union-attr]
    assert (row.when, row.then, row.basis.note) == ({"holder.city": ("320700",)}, 15_000_000, SOURCE)


def test_a_row_is_struck_out(jiangsu: PolicyInForce) -> None:
    assert take(jiangsu, strike) == [("额度 · 苏北五市", "140,000.00", "")]


FAULTY: dict[str, tuple[Callable[[Workbook], None], tuple[str, ...]]] = {
    "an amount that is none": (lambda book: add(book, then="十五万"), ("额度表!C3", "以元填写")),
    "a code that is none": (lambda book: add(book, city="连云港市"), ("额度表!B3",)),
    "a new row without a source": (lambda book: add(book, source=""), ("额度表!E3", "依据")),
    "a new row without a name": (lambda book: add(book, name=""), ("额度表!A3", "名称")),
    "a name with a slash": (lambda book: add(book, name="连/云"), ("额度表!A3", "/")),
    "a name twice": (lambda book: add(book, name="苏北五市"), ("额度表!A3", "重复")),
    "a formula": (lambda book: add(book, then="=15*10000"), ("额度表!C3", "公式")),
    "a changed cell without a source": (lambda book: narrow(book, source=""), ("额度表!E2", "依据")),
    "another word than 删除": (lambda book: strike(book, word="作废"), ("额度表!D2", "删除")),
    "struck out without a source": (lambda book: strike(book, source=""), ("额度表!E2", "依据")),
    "a new row that is struck out": (
        lambda book: book[PAGE].append(["新行", "320700", "1", "删除", SOURCE]),
        ("额度表!A3", "没有可删除"),
    ),
    "a row that was deleted": (lambda book: book[PAGE].delete_rows(2), ("缺少「苏北五市」", "删除")),
}


def test_what_cannot_be_taken_is_told_at_its_cell_and_leaves_no_draft(jiangsu: PolicyInForce) -> None:
    for name, (change, says) in FAULTY.items():
        with pytest.raises(WorkbookFaulty) as refusal, db.session.begin_nested():
            take(jiangsu, change)
        assert all(word in refusal.value.text() for word in says), (name, refusal.value.text())
        assert find_live_amendment("js-provincial") is None


@pytest.mark.parametrize(
    "change",
    [lambda book: book.remove(book[PAGE]), lambda book: setattr(book[PAGE].cell(1, 2), "value", "县")],
    ids=["the page is gone", "another column"],
)
def test_columns_are_not_the_workbooks_to_change(jiangsu: PolicyInForce, change: Callable[[Workbook], None]) -> None:
    with pytest.raises(WorkbookRefused):
        take(jiangsu, change)
