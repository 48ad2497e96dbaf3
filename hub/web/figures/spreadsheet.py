"""A table as CSV: what it is, of when, from where, then exactly the cells of the page; no cell runs as a formula."""

import csv
import io
import re

from flask import Response

from hub.statistics import Statistics
from hub.web.figures.tables import FigureTable
from hub.web.language import t
from hub.web.money import moment

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def as_csv(table: FigureTable, found: Statistics) -> bytes:
    """The file, with a byte order mark."""
    head = [
        [t("科技创新券统计", "Innovation voucher statistics"), table.title],
        [t("统计期间", "Period"), found.since.isoformat(), found.until.isoformat()],
        [t("数据截至", "As of"), moment(found.as_of)],
        [
            t("来源", "Source"),
            t("枢纽账簿与状态记录，按业务日期汇总", "the hub's journal and states, by business date"),
        ],
        [],
        [heading for column in table.columns for heading in column.headings],
    ]
    rows = [[row.title, *(value.plain for cell in row.cells for value in cell)] for row in table.rows]
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in [*head, *rows])
    return ("\ufeff" + text.getvalue()).encode()


def safe_cell(cell: str) -> str:
    """Text that a spreadsheet would run gets an apostrophe; a number stays one."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def csv_answer(table: FigureTable, found: Statistics, *, cached: bool = False) -> Response:
    """The file as an answer, named after table and period."""
    name = f"statistics-{table.name}-{found.since.isoformat()}-{found.until.isoformat()}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "public, max-age=600" if cached else "no-store",
    }
    return Response(as_csv(table, found), content_type="text/csv; charset=utf-8", headers=headers)
