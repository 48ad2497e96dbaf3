"""The decision tables of a policy in its workbook: one page a table, one row a row, rows added and struck out there.

A row is known by its name. A name that is new adds a row; 删除 in the column 操作 strikes one out. The columns are the
hub's: people fill in rows. The row for all other cases is a value and stands on its section's page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hub.kernel.workbooks import is_formula, refused, text_of_cell
from hub.policy.amendments.columns import columns_of, hint_of, label_of, write_cell
from hub.policy.amendments.items import TABLES, table_of
from hub.policy.amendments.leaves import THEN, source_of_basis
from hub.policy.amendments.values import hint_for, write_value
from schemas.policy import PolicyDraft, Table

PAGES = {"quota": "额度表", "subsidy": "比例表"}
NAME, ACTION, SOURCE = "名称", "操作", "依据"
STRIKE = "删除"
MAX_ROWS = 200
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDTH = 30


@dataclass(frozen=True)
class TableRow:
    """One row of a table's page as it came back: what stands in each column, and where that is."""

    section: str
    number: int
    texts: tuple[str, ...]
    columns: tuple[str, ...]  # the facts, in the order of the page
    formula: str = ""

    def cell(self, column: str) -> str:
        """Where a column of this row stands: "额度表!B3"; ``column`` is a fact, then, name, action or source."""
        return f"{PAGES[self.section]}!{LETTERS[self._at(column)]}{self.number}"

    def text(self, column: str) -> str:
        """What stands in a column."""
        return self.texts[self._at(column)].strip()

    def _at(self, column: str) -> int:
        return ("name", *self.columns, "then", "action", "source").index(column)


def tables_of(policy: PolicyDraft) -> dict[str, Table]:
    """The tables that distinguish anything, by section: only they have a page."""
    found = {section: table_of(policy, section) for section in TABLES}
    return {section: table for section, table in found.items() if table is not None and columns_of(table)}


def headings_of(section: str, table: Table) -> tuple[str, ...]:
    """The first row of a table's page."""
    return (NAME, *(label_of(fact)[0] for fact in columns_of(table)), THEN[section][1], ACTION, SOURCE)


def write_tables(book: Any, policy: PolicyDraft, bold: Any, plain: Any, editable: Any) -> None:
    """A page for each table, with how its columns are written above their headings as a comment."""
    for section, table in tables_of(policy).items():
        sheet = book.add_worksheet(PAGES[section])
        hints = ("", *(hint_of(fact)[0] for fact in columns_of(table)), hint_for(THEN[section][0])[0],
                 f"不再适用的行在此填写「{STRIKE}」", "文件名称、文号和原文")  # fmt: skip
        for column, (heading, hint) in enumerate(zip(headings_of(section, table), hints, strict=True)):
            sheet.write_string(0, column, heading, bold)
            if hint:
                sheet.write_comment(0, column, hint)
            sheet.set_column(column, column, WIDTH)
        sheet.freeze_panes(1, 1)
        for at, row in enumerate(table.rows, start=1):
            cells = [write_cell(fact, row.when[fact]) if fact in row.when else "" for fact in columns_of(table)]
            words = (row.id, *cells, write_value(THEN[section][0], row.then), "", source_of_basis(row.basis))
            for column, text in enumerate(words):
                sheet.write_string(at, column, text, editable if column else plain)


def read_tables(pages: dict[str, list[Sequence[Any]]], policy: PolicyDraft) -> list[TableRow]:
    """The rows of every table's page.

    Raises:
        WorkbookRefused: a page is missing, or its columns are not the table's.
    """
    found: list[TableRow] = []
    for section, table in tables_of(policy).items():
        name = PAGES[section]
        if name not in pages:
            raise refused(f"缺少「{name}」页。", f"the page {name} is missing.")
        found += _rows(section, table, pages[name])
    return found


def _rows(section: str, table: Table, rows: list[Sequence[Any]]) -> Iterator[TableRow]:
    headings, name = headings_of(section, table), PAGES[section]
    first = tuple(text_of_cell(cell.value) for cell in rows[0]) if rows else ()
    if first[: len(headings)] != headings:
        raise refused(f"「{name}」页第一行须为：{'、'.join(headings)}。", f"the first row of {name} was changed.")
    for number, row in enumerate(rows[1:], start=2):
        cells = list(row)[: len(headings)]
        texts = tuple(text_of_cell(cell.value) for cell in cells) + ("",) * (len(headings) - len(cells))
        if not any(texts):
            continue
        wrong = next((f"{name}!{LETTERS[n]}{number}" for n, cell in enumerate(cells) if is_formula(cell)), "")
        yield TableRow(section, number, texts, columns_of(table), wrong)
