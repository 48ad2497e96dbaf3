"""Files of stock: templates to fill in, rows as text (xlsx or CSV), the report of what became of them."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter
from marshmallow import Schema

from hub.kernel.workbooks import is_formula, opened_workbook, refused, text_of_cell

MAX_ROWS = 2000
MAX_BYTES = 5 * 1_048_576
FORMULA = "单元格是公式，请改为数值。 / The cell is a formula: write the value itself."
Row = tuple[int, dict[str, str], list[str]]


def headings_of(schema: Schema) -> dict[str, str]:
    """The field of each column, by its heading, in the order of the columns."""
    return {str(field.metadata["heading"]): name for name, field in schema.load_fields.items()}


def write_template(schema: Schema) -> bytes:
    """An empty workbook with headings, and an example beside each as a comment."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("导入")
        for column, field in enumerate(schema.load_fields.values()):
            sheet.write_string(0, column, str(field.metadata["heading"]), bold)
            sheet.set_column(column, column, 24, text)
            sheet.write_comment(0, column, f"例：{field.metadata['example']}")
        sheet.freeze_panes(1, 0)
    return out.getvalue()


def read_rows(content: bytes, name: str, schema: Schema) -> list[Row]:
    """Number in the file, cells as text by field, and fields whose cell is a formula.

    Raises:
        WorkbookRefused: it cannot be read, lacks a column, or is too large.
    """
    if len(content) > MAX_BYTES:
        raise refused("文件超过 5M。", "it is larger than 5M.")
    lines = _csv_lines(content) if name.lower().endswith(".csv") else _workbook_lines(content)
    return list(_rows(lines, headings_of(schema)))


def write_report(schema: Schema, rows: Sequence[Mapping[str, Any]]) -> str:
    """Every row as it came, with what became of it; CSV for a spreadsheet."""
    headings = headings_of(schema)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["行号", *headings, "结果", "说明"])
    for row in rows:
        errors = "；".join(f"{heading}：{text}" for heading, texts in row["errors"].items() for text in texts)
        cells = [row["cells"].get(field, "") for field in headings.values()]
        writer.writerow([_harmless(str(cell)) for cell in (row["row"], *cells, row["outcome"], errors)])
    return "\ufeff" + out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "@", "-") else cell


def _csv_lines(content: bytes) -> Iterator[list[tuple[str, bool]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise refused("文件不是文本。", "it is no text.") from None
    if "\0" in text:
        raise refused("文件不是文本。", "it is no text.")
    try:
        for line in csv.reader(io.StringIO(text), strict=True):
            yield [(cell.strip()[:2100], cell.lstrip().startswith("=")) for cell in line]
    except csv.Error as error:
        raise refused("CSV 格式有误。", f"it is no proper CSV ({error}).") from None


def _workbook_lines(content: bytes) -> Iterator[list[tuple[str, bool]]]:
    with opened_workbook(io.BytesIO(content)) as book:
        for line in book.worksheets[0].iter_rows(max_col=40):
            yield [(text_of_cell(cell.value), is_formula(cell)) for cell in line]


def _rows(lines: Iterator[list[tuple[str, bool]]], headings: Mapping[str, str]) -> Iterator[Row]:
    first = [cell for cell, _ in next(lines, [])]
    missing = [heading for heading in headings if heading not in first]
    if missing:
        said = "、".join(missing)
        raise refused(f"第一行缺少列：{said}，请使用模板。", f"the first row lacks {said}: use the template.")
    taken = 0
    for number, line in enumerate(lines, start=2):
        named = [(headings[h], cell) for h, cell in zip(first, line, strict=False) if h in headings]
        if not any(text for _, (text, _) in named):
            continue
        taken += 1
        if taken > MAX_ROWS:
            raise refused(f"超过 {MAX_ROWS} 行，请分批导入。", f"it has more than {MAX_ROWS} rows: import it in parts.")
        yield number, {f: text for f, (text, _) in named}, [f for f, (_, formula) in named if formula]
