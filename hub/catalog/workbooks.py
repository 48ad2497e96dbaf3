"""Workbooks of services: the template, reading one row by row without running anything in it, and giving rows back.

A workbook is data of a stranger: the kernel opens it with care, formulas are refused in their cells, and whatever a
cell holds is checked by the form's own schema.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import xlsxwriter

from hub.kernel.workbooks import is_formula, opened_workbook, refused, text_of_cell
from schemas.listing import PRICE_KINDS

MAX_ROWS = 2000
SHEET = "服务"
HEADER_ROW = 1
# Column → field; "yes" columns and lists are read by name below.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("服务名称", "name", "必填，不超过 100 字"),
    ("分类编码", "category", "必填，六位第三级分类编码，见“分类”页"),
    ("价格方式", "price_kind", "必填：一口价、议价、参考价或面议"),
    ("收费标准（元）", "price", "面议不填，其余必填，最多两位小数"),
    ("计价单位", "unit", "如 项、次、样品"),
    ("服务周期（天）", "service_days", "整数"),
    ("区域标签", "area_tags", "区域名称，用顿号分隔；不填为不限区域"),
    ("其他地区可无券下单", "open_to_others", "是或否"),
    ("支持的创新券", "programme_badges", "计划名称，用顿号分隔"),
    ("使用仪器编号", "equipment_nos", "本机构已上架仪器的编号，用顿号分隔"),
    ("子单位名称", "sub_unit", "须已在店铺资料登记"),
    ("服务地址", "address", ""),
    ("服务承诺", "promise", ""),
    ("服务内容", "description", ""),
)
HEADINGS = tuple(heading for heading, _, _ in COLUMNS)
FIELDS = {heading: field for heading, field, _ in COLUMNS}
ERROR_HEADING = "错误"
LISTS = frozenset({"area_tags", "programme_badges", "equipment_nos"})
FORMULA = "单元格不能是公式，请粘贴为数值。 / A cell must not be a formula: paste its value."
_SPLIT = re.compile(r"[、,，;；\s]+")
_PRICE_KINDS = {words["zh"]: code for code, words in PRICE_KINDS}


def write_template(categories: Sequence[tuple[str, str]], areas: Sequence[str], programmes: Sequence[str]) -> bytes:
    """An empty workbook with headings, notes, and pages that say what may stand in it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        for column, (heading, _, note) in enumerate(COLUMNS):
            sheet.write_string(0, column, heading, bold)
            sheet.set_column(column, column, 18, text)
            if note:
                sheet.write_comment(0, column, note)
        sheet.freeze_panes(1, 1)
        kinds = [words["zh"] for _, words in PRICE_KINDS]
        sheet.data_validation(1, 2, MAX_ROWS, 2, {"validate": "list", "source": kinds})
        sheet.data_validation(1, 7, MAX_ROWS, 7, {"validate": "list", "source": ["是", "否"]})
        for name, rows in (("分类", categories), ("区域", [(a,) for a in areas]), ("计划", [(p,) for p in programmes])):
            page = book.add_worksheet(name)
            for at, row in enumerate(rows):
                page.write_row(at, 0, list(row))
    return out.getvalue()


def write_rows(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows that could not be taken, as they came: the wrong cells marked and commented, all errors in one column.

    Corrected, the same workbook can be handed in again: the extra column is not read.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bg_color": "#eef2f7", "border": 1})
        wrong = book.add_format({"bg_color": "#fbe9e8", "font_color": "#9d1c1c", "num_format": "@"})
        plain = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, [*HEADINGS, ERROR_HEADING], bold)
        sheet.set_column(0, len(HEADINGS), 18)
        for at, row in enumerate(rows, start=1):
            for column, heading in enumerate(HEADINGS):
                errors = row["errors"].get(heading, [])
                sheet.write_string(at, column, row["cells"].get(heading, ""), wrong if errors else plain)
                if errors:
                    sheet.write_comment(at, column, "\n".join(errors))
            said = [
                f"{heading}：{'；'.join(texts)}" if heading else "；".join(texts)
                for heading, texts in row["errors"].items()
            ]
            sheet.write_string(at, len(HEADINGS), "\n".join(said), wrong)
    return out.getvalue()


def read_rows(stream: IO[bytes]) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    """Row number in the file, its cells as text by heading, and the headings whose cell is a formula.

    Raises:
        WorkbookRefused: it is no workbook, is not like the template, or is too large.
    """
    with opened_workbook(stream) as book:
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        rows = sheet.iter_rows(max_col=len(COLUMNS) + 10)
        headings = _headings(next(rows, ()))
        yield from _data(rows, headings)


def _headings(row: Sequence[Any]) -> list[str]:
    found = [text_of_cell(cell.value) for cell in row]
    missing = [heading for heading in ("服务名称", "分类编码", "价格方式") if heading not in found]
    if missing:
        zh = f"第一行缺少列：{'、'.join(missing)}，请使用模板。"
        raise refused(zh, f"the first row lacks {', '.join(missing)}: use the template.")
    return found


def _data(rows: Iterator[Any], headings: list[str]) -> Iterator[tuple[int, dict[str, str], list[str]]]:
    taken = 0
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        cells, formulas = {}, []
        for heading, cell in zip(headings, row, strict=False):
            if heading not in FIELDS:
                continue
            cells[heading] = text_of_cell(cell.value)
            if is_formula(cell):
                formulas.append(heading)
        if not any(cells.values()):
            continue
        taken += 1
        if taken > MAX_ROWS:
            raise refused(f"超过 {MAX_ROWS} 行，请分批导入。", f"it has more than {MAX_ROWS} rows: import it in parts.")
        yield number, cells, formulas


def content_of(cells: Mapping[str, str], areas: Mapping[str, str], programmes: Mapping[str, str]) -> dict[str, Any]:
    """What the schema reads, of the words that people write into cells; names become codes where they are known."""
    found: dict[str, Any] = {}
    for heading, field in FIELDS.items():
        text = cells.get(heading, "")
        if field == "open_to_others":
            found[field] = text in ("是", "yes", "true", "1")
        elif field in LISTS:
            found[field] = [one for one in _SPLIT.split(text) if one]
        elif text:
            found[field] = text
    found["area_tags"] = [areas.get(one, one) for one in found["area_tags"]]
    found["programme_badges"] = [programmes.get(one, one) for one in found["programme_badges"]]
    kind = found.get("price_kind", "")
    found["price_kind"] = _PRICE_KINDS.get(kind, kind)
    return found
