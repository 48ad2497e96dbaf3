"""Statistics as files, for everybody: the same tables as on the public page, a year each."""

from typing import Any

from flask import Response

from hub import statistics
from hub.api.access import open_to_all
from hub.api.operation import Blueprint
from hub.kernel.errors import NotFound
from hub.web.figures.spreadsheet import csv_answer
from hub.web.figures.tables import NAMES, find_table, tables_of
from schemas.api.statistics import StatisticsQuery

bp = Blueprint("statistics", __name__, url_prefix="/api/v1", description="统计 / Statistics")
CSV_TEXT = {"type": "string", "description": "CSV in UTF-8 with a byte order mark: what, when, from where, then rows."}


class NothingPublished(NotFound):
    """There is no such table, or nothing is published of that year."""

    code = "statistics.nothing_published"
    zh = "该年度没有已公布的统计，或没有这张表。"
    en = "Nothing is published of that year, or there is no such table."


@bp.route(f"/statistics/<any({', '.join(NAMES)}):name>.csv", methods=["GET"], endpoint="downloadStatistics")
@open_to_all
@bp.doc(operationId="downloadStatistics", security=[])
@bp.arguments(StatisticsQuery, location="query")
@bp.response(200, CSV_TEXT, content_type="text/csv")
def download_statistics(query: dict[str, Any], name: str) -> Response:
    """One table of a published year, the latest by default; figures about too few are withheld."""
    year = query["year"] or next(iter(statistics.list_published()), None)
    found = statistics.find_published(year) if year is not None else None
    table = find_table(tables_of(found, public=True), name) if found else None
    if found is None or table is None:
        raise NothingPublished()
    return csv_answer(table, found, cached=True)
