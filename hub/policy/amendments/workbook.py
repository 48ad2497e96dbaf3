"""A policy as a workbook: one page a section and a table, one row a value, read back from it as a difference.

Rows are known by what stands in their first column; a row that is not known, was taken out, or holds a formula is
refused with its cell. What is the same as before is no change, whoever opened the file in between.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter

from hub.kernel.workbooks import is_formula, opened_workbook, refused, text_of_cell
from hub.policy.amendments.leaves import SECTIONS, Leaf, leaves_of
from hub.policy.amendments.values import hint_for, write_value
from hub.policy.amendments.workbook_tables import LETTERS, PAGES, write_tables
from hub.policy.amendments.workbook_tables import MAX_ROWS as MAX_TABLE_ROWS
from schemas.policy import PolicyDraft

COVER = "说明"
HEADINGS = ("事项", "值", "填写方式", "来源", "依据")
LABEL, VALUE, _, _, SOURCE = range(5)
WIDTHS = (44, 26, 40, 22, 60)
MAX_ROWS = 1_000
HOW = (
    "只修改各页「值」列，并在同一行「依据」列写明文件名称、文号和原文；其他列不要改动。",
    "「额度表」「比例表」可在末尾增加行，不再适用的行在「操作」列填写「删除」并写明依据；列由系统规定。",
    "其他页不要增加或删除行；增加或删除材料、流程请在系统页面上操作。",
    "单元格不能是公式。改好后在系统中上传，系统只登记与原来不同的值，不会直接生效。",
)


@dataclass(frozen=True)
class About:
    """What the cover says: of which policy the workbook is, and of which content."""

    policy_id: str
    label: str
    title: str
    content_hash: str


@dataclass(frozen=True)
class Entry:
    """One row as it came back: where its value stands, what it says, and the source beside it."""

    cell: str
    section: str
    label: str
    value: str
    source: str
    formula: str = ""


def write_workbook(about: About, policy: PolicyDraft) -> bytes:
    """The workbook of a policy."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        editable = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#fffbe6"})
        _cover(book.add_worksheet(COVER), about, bold, plain)
        for section, (name, _) in SECTIONS.items():
            mine = [leaf for leaf in values_of(policy) if leaf.section == section]
            if mine:
                _page(book.add_worksheet(name), mine, bold, plain, editable)
        write_tables(book, policy, bold, plain, editable)
    return out.getvalue()


def values_of(policy: PolicyDraft) -> list[Leaf]:
    """The values that have a row of their own: all but those of the tables' rows."""
    return [leaf for leaf in leaves_of(policy) if "/table/rows/" not in leaf.path]


def _cover(sheet: Any, about: About, bold: Any, plain: Any) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 100)
    rows = (("政策", about.policy_id), ("版本", about.label), ("名称", about.title), ("内容摘要", about.content_hash))
    for at, (name, value) in enumerate(rows):
        sheet.write_string(at, 0, name, bold)
        sheet.write_string(at, 1, value, plain)
    for at, line in enumerate(HOW, start=len(rows) + 1):
        sheet.write_string(at, 1, line, plain)


def _page(sheet: Any, leaves: Sequence[Leaf], bold: Any, plain: Any, editable: Any) -> None:
    for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    for at, leaf in enumerate(leaves, start=1):
        words = (
            row_label(leaf),
            write_value(leaf.kind, leaf.value),
            hint_for(leaf.kind)[0],
            leaf.origin(),
            leaf.source,
        )
        for column, text in enumerate(words):
            sheet.write_string(at, column, text, editable if column in (VALUE, SOURCE) else plain)


def row_label(leaf: Leaf) -> str:
    """What a row is known by: the value's name within its section."""
    return leaf.label_zh.partition(" · ")[2]


@dataclass(frozen=True)
class Sheets:
    """A workbook that came back: of which policy and content it is, its values, and the cells of its tables' pages."""

    policy_id: str
    content_hash: str
    entries: list[Entry]
    tables: dict[str, list[Sequence[Any]]]


def read_workbook(stream: IO[bytes]) -> Sheets:
    """What a workbook says.

    Raises:
        WorkbookRefused: it is none, or not one of ours.
    """
    with opened_workbook(stream) as book:
        if COVER not in book.sheetnames:
            raise refused("不是从本系统下载的政策工作簿。", "it was not downloaded here.")
        cover = {
            text_of_cell(row[0].value): text_of_cell(row[1].value)
            for row in book[COVER].iter_rows(max_row=6, max_col=2)
        }
        sections = {name: section for section, (name, _) in SECTIONS.items()}
        tables = [name for name in book.sheetnames if name in PAGES.values()]
        strange = [name for name in book.sheetnames if name not in (COVER, *sections, *tables)]
        if strange:
            raise refused(f"有未知的页「{strange[0]}」。", f"it has a page that is not known: {strange[0]}.")
        values = [name for name in book.sheetnames if name in sections]
        entries = [entry for name in values for entry in _entries(book[name], name, sections[name])]
        cells = {name: list(book[name].iter_rows(max_col=len(LETTERS), max_row=MAX_TABLE_ROWS)) for name in tables}
    return Sheets(cover.get("政策", ""), cover.get("内容摘要", ""), entries, cells)


def _entries(sheet: Any, name: str, section: str) -> Iterator[Entry]:
    rows = sheet.iter_rows(max_col=len(HEADINGS), max_row=MAX_ROWS + 2)
    if tuple(text_of_cell(cell.value) for cell in next(rows, ())) != HEADINGS:
        raise refused(f"「{name}」页第一行须为：{'、'.join(HEADINGS)}。", f"the first row of {name} was changed.")
    for number, row in enumerate(rows, start=2):
        if number > MAX_ROWS:
            raise refused(f"「{name}」页超过 {MAX_ROWS} 行。", f"{name} has more than {MAX_ROWS} rows.")
        texts = [text_of_cell(cell.value) for cell in row] + [""] * (len(HEADINGS) - len(row))
        if not any(texts):
            continue
        wrong = next((f"{name}!{'ABCDE'[n]}{number}" for n, cell in enumerate(row) if is_formula(cell)), "")
        yield Entry(f"{name}!B{number}", section, texts[LABEL], texts[VALUE], texts[SOURCE], wrong)
